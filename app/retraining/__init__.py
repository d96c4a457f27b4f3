"""Retraining as the app sees it: a process and its folder, and the weights that a call uses. No torch."""

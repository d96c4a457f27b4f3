"""Looking at labels and mending them: what to look at first, what a human says, and proposals. No windows."""

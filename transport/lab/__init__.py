"""A laboratory of bad networks: calls over links that lose, delay, reorder and cut, without leaving this machine."""

"""Poses to bytes, bytes to the other peer, and back."""

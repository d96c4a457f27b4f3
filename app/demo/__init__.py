"""A whole call between two processes of this machine: one signs, the other watches the avatar."""

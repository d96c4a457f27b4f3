"""What a pose is, and how one is read off a camera frame."""

"""What the project draws of its own avatar: the sample clip, and labelled pictures for training."""

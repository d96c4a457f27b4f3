"""What the project draws of its own people: the sample clip, and pictures for training with exact keypoints."""

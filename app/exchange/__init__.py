"""Recordings in the formats of others: COCO-WholeBody, .pose, ELAN, DeepLabCut."""

"""Rendered people with exact keypoints, to train and to measure detectors (`handline synth`).

From chance to picture: `scene` decides who (`people`), how dressed and lit (`looks`, `lights`), how posed
(`posing`, `handshapes`, kept apart by `collisions`) and how framed; `painter` draws; `truth` says where every
keypoint lies and what hides it; `sensor` spoils the picture as a webcam does; `produce` does it many times.
"""

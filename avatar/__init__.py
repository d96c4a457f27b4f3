"""A pose as joint rotations, and as a drawn 3D signer."""

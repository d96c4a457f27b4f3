"""Windows and command line; wires the detector, transport, avatar and training together."""

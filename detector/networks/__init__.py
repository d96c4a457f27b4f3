"""Network definitions in torch. Nothing that runs in a call imports this package."""

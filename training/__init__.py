"""From recordings to a better detector."""

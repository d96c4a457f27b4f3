"""`handline bench app`: the whole app in a call, measured from outside and from within."""

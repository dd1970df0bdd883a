"""Events: what the association convenes, when, where, for whom and at what price."""

"""Pure rules of the door."""

"""The JSON window on the engines of the scholarship programme."""

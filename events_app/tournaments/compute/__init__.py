"""The JSON window on the engines of tournaments."""

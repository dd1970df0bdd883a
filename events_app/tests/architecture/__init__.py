"""The rules of the layout, held by reading the code itself."""

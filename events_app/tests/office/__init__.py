"""What the office's own pages promise."""

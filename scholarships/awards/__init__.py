"""From calibrated scores to awards, letters and instalments, each decision with its reason."""

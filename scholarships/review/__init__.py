"""Blind reading: who reads what, conflicts of interest, scores that only grow."""

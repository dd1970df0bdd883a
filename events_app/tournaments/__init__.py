"""Tournaments: divisions, teams, matches, the log of what happened, and the pages that show it."""

"""Convoca: the events of a maquiladora association, from the invitation to the door."""

__version__ = "0.1.0"

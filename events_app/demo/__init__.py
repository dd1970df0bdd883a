"""Demonstration data: a whole association that exists nowhere, the same for the same seed."""

from events_app.demo.build import build

__all__ = ["build"]

"""The scholarships of the demonstration: a call that ended, one under review, and one that is open."""

from events_app.demo.scholarships.links import families, paths
from events_app.demo.scholarships.story import play

__all__ = ["families", "paths", "play"]

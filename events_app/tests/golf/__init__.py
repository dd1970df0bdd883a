"""Golf: the room that pays for the scholarships."""

"""People into events: one registration, one seat, one ticket."""

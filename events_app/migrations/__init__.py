"""The schema, step by step; run by `python3 -m events_app migrate`."""

"""The schema of the scholarships, step by step; run by `python3 -m events_app migrate`."""

"""Scoring: the phone beside the field, the captains' signatures, disputes and corrections."""

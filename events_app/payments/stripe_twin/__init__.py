"""A stand-in for Stripe that speaks the part of its HTTP API we use; development and tests only."""

"""Whole days of Convoca on real parts: web, worker, Stripe's stand-in and PostgreSQL as processes of their own."""

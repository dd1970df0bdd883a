"""Builders of small worlds: each names only what matters to its test."""

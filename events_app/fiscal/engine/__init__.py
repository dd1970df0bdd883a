"""The rules of Mexican invoicing: pure functions from values to values."""

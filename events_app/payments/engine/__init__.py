"""The rules of money: pure functions from values to values."""

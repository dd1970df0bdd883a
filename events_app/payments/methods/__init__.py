"""The ways to pay, one file each."""

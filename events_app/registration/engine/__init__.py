"""The pure rules of seats and holds."""

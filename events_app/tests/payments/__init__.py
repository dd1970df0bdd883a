"""What the payments room promises, one sentence per test."""

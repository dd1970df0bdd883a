"""Invoices: fiscal data, what the accountant must stamp, and what came back stamped."""

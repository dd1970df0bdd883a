"""The family's application: its steps, documents and consents, and what company and office add to it."""

"""The office's first page, its search, and what it may look into: audit, jobs and messages."""

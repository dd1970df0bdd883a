"""Orders, payments, refunds and the ledger."""

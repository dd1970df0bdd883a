"""Pure rules of the books: shares to the centavo, ages of debts, whose a movement of the bank is."""

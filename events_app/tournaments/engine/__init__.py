"""Pure rules of tournaments: plans, results, tables, draws, calendars and golf."""

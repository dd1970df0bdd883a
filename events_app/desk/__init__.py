"""The desk of a company: its people, their seats and its money, for those who coordinate it."""

"""The directory: member companies with their standing, the people who work in them, and the committees."""

"""Who makes documents out of our data: the accountant's own program, or sealed XML for a certified provider."""

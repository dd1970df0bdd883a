"""Where the money comes from, pesos and dollars apart, and which award it became."""

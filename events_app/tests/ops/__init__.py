"""The commands as a person runs them: in processes of their own."""

"""What every room needs: small modules, each with its purpose in one line."""

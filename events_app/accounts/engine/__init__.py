"""The pure rules of accounts: passwords, roles and scopes, devices, and where a sign-in may lead."""

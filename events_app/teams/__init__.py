"""Teams: the call, registration by a company or a captain, rosters, and the credential that the field reads."""

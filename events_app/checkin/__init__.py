"""The door: gates, devices, scans and the scanner."""

"""How fast the house is: `python -m events_app.tests.benchmarks`. Nothing here is collected by a test run."""

"""A fictitious report, written by the tests in each format that is read."""

"""One module a metadata standard: pure functions from a raw record to a dataset draft."""

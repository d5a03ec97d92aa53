"""One folder a metadata standard, pure functions from a raw record to a dataset draft; beside them what all of them need."""

"""Files as towns send them, read into a header and batches of text cells."""

"""One module a protocol: each lists and reads a remote catalogue in pages."""

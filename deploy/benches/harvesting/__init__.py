"""What `harvest.*` is made of: records, the server that gives them, our run, and the peer's."""

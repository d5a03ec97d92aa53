"""What `search.action` is made of: the catalogue, the peer's index, and the asking."""

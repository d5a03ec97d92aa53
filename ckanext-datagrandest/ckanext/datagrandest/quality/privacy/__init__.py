"""Guarding privacy: what in a table is likely to be about a person, and how to mask it before publication."""

"""Layers of WFS, collections and records of OGC API, to drafts of datasets: pure functions."""

MAPPING_VERSION = 1
"""Raised when one of the mappings changes: unchanged records are then mapped again."""

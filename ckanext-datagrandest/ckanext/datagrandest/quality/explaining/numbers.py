"""Numbers as French readers write them."""

from __future__ import annotations


def spaced(count: int) -> str:
    """Write a number with narrow no-break spaces between thousands."""
    return f"{count:,}".replace(",", "\u202f")

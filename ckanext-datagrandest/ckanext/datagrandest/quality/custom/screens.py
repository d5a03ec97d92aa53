"""Whole columns screened for the numbers that have a key: what is not certain goes to the exact test."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

_SIREN, _SIRET = 9, 14


def _luhn(length: int) -> Callable[[pl.Expr], pl.Expr]:
    """Give the screen of numbers of so many digits whose last is Luhn's key (ISO/IEC 7812-1, annex B)."""

    def screen(cell: pl.Expr) -> pl.Expr:
        number = cell.cast(pl.Int64, strict=False)
        total = pl.lit(0)
        for place in range(length):
            digit = number // 10**place % 10
            total = total + (digit * 2 - (digit > 4) * 9 if place % 2 else digit)  # noqa: PLR2004 - 2 × 5 is 1 + 0
        return (cell.str.contains(rf"^[0-9]{{{length}}}$") & (total % 10 == 0) & (number > 0)).fill_null(value=False)

    return screen


SCREENS: Mapping[str, Callable[[pl.Expr], pl.Expr]] = {
    "french-siren-value": _luhn(_SIREN),
    "siren": _luhn(_SIREN),
    "french-siret-value": _luhn(_SIRET),
    "siret": _luhn(_SIRET),
}
"""Expressions that are true where a filled cell certainly passes the check of that name."""

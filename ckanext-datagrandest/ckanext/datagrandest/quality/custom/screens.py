"""Whole columns screened for the numbers that have a key: what is not certain goes to the exact test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

_SIREN, _SIRET = 9, 14


#: The SIREN of La Poste, whose establishments keep to a rule of their own.
_LA_POSTE = "356000000"


@dataclass(frozen=True, slots=True)
class Screen:
    """What is certain of the filled cells of a column: that they pass a check, or that they fail it."""

    passes: Callable[[pl.Expr], pl.Expr]
    fails: Callable[[pl.Expr], pl.Expr]


@cache
def _sums() -> pl.Series:
    """Give Luhn's sum of each group of four digits, from 0000 to 9999; a multiple of four keeps the parity of places."""
    group = np.arange(10**4)
    digits = [group // 10**place % 10 for place in range(4)]
    doubled = [digit * 2 - (digit > 4) * 9 for digit in digits[1::2]]  # noqa: PLR2004 - 2 × 5 is 1 + 0
    return pl.Series(np.sum([*digits[::2], *doubled], axis=0))


def _remainder(number: pl.Expr, length: int) -> pl.Expr:
    """Give the remainder of Luhn's sum (ISO/IEC 7812-1, annex B): 0 where the key is right."""
    groups = (number // 10**place % 10**4 for place in range(0, length, 4))
    return pl.sum_horizontal(pl.lit(_sums()).gather(group) for group in groups) % 10


def _is_keyed(cell: pl.Expr, length: int) -> pl.Expr:
    """Tell whether the keys of a plain number are right, null for other texts; a SIRET starts by a SIREN with its own."""
    number = cell.cast(pl.Int64, strict=False)
    plain = cell.str.contains(rf"^[0-9]{{{length}}}$") & ~cell.str.starts_with(_LA_POSTE) & (number > 0)
    keys = (_remainder(number, length) == 0) & (_remainder(number // 10 ** (length - _SIREN), _SIREN) == 0)
    return pl.when(plain).then(keys)


def _luhn(length: int) -> Screen:
    """Give the screen of numbers of so many digits whose last is Luhn's key."""
    return Screen(
        lambda cell: _is_keyed(cell, length).fill_null(value=False),
        lambda cell: (~_is_keyed(cell, length)).fill_null(value=False),
    )


SCREENS: Mapping[str, Screen] = {
    "french-siren-value": _luhn(_SIREN),
    "siren": _luhn(_SIREN),
    "french-siret-value": _luhn(_SIRET),
    "siret": _luhn(_SIRET),
}
"""The screens of checks, by name."""

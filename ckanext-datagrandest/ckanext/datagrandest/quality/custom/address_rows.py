"""Checks of one row of a Base Adresse Locale (format BAL 1.4): numbers, names, positions, identifiers.

Source: BAL 1.4 and the national validator (profile 1.4). A row numbered 99999 names a place without a number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.custom.addresses import is_known_commune
from ckanext.datagrandest.quality.custom.values import is_in_france
from ckanext.datagrandest.quality.reading.dialects import folded

#: Number of the rows that name a place and hold no address.
PLACE = 99_999
#: Metres between the two positions of one address above which they contradict each other.
TOLERANCE = 10
#: Legal projection (EPSG) by the start of a commune's code; Lambert-93 elsewhere.
_PROJECTIONS = {"971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471}
_LAMBERT = 2154


class Cells:
    """The cells of a file by the field they answer to; null where the file has no such column."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = {column.label: column for column in columns}

    def text(self, name: str) -> pl.Expr:
        """Give the filled cells of a field, as text."""
        column = self._columns.get(name)
        if column is None:
            return pl.lit(None, dtype=pl.String)
        return pl.when(~column.missing()).then(pl.col(column.name).str.strip_chars())

    def number(self, name: str) -> pl.Expr:
        """Give the cells of a field that are numbers."""
        return self.text(name).cast(pl.Float64, strict=False)

    def identifier(self, name: str, letter: str) -> pl.Expr:
        """Give an identifier of the national base: from its own column, else from `uid_adresse`."""
        inside = self.text("uid_adresse").str.extract(rf"(?i)@{letter}:(\S+)", 1)
        return pl.coalesce(self.text(name), inside)

    def commune(self) -> pl.Expr:
        """Give the INSEE code of each row, from its column, else from the key."""
        inside = self.text("cle_interop").str.extract(r"^([^_]+)_", 1)
        return pl.coalesce(self.text("commune_insee"), inside).str.to_uppercase()

    def has_number(self) -> pl.Expr:
        """Tell the rows that hold an address from those that name a place."""
        return (self.number("numero") != PLACE).fill_null(value=False)


@dataclass(frozen=True, slots=True)
class Question:
    """A question that only Python answers, asked once of each distinct row where all its cells are there.

    It is asked in the thread of the caller: projections may not be shared between threads.
    """

    cells: Sequence[pl.Expr]
    is_broken: Callable[..., bool]

    def among(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give the rows of a batch that break the check."""
        named = [cell.alias(f"cell {place}") for place, cell in enumerate(self.cells)]
        filled = frame.filter(~pl.col("blank")).select("row", *named).drop_nulls()
        names = [name for name in filled.columns if name != "row"]
        distinct = filled.select(names).unique()
        broken = pl.Series([self.is_broken(*row) for row in distinct.iter_rows()], dtype=pl.Boolean)
        return filled.join(distinct.filter(broken), on=names, how="semi")


Rule = pl.Expr | Question
"""True in the rows that break a check, or what to ask of them."""


def number_of_key(cells: Cells) -> pl.Expr:
    """The number is the one of the key."""
    inside = cells.text("cle_interop").str.extract(r"^[^_]+_[^_]+_(\d+)", 1).cast(pl.Float64, strict=False)
    return (inside != cells.number("numero")) & (cells.number("numero") != 0)


def commune_name(cells: Cells) -> Question:
    """The name of the commune is the official one of its code."""
    from ckanext.datagrandest.territories import cog

    def differs(code: str, name: str) -> bool:
        official = cog.commune_name(code)
        return official is not None and official != name

    return Question([cells.commune(), cells.text("commune_nom")], differs)


def delegated_commune(cells: Cells) -> Question:
    """The delegated commune is a former one of the commune, or its chief town."""
    from ckanext.datagrandest.territories import cog

    def astray(code: str, delegated: str) -> bool:
        return is_known_commune(delegated) and delegated != code and cog.current_commune(delegated) != code

    return Question([cells.commune(), cells.text("commune_deleguee_insee").str.to_uppercase()], astray)


def same_names(cells: Cells) -> Question:
    """The complement is not the name of the street again."""

    def repeats(street: str, place: str) -> bool:
        return folded(street) == folded(place)

    return Question([cells.text("voie_nom"), cells.text("lieudit_complement_nom")], repeats)


def no_position(cells: Cells) -> pl.Expr:
    """An address says what its position is that of."""
    return cells.has_number() & cells.text("position").is_null()


def no_coordinates(cells: Cells) -> pl.Expr:
    """An address has a longitude and a latitude."""
    return cells.has_number() & (cells.text("long").is_null() | cells.text("lat").is_null())


def outside(cells: Cells) -> Question:
    """The coordinates of an address fall in France."""

    def is_away(lon: float, lat: float) -> bool:
        return not is_in_france(f"{lon},{lat}")

    return Question([pl.when(cells.has_number()).then(cells.number("long")), cells.number("lat")], is_away)


@cache
def _projection(code: int) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs("EPSG:4326", f"EPSG:{code}", always_xy=True)


def far_apart(cells: Cells) -> Question:
    """The position in metres and the one in degrees are the same place, to ten metres."""

    def apart(code: str, x: float, y: float, lon: float, lat: float) -> bool:
        east, north = _projection(_PROJECTIONS.get(code[:3], _LAMBERT)).transform(lon, lat)
        return bool((east - x) ** 2 + (north - y) ** 2 > TOLERANCE**2)

    return Question([cells.commune(), *(cells.number(name) for name in ("x", "y", "long", "lat"))], apart)


def incomplete_identifiers(cells: Cells) -> pl.Expr:
    """Where one identifier of the national base is given, the others are too."""
    parts = [cells.identifier("id_ban_commune", "c"), cells.identifier("id_ban_toponyme", "v")]
    address = cells.identifier("id_ban_adresse", "a")
    some = pl.any_horizontal([part.is_not_null() for part in (*parts, address)])
    lacking = pl.any_horizontal([part.is_null() for part in parts]) | (address.is_null() & cells.has_number())
    return some & lacking


ADDRESS_ROWS: Mapping[str, Callable[[Cells], Rule]] = {
    "bal-numero-cle": number_of_key,
    "bal-commune-nom": commune_name,
    "bal-commune-deleguee": delegated_commune,
    "bal-complement": same_names,
    "bal-position-manquante": no_position,
    "bal-coordonnees-manquantes": no_coordinates,
    "bal-hors-de-france": outside,
    "bal-positions-incoherentes": far_apart,
    "bal-identifiants": incomplete_identifiers,
}
"""Checks of a row, by name."""

"""Checks across the rows of a Base Adresse Locale: identifiers that hold together, places that are declared.

Source: BAL 1.4 and the national validator (profile 1.4), which asks these of the whole file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.custom.address_rows import Cells
from ckanext.datagrandest.quality.reading.dialects import folded
from ckanext.datagrandest.quality.tally import SCHEMA, fault, faults

_NOTHING = pl.DataFrame(schema=SCHEMA)


def _folded(names: pl.Series) -> pl.Series:
    known = {name: folded(name) for name in names.drop_nulls().unique()}
    return names.replace_strict(known, default=None, return_dtype=pl.String)


def _contradicted(book: pl.DataFrame, given: Sequence[str], value: Sequence[str]) -> pl.DataFrame:
    """Give the rows whose `given` stands elsewhere with another `value`."""
    several = pl.struct(value).n_unique().over(given) > 1
    return book.filter(several).select("row", pl.lit(None, dtype=pl.String).alias("value"))


def _identified(book: pl.DataFrame) -> pl.Expr:
    return (
        pl.col("commune").is_not_null()
        & pl.col("toponym").is_not_null()
        & (pl.col("address").is_not_null() | ~pl.col("numbered"))
    )


def every_row_identified(book: pl.DataFrame, name: str) -> pl.DataFrame:
    """All rows have their identifiers of the national base, or none has."""
    whole = book.filter(_identified(book)).height
    return fault(name, None, None, str(book.height - whole)) if 0 < whole < book.height else _NOTHING


def one_commune(book: pl.DataFrame, name: str) -> pl.DataFrame:
    """The file has one identifier of commune."""
    known = book["commune"].drop_nulls().unique(maintain_order=True).to_list()
    complete = bool(book.height) and bool(book.select(_identified(book).all()).item())
    return fault(name, None, "id_ban_commune", ", ".join(known)) if complete and len(known) > 1 else _NOTHING


def toponyms(book: pl.DataFrame, name: str) -> pl.DataFrame:
    """One street has one identifier, and one identifier one street."""
    streets = book.filter(pl.col("toponym").is_not_null())
    found = [_contradicted(streets, ["toponym"], ["street", "code"]),
             _contradicted(streets, ["street", "code", "numbered"], ["toponym"])]  # fmt: skip
    return faults(pl.concat(found).unique("row", maintain_order=True), name, "id_ban_toponyme")


def addresses(book: pl.DataFrame, name: str) -> pl.DataFrame:
    """One address has one identifier, and one identifier one address."""
    numbers, address = book.filter(pl.col("numbered")), ["number", "suffix", "street", "delegated"]
    found = [_contradicted(numbers.filter(pl.col("address").is_not_null()), ["address"], address),
             _contradicted(numbers, address, ["address"])]  # fmt: skip
    return faults(pl.concat(found).unique("row", maintain_order=True), name, "id_ban_adresse")


def declared_places(book: pl.DataFrame, name: str) -> pl.DataFrame:
    """A complement of address is named by a row numbered 99999."""
    declared = book.filter(~pl.col("numbered"))["name"].drop_nulls().unique()
    rows = book.filter(pl.col("place").is_not_null() & ~pl.col("place").is_in(declared.to_list()))
    return faults(rows.select("row", pl.col("place").alias("value")), name, "lieudit_complement_nom")


def not_empty(book: pl.DataFrame, name: str) -> pl.DataFrame:
    """The file has at least one address."""
    return _NOTHING if book.height else fault(name, None, None)


ADDRESS_FILES: Mapping[str, Callable[[pl.DataFrame, str], pl.DataFrame]] = {
    "bal-vide": not_empty,
    "bal-identifiants-partout": every_row_identified,
    "bal-une-commune": one_commune,
    "bal-identifiants-voies": toponyms,
    "bal-identifiants-adresses": addresses,
    "bal-complement-declare": declared_places,
}
"""Checks of the whole file, by name: faults of a book of its rows."""


class AddressBook:
    """What the checks of the whole file need of each row, some 200 bytes."""

    def __init__(self, columns: Sequence[Column]) -> None:
        cells = Cells(columns)
        self._kept = [
            pl.col("row"),
            cells.identifier("id_ban_commune", "c").alias("commune"),
            cells.identifier("id_ban_toponyme", "v").alias("toponym"),
            cells.identifier("id_ban_adresse", "a").alias("address"),
            cells.has_number().alias("numbered"),
            cells.number("numero").alias("number"),
            cells.text("suffixe").alias("suffix"),
            cells.text("voie_nom").alias("name"),
            cells.text("voie_nom").alias("street"),
            cells.text("cle_interop").str.extract(r"^[^_]+_([^_]+)_", 1).alias("code"),
            cells.text("commune_deleguee_insee").alias("delegated"),
            cells.text("lieudit_complement_nom").alias("place"),
        ]
        self._rows: list[pl.DataFrame] = []

    def add(self, frame: pl.DataFrame) -> None:
        """Remember the rows of a batch."""
        kept = frame.filter(~pl.col("blank")).select(self._kept)
        self._rows.append(kept.with_columns(_folded(kept["street"])))

    def faults(self, name: str) -> pl.DataFrame:
        """Give the faults of one check, once all rows are there."""
        book = pl.concat(self._rows) if self._rows else _EMPTY
        return ADDRESS_FILES[name](book, name)


_EMPTY = pl.DataFrame(schema={
    "row": pl.UInt32, "commune": pl.String, "toponym": pl.String, "address": pl.String, "numbered": pl.Boolean,
    "number": pl.Float64, "suffix": pl.String, "name": pl.String, "street": pl.String, "code": pl.String,
    "delegated": pl.String, "place": pl.String,
})  # fmt: skip

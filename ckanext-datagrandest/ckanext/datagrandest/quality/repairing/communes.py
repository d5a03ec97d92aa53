"""Repairs of communes: a name in the place of its INSEE code, a code in the place of its name.

A name that several communes bear is decided by the rest of the row (post code, département), by the other codes
of the column, or by the territory of the organisation that sends the file; otherwise it is left to a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl

from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.custom.values import is_commune_code
from ckanext.datagrandest.quality.reading.dialects import folded
from ckanext.datagrandest.quality.repairing.cells import ColumnRepair

CODE, NAME = "commune-code", "commune-name"
_CODE_CHECK, _NAME_CHECK = "code-commune-insee", "commune"
_CODE_LABELS = frozenset({"codecom", "codecommune", "citycode", "depcom", "codgeo"})
_NAME_WORDS = ("commune", "comnom", "comlieu", "ville", "localite")
#: Old communes keep their codes and names: nothing of today may take their place.
_OF_THE_PAST = ("deleguee", "ancienne", "associee")

Changes = Iterator[tuple[str, pl.DataFrame]]
_CHANGES = {"row": pl.UInt32, "before": pl.String, "after": pl.String, "rule": pl.String}


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a file that speak of a commune, and how each is mended."""

    codes: list[ColumnRepair]
    names: list[ColumnRepair]
    postcodes: list[Column]
    departements: list[Column]


def _is_code(repair: ColumnRepair) -> bool:
    label = folded(repair.column.label)
    return _CODE_CHECK in repair.checked or "insee" in label or label in _CODE_LABELS


def _is_name(repair: ColumnRepair) -> bool:
    label = folded(repair.column.label)
    return _NAME_CHECK in repair.checked or (any(word in label for word in _NAME_WORDS) and "code" not in label)


def speaks_of_communes(repair: ColumnRepair) -> bool:
    """Tell whether a column holds codes or names of communes of today."""
    past = any(word in folded(repair.column.label) for word in _OF_THE_PAST)
    return repair.column.field.type == "string" and not past and (_is_code(repair) or _is_name(repair))


def _sorted(repairs: Sequence[ColumnRepair]) -> _Columns:
    texts = [item for item in repairs if speaks_of_communes(item)]
    columns = [item.column for item in repairs]
    return _Columns(
        [item for item in texts if _is_code(item)],
        [item for item in texts if not _is_code(item)],
        [column for column in columns if "postal" in folded(column.label) or folded(column.label).endswith("cp")],
        [column for column in columns if "departement" in folded(column.label)],
    )


def _told(frame: pl.DataFrame, columns: Iterable[Column]) -> list[str]:
    return [column.name for column in columns if column.name in frame.columns]


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row says of its commune besides the cell to mend."""

    others: tuple[str, ...]
    postcodes: tuple[str, ...]
    departements: tuple[str, ...]


def _in_departement(code: str, said: str) -> bool:
    from ckanext.datagrandest.territories import cog

    number = cog.departement_of(code)
    return said in {number, number.lstrip("0")} or folded(said) == folded(cog.table().departements.get(number, ""))


def _agreeing(codes: list[str], row: _Row) -> list[str]:
    """Keep the communes that the row's post code and département do not exclude."""
    from ckanext.datagrandest.territories import cog

    for postcode in row.postcodes:
        served = cog.with_postcode(postcode.zfill(5))
        codes = [code for code in codes if code in served] if served else codes
    for said in row.departements:
        codes = [code for code in codes if _in_departement(code, said)]
    return codes


@cache
def _of_siren(siren: str) -> str | None:
    from ckanext.datagrandest.territories import cog

    return next((code for code, known in cog.table().commune_siren.items() if known == siren), None)


def _near(codes: list[str], column_codes: Sequence[str], own_siret: str | None) -> list[str]:
    """Of several communes, keep those of the organisation, or of the only département of the column."""
    from ckanext.datagrandest.territories import cog

    own = _of_siren(own_siret[:9]) if own_siret else None
    if own in codes:
        return [code for code in codes if code == own]
    known = {cog.departement_of(code) for code in column_codes} or ({cog.departement_of(own)} if own else set())
    return [code for code in codes if cog.departement_of(code) in known] if len(known) == 1 else codes


def _code(text: str, row: _Row, near: tuple[Sequence[str], str | None]) -> str | None:
    """Give the only code that a name can stand for in its row; that in force for a merged commune's code."""
    from ckanext.datagrandest.territories import cog

    if text.isdigit() or (len(text) == len("88160") and text[1:2].upper() in {"A", "B"} and text[2:].isdigit()):
        return cog.successor(text.upper())
    names = [text] if text else list(dict.fromkeys(row.others))
    codes = [code for name in names for code in cog.find(name, former=False)]
    codes = _agreeing(list(dict.fromkeys(codes)), row)
    codes = codes if len(codes) <= 1 else _near(codes, *near)
    return codes[0] if len(codes) == 1 else None


def _name(text: str, row: _Row) -> str | None:
    """Give the name of the commune that the row's code says, or that the code in the place of a name says."""
    from ckanext.datagrandest.territories import cog

    codes = {code for code in row.others if is_commune_code(code)}
    if not codes and is_commune_code(text):
        served = set(cog.with_postcode(text)) - {text}
        proved = any(text in cog.with_postcode(postcode.zfill(5)) for postcode in row.postcodes)
        codes = {text} if proved or not served else set()
    if text and not text.isdigit() and not is_commune_code(text):
        codes = {code for code in codes or cog.find(text, former=False) if code in cog.find(text, former=False)}
        codes = set(_agreeing(sorted(codes), row))
    return cog.commune_name(codes.pop()) if len(codes) == 1 else None


def _wanting(frame: pl.DataFrame, repair: ColumnRepair) -> pl.DataFrame:
    """Give the rows whose cell the column refuses, or that is empty and required."""
    column = repair.column
    bad = pl.col(column.name).is_in(repair.refused_values(frame))
    if column.field.required:
        bad = bad | column.missing()
    return frame.filter(bad.fill_null(value=False))


def _mended(
    frame: pl.DataFrame, repair: ColumnRepair, known: _Columns, own_siret: str | None, *, to_code: bool
) -> pl.DataFrame | None:
    wanting = _wanting(frame, repair)
    if wanting.is_empty():
        return None
    others = [item.column for item in (known.names if to_code else known.codes)]
    column_codes = list[str]()
    if to_code:
        column_codes = [text for text in frame[repair.column.name].drop_nulls().unique() if is_commune_code(text)]
    told = [_told(frame, columns) for columns in (others, known.postcodes, known.departements)]
    found: list[tuple[int, str, str, str]] = []
    for cells in wanting.iter_rows(named=True):
        row = _Row(*(tuple(cells[name] for name in names if cells[name]) for names in told))
        text = cells[repair.column.name] or ""
        after = _code(text, row, (column_codes, own_siret)) if to_code else _name(text, row)
        if after is not None and after != text and repair.accepts(after):
            found.append((cells["row"], text, after, CODE if to_code else NAME))
    return pl.DataFrame(found, schema=_CHANGES, orient="row") if found else None


def commune_changes(
    frame: pl.DataFrame, repairs: Sequence[ColumnRepair], refused: frozenset[str], own_siret: str | None
) -> Changes:
    """Find the cells of communes to change, column by column.

    Args:
        frame: text columns named by position, with `row`.
        repairs: of the columns, in their order.
        refused: names of the rules that the sender does not want.
        own_siret: SIRET of the organisation that sends the file, when it is known.

    Yields:
        The name of a column in the frame, and its changes: `row`, `before`, `after`, `rule`.
    """
    known = _sorted(repairs)
    for to_code, rule, group in ((True, CODE, known.codes), (False, NAME, known.names)):
        for repair in group if rule not in refused else ():
            changes = _mended(frame, repair, known, own_siret, to_code=to_code)
            if changes is not None:
                yield repair.column.name, changes

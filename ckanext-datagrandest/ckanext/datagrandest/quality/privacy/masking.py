"""Accepted maskings applied to a copy: the table that was given is never changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality.privacy.cells import first_name_column
from ckanext.datagrandest.quality.privacy.findings import Finding, where
from ckanext.datagrandest.quality.privacy.kinds import OUTSIDE, REMOVE_OUTSIDE

#: What each masking does, said to a clerk.
MASKS: Mapping[str, str] = {
    "empty": N_("Empty these cells"),
    "remove-column": N_("Remove the column"),
    "remove-rows": N_("Remove these rows"),
    "year": N_("Keep only the year"),
    "anonymous": N_("Replace these names with “Personne physique”"),
    "aggregate": N_("Group the rare first names under “Autres”"),
    REMOVE_OUTSIDE: N_("Keep only the table, and give another name to columns whose name says it"),
}
ANONYMOUS, OTHERS, UNNAMED = "Personne physique", "Autres", "colonne_{place}"


class UnsuitableMaskError(ValueError):
    """The masking does not suit the kind of data, or the column is not there."""


def _empty(table: pl.DataFrame, finding: Finding, marks: pl.Series) -> pl.DataFrame:
    return _replaced(table, finding.field, marks, pl.lit(""))


def _replaced(table: pl.DataFrame, label: str, marks: pl.Series, by: pl.Expr) -> pl.DataFrame:
    return table.with_columns(pl.when(marks).then(by).otherwise(pl.col(label)).alias(label))


def _year(table: pl.DataFrame, finding: Finding, marks: pl.Series) -> pl.DataFrame:
    year = pl.col(finding.field).str.extract(r"(?:^|\D)((?:18|19|20)\d{2})(?:\D|$)").fill_null("")
    return _replaced(table, finding.field, marks, year)


def _anonymous(table: pl.DataFrame, finding: Finding, marks: pl.Series) -> pl.DataFrame:
    return _replaced(table, finding.field, marks, pl.lit(ANONYMOUS))


def _aggregate(table: pl.DataFrame, finding: Finding, marks: pl.Series) -> pl.DataFrame:
    """Group the rare first names by all the other columns; a group that stays small is removed."""
    name = first_name_column(table)
    if name is None:
        return table.filter(~marks)
    rest = [label for label in table.columns if label not in {name, finding.field}]
    count = pl.col(finding.field).str.strip_chars().cast(pl.Int64).sum()
    rare = table.filter(marks)
    grouped = rare.group_by(rest, maintain_order=True).agg(count) if rest else rare.select(count)
    kept = grouped.filter(pl.col(finding.field) >= finding.threshold).with_columns(
        pl.lit(OTHERS).alias(name), pl.col(finding.field).cast(pl.String)
    )
    return pl.concat([table.filter(~marks), kept.select(table.columns)])


def _only_table(table: pl.DataFrame, finding: Finding, _marks: pl.Series) -> pl.DataFrame:
    """Name anew the columns whose name tells of a person; what stands around the table is not in it."""
    names = pl.DataFrame({OUTSIDE: table.columns})
    telling = where(names, finding.kind, OUTSIDE)
    return table.rename({table.columns[place]: UNNAMED.format(place=place + 1) for place in telling.arg_true()})


_APPLY: Mapping[str, Callable[[pl.DataFrame, Finding, pl.Series], pl.DataFrame]] = {
    "empty": _empty,
    "remove-column": lambda table, finding, _marks: table.drop(finding.field),
    "remove-rows": lambda table, _finding, marks: table.filter(~marks),
    REMOVE_OUTSIDE: _only_table,
    "year": _year,
    "anonymous": _anonymous,
    "aggregate": _aggregate,
}
#: Cells first, then rows, columns, their names: what a masking looks at must still be there.
_ORDER = ("empty", "year", "anonymous", "aggregate", "remove-rows", "remove-column", REMOVE_OUTSIDE)


def mask(table: pl.DataFrame, accepted: Sequence[Finding]) -> pl.DataFrame:
    """Mask the accepted findings in a copy.

    Args:
        table: as given to `find_personal_data`.
        accepted: findings, each with the mask to apply.

    Raises:
        UnsuitableMaskError: a mask does not suit its finding, or names a column that is not there.
    """
    for finding in accepted:
        if finding.field not in {*table.columns, OUTSIDE} or finding.mask not in finding.masks:
            raise UnsuitableMaskError(f"{finding.mask} cannot be applied to {finding.kind} in {finding.field!r}")
    # Addresses are found by the names beside them: they go before the names do.
    ordered = sorted(accepted, key=lambda item: (item.kind != "address" or item.mask == "remove-column",
                                                 _ORDER.index(item.mask)))  # fmt: skip
    for finding in ordered:
        if finding.field not in {*table.columns, OUTSIDE}:
            continue
        inside = finding.field != OUTSIDE
        marks = where(table, finding.kind, finding.field, finding.threshold) if inside else pl.Series(dtype=pl.Boolean)
        table = _APPLY[finding.mask](table, finding, marks)
    return table

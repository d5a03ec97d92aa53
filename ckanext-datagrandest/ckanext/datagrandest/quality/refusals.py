"""Whole columns screened by Polars for the cells that are certainly wrong, and by what.

`screens.py` tells which cells are certainly fine. Among the others, the common mistakes of a whole column (a decimal
comma, a pattern that is not kept to) are told here; what neither is sure of goes to the exact reader of `cells.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from ckanext.datagrandest.quality.screens import CONSTRAINTS
from ckanext.datagrandest.quality.table_schema import Field

#: Characters that no number, date or time holds, whatever the alphabet of its digits.
_FOREIGN = {
    "number": ",;:/%€£$()'\"*=",
    "integer": ",;:/%€£$()'\"*=",
    "date": ",;/%€£$()'\"*=",
    "datetime": ",;/%€£$()'\"*=",
    "time": ",;/%€£$()'\"*=",
}
_TEXT_CONSTRAINTS = frozenset({"required", "unique", "pattern", "enum", "minLength", "maxLength"})
FAULTS: Mapping[str, type[pl.DataType]] = {"value": pl.String, "rule": pl.String}
"""Columns of the cells that are certainly wrong: `rule` is `type` or the name of a constraint."""


def refused(field: Field, values: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """Tell the filled cells that are certainly wrong from those that the exact reader must see.

    Args:
        field: what the cells should be.
        values: distinct texts.

    Returns:
        The faults (`value`, `rule`), and the texts that are not decided here.
    """
    cells = values.alias("value").to_frame()
    if field.type == "string":
        return _texts(field, cells)
    foreign = _foreign_characters(field)
    if not foreign:
        return pl.DataFrame(schema=FAULTS), values
    wrong = cells.select(pl.any_horizontal(pl.col("value").str.contains(char, literal=True) for char in foreign))
    kept = wrong.to_series()
    return cells.filter(kept).with_columns(pl.lit("type").alias("rule")), values.filter(~kept)


def _foreign_characters(field: Field) -> str:
    if field.format != "default" or not field.options.get("bareNumber", True):
        return ""
    written = {str(field.options.get(name, "")) for name in ("decimalChar", "groupChar")}
    return "".join(char for char in _FOREIGN.get(field.type, "") if char not in "".join(written))


def _texts(field: Field, cells: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    kept = _kept_constraints(field)
    if kept is None:
        return pl.DataFrame(schema=FAULTS), cells["value"]
    # `$` stops before a last line feed in Python, not in Rust; and the two may know other digits and spaces.
    doubtful = pl.col("value").str.contains("\n", literal=True)
    if "\\" in str(field.constraints.get("pattern", "")):
        doubtful |= pl.col("value").str.len_bytes() != pl.col("value").str.len_chars()
    sure = cells.filter(~doubtful)
    wrong = [sure.filter(~keeps).with_columns(pl.lit(name).alias("rule")) for name, keeps in kept.items()]
    return pl.concat([pl.DataFrame(schema=FAULTS), *wrong]), cells.filter(doubtful)["value"]


def _kept_constraints(field: Field) -> dict[str, pl.Expr] | None:
    """Give the exact test of each constraint of a text; None where one has none."""
    if field.format != "default" or not field.constraints.keys() <= _TEXT_CONSTRAINTS:
        return None
    tests: dict[str, pl.Expr] = {}
    for name, limit in field.constraints.items():
        if name in CONSTRAINTS:
            keeps: Any = CONSTRAINTS[name](field, pl.col("value"), limit)
            if keeps is None:
                return None
            tests[name] = keeps
    return tests

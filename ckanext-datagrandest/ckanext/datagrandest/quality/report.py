"""The report of one file: the platform's own format, published as `report.schema.json`."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

#: Characters of a cell that a report shows: a report of any file stays below a megabyte.
SHOWN = 120
#: How many faults of a group are remembered whatever the limit.
FIRST = 5
#: Bytes that the faults of a report may take, whatever the file; the counts stay whole.
MOST_BYTES = 700_000
#: What a fault takes besides its texts, in bytes of JSON.
_FRAME = 200
_CONTROLS = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: 0x2421}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the report.

    Attributes:
        code: Frictionless' error type where one exists, else Validata's name of its check.
        row: record number (header = 1); None for a fault of the file, the header or a column.
        line: physical line in the file; None when it has none (workbooks, header, columns).
        field: the header as written; None when no single column is at fault.
        value: the cell's text, cut at `SHOWN` characters.
        message: what is wrong and how to mend it, in the reader's language.
        repair: name of the rule that can mend it, when one can.
    """

    code: str
    row: int | None
    field: str | None
    value: str | None
    message: str
    repair: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """Faults that come from one thing.

    Attributes:
        severity: `error` or `warning`.
        code: of the faults.
        rule: the constraint that is broken, empty for most codes.
        field: the header as written; None when no single column is at fault.
        repair: name of the rule that would mend them, None when only a person can.
        count: how many faults.
        estimated: whether `count` was drawn from the faults kept, because there are more.
        rows: record numbers of the first.
        title: what happened and how often, as a sentence.
        why: why it matters.
        how: how to mend it.
        before: an example as it stands.
        after: the same once repaired; None without a repair.
    """

    severity: str
    code: str
    rule: str
    field: str | None
    repair: str | None
    count: int
    estimated: bool
    rows: list[int]
    title: str
    why: str
    how: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of a file once judged; `errors` and `warnings` are cut at the limit, `counts` are whole."""

    file: str
    schema: dict[str, str]
    valid: bool
    rows: int
    encoding: str | None
    delimiter: str | None
    errors: list[Fault] = field(default_factory=list[Fault])
    warnings: list[Fault] = field(default_factory=list[Fault])
    counts: dict[str, int] = field(default_factory=dict[str, int])
    kind: str = "csv"
    sheet: str | None = None
    causes: list[Cause] = field(default_factory=list[Cause])
    header: tuple[str, ...] = ()
    completeness: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give the report as JSON values, as `report.schema.json` says; the header is not among them."""
        return {name: value for name, value in asdict(self).items() if name != "header"}


def shown(text: str | None, most: int = SHOWN) -> str | None:
    """Cut a cell, and make its control characters visible."""
    return text and text[:most].translate(_CONTROLS)


def _size(fault: Fault) -> int:
    texts = f"{fault.message}{fault.value}{fault.field}"
    return _FRAME + len(texts.encode()) + texts.count('"') + texts.count("\\")


def within(faults: list[Fault], most: int = MOST_BYTES) -> list[Fault]:
    """Keep the first faults of each code, as many of each, until a report is full; their order stays."""
    if sum(map(_size, faults)) <= most:
        return faults
    ranks: Counter[str] = Counter()
    ranked: list[tuple[int, int, Fault]] = []
    for place, item in enumerate(faults):
        ranked.append((ranks[item.code], place, item))
        ranks[item.code] += 1
    room, kept = most, list[tuple[int, Fault]]()
    for _, place, item in sorted(ranked, key=lambda item: item[:2]):
        room -= _size(item)
        if room < 0:
            break
        kept.append((place, item))
    return [fault for _, fault in sorted(kept, key=lambda item: item[0])]

"""Faults grouped by cause: what one thing to do would mend how many rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.explaining.causes import what, why
from ckanext.datagrandest.quality.explaining.hints import Hints
from ckanext.datagrandest.quality.explaining.numbers import spaced
from ckanext.datagrandest.quality.explaining.sentences import Place, sentence
from ckanext.datagrandest.quality.repairing.cells import Mended
from ckanext.datagrandest.quality.report import FIRST, SHOWN, Cause
from ckanext.datagrandest.quality.table_schema import TableSchema
from ckanext.datagrandest.quality.tally import Tally

#: How many causes a report tells; the most frequent come first.
MOST = 100

#: Codes of whole rows: their sentences name the rows already.
_OF_ROWS = frozenset({"blank-row", "example-row", "extra-cell", "missing-cell", "primary-key", "foreign-key"})

#: The rule that takes a whole row away, whatever is wrong in its cells.
_TOTALS = "totals-row"

Fault = tuple[int | None, str | None, str, str, str | None]
"""A kept fault: row, field, code, rule, value."""
Key = tuple[str, str | None, str]
"""What the checker groups by: code, field, rule."""


@dataclass(slots=True)
class _Share:
    """The kept faults of a group that one rule would mend (or none)."""

    count: int
    first: list[tuple[int | None, str | None]]
    mended: Mended | None


def _where(code: str, count: int, rows: int, *, estimated: bool, sized: bool) -> Message | None:
    if code.endswith("-label") or code == "preamble" or not sized:
        return None
    params = {"count": spaced(count)}
    if code in _OF_ROWS:
        return Message(N_("({count} times)"), params) if count > 1 else None
    if estimated:
        return Message(N_("in about {count} rows"), params)
    if rows > 1 and count == rows:
        return Message(N_("in the whole column ({count} rows)"), params)
    return Message(N_("in {count} rows"), params) if count > 1 else Message(N_("in one row"))


def _shares(faults: Sequence[Fault], hints: Hints) -> dict[str | None, _Share]:
    shares: dict[str | None, _Share] = {}
    for row, label, code, _, value in faults:
        mended = hints.mend(code, label, value, row)
        share = shares.setdefault(mended.rule if mended else None, _Share(0, [], mended))
        share.count += 1
        if len(share.first) < FIRST:
            share.first.append((row, value))
    return shares


def _how(share: _Share, place: Place) -> Message:
    if share.mended is None:
        return sentence(place)
    from ckanext.datagrandest.quality.repairing.record import TITLES

    return Message(N_("Accept the proposed repair: “{title}”."), {"title": Message(TITLES[share.mended.rule])})


def _with_one_of_totals(causes: Sequence[Cause]) -> list[Cause]:
    """Make one cause of all that is wrong in the rows of totals."""
    of_totals = [cause for cause in causes if cause.repair == _TOTALS]
    others = [cause for cause in causes if cause.repair != _TOTALS]
    if not of_totals:
        return others
    rows = sorted({row for cause in of_totals for row in cause.rows})[:FIRST]
    count, estimated = sum(cause.count for cause in of_totals), any(cause.estimated for cause in of_totals)
    return [
        *others,
        replace(of_totals[0], field=None, rule="", count=count, estimated=estimated, rows=rows, before=None),
    ]


@dataclass(frozen=True, slots=True)
class Grouping:
    """What is needed to tell the causes of one file's faults."""

    schema: TableSchema
    hints: Hints
    rows: int
    translate: Callable[[str], str]

    def causes(self, tally: Tally, severity: str) -> list[Cause]:
        """Tell the causes of the faults of a tally, the most frequent first."""
        kept: dict[Key, list[Fault]] = {}
        for fault in tally.kept().iter_rows():
            kept.setdefault((fault[2], fault[1], fault[3]), []).append(fault)
        found: list[Cause] = []
        for key, group in tally.groups.items():
            code, label, rule = key
            faults = kept.get(key) or [(row, label, code, rule, value) for row, value in group.first]
            found += self._of_group(key, group.count, faults, severity)
        return sorted(_with_one_of_totals(found), key=lambda cause: -cause.count)[:MOST]

    def _of_group(self, key: Key, count: int, faults: Sequence[Fault], severity: str) -> list[Cause]:
        shares = _shares(faults, self.hints)
        whole = count == len(faults)
        scale = count / max(1, len(faults))
        return [
            self._cause(key, share, round(share.count * scale), severity, estimated=not whole and len(shares) > 1)
            for share in shares.values()
        ]

    def _cause(self, key: Key, share: _Share, count: int, severity: str, *, estimated: bool) -> Cause:
        code, label, rule = key
        field = self.schema.field(label) if label else None
        row, before = share.first[0] if share.first else (None, None)
        repair = share.mended.rule if share.mended else None
        happened = what(code, rule, label, repair, before)
        where = _where(code, count, self.rows, estimated=estimated, sized=row is not None and repair != _TOTALS)
        title = Message(N_("{what} {where}"), {"what": happened, "where": where}) if where else happened
        place = Place(code, row, label, before and before[:SHOWN], rule, field, self.hints.twin(code, label))
        text = title.render(self.translate)
        return Cause(
            severity, code, rule, label, repair, count, estimated,
            [number for number, _ in share.first if number is not None],
            text[:1].upper() + text[1:],
            why(code, rule, field.type if field else "", repair).render(self.translate),
            _how(share, place).render(self.translate),
            before and before[:SHOWN],
            share.mended.after[:SHOWN] if share.mended and share.mended.after else None,
        )  # fmt: skip


def totals(causes: Sequence[Cause]) -> Mapping[str | None, int]:
    """Count the faults that each repair would mend (None: those that only a person can)."""
    counts: Counter[str | None] = Counter()
    for cause in causes:
        counts[cause.repair] += cause.count
    return counts

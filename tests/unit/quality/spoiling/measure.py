"""What a repair gives back of a spoiled sheet, cell by cell."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spoiling.faults import FAULTS, Cells, Spoil, mixed
from spoiling.sheets import Known, Sheet

from ckanext.datagrandest.quality.repairing.plan import repair

#: Cells shown of those that did not come back.
_SHOWN = 12


@dataclass
class Score:
    """Cells made dirty, those that came back as they were, valid cells that changed, and examples of what failed."""

    dirty: int = 0
    back: int = 0
    touched: int = 0
    lost: list[tuple[str, str, str, str]] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Share of the dirty cells that came back."""
        return self.back / self.dirty if self.dirty else 1.0

    def add(self, other: Score) -> None:
        """Count another score with this one."""
        self.dirty, self.back, self.touched = (
            self.dirty + other.dirty,
            self.back + other.back,
            self.touched + other.touched,
        )
        self.lost = [*self.lost, *other.lost][:_SHOWN]


def score(sheet: Sheet, dirty_sheet: Sheet, dirty: Cells, known: Known, path: Path) -> Score:
    """Repair a spoiled sheet and compare it with what it was."""
    result = repair(dirty_sheet.write(path), known.schema, own_siret=known.own_siret).table
    found = Score(dirty=len(dirty))
    if result.height != len(sheet.rows):
        found.lost.append((known.schema.id, "rows", str(len(sheet.rows)), str(result.height)))
        return found
    for place, label in enumerate(sheet.header):
        column = result[label].to_list() if label in result.columns else [None] * result.height
        for at, row in enumerate(sheet.rows):
            same = column[at] == row[place]
            found.back += same and (at, place) in dirty
            found.touched += not same and (at, place) not in dirty
            if not same and len(found.lost) < _SHOWN:
                before = dirty_sheet.rows[at][place] if place < len(dirty_sheet.rows[at]) else ""
                found.lost.append((label, row[place], before, str(column[at])))
    return found


def of_fault(spoil: Spoil, sheets: Iterable[tuple[Sheet, Known]], seed: str, path: Path) -> Score:
    """Spoil sheets with a fault, repair them by way of a file at `path`, and count what came back."""
    whole = Score()
    for number, (sheet, known) in enumerate(sheets):
        chance = random.Random(f"{seed} {number}")  # noqa: S311 - not for secrets
        spoiled, dirty = spoil(chance, sheet.copy(), known)
        if dirty:
            whole.add(score(sheet, spoiled, dirty, known, path))
    return whole


def scores(sheets: Sequence[tuple[Sheet, Known]], seed: int) -> Iterator[tuple[str, Score]]:
    """Spoil sheets with each fault alone, then with all of them, and give the scores by fault."""
    faults: dict[str, Spoil] = {**FAULTS, "mixed": mixed}
    with tempfile.TemporaryDirectory(prefix="dge-spoiled-") as folder:
        for name, spoil in faults.items():
            yield name, of_fault(spoil, sheets, f"{seed} {name}", Path(folder, "file.csv"))

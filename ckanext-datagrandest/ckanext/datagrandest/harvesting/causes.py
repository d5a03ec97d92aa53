"""Errors of a run grouped by cause: one sentence for those that differ only by a name or a number; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

#: What changes from record to record in one and the same sentence: what is quoted, addresses, numbers.
_PARTICULAR = re.compile(r"« ?[^»]*»|“[^”]*”|\"[^\"]*\"|'[^']*'|https?://\S+|\d+(?:[.,]\d+)*")
_SHOWN = 5


@dataclass(slots=True)
class Cause:
    """A cause of errors.

    Attributes:
        sentence: what went wrong; of its first record when they differ.
        count: how many errors it has.
        identifiers: of the first records.
    """

    sentence: str
    count: int = 0
    identifiers: list[str] = field(default_factory=list[str])

    @property
    def others(self) -> int:
        """How many errors are not named."""
        return self.count - len(self.identifiers)


def by_cause(errors: Iterable[tuple[str | None, str]]) -> list[Cause]:
    """Group errors, the most frequent cause first.

    Args:
        errors: identifier of the record (None for the listing itself) and sentence.
    """
    causes: dict[str, Cause] = {}
    for identifier, sentence in errors:
        cause = causes.setdefault(_PARTICULAR.sub("…", sentence), Cause(sentence))
        cause.count += 1
        if identifier and len(cause.identifiers) < _SHOWN:
            cause.identifiers.append(identifier)
    return sorted(causes.values(), key=lambda cause: -cause.count)

"""Whether a dataset may become public while its organisation stops likely personal data; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Sight(Enum):
    """What is known of a file: clear, not looked at yet, with personal data, or impossible to look at."""

    CLEAR = "clear"
    PENDING = "pending"
    FOUND = "found"
    UNSEEN = "unseen"


class Outcome(Enum):
    """What becomes of a change that would make data public."""

    ALLOWED = "allowed"
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class File:
    """A file of a dataset: its resource, its name, what tells it from another file, and what is known of it."""

    resource_id: str
    name: str
    content: str
    sight: Sight


def sight(
    look: Mapping[str, Any] | None, covered: Collection[tuple[str, str]], *, judged: bool, decided: bool
) -> Sight:
    """Tell what is known of a file.

    Args:
        look: the look at the file that was judged last: its `findings`, None when it could not be looked at.
        covered: pairs (kind, field) that a person has decided may be published.
        judged: whether the file as it is now is the one that was judged.
        decided: whether a person has decided that this very file may be published without a look.
    """
    if not judged:
        return Sight.PENDING
    if look is None or look["findings"] is None:
        return Sight.CLEAR if decided else Sight.UNSEEN
    left = {(item["kind"], item["field"]) for item in look["findings"]} - set(covered)
    return Sight.FOUND if left else Sight.CLEAR


def outcome(files: Sequence[File], public: Collection[str], *, toggled: bool, wished: bool) -> Outcome:
    """Tell what becomes of a change after which a dataset would be public.

    Args:
        files: the files of the dataset after the change.
        public: contents that are public already: a file that everybody has seen is not hidden again.
        toggled: whether the change only asks a private dataset to be public; its author can wait or act, so is told.
        wished: whether the dataset waits already.
    """
    unclear = [file for file in files if file.sight is not Sight.CLEAR and file.content not in public]
    if not unclear:
        return Outcome.ALLOWED
    only_pending = all(file.sight is Sight.PENDING for file in unclear)
    return Outcome.REFUSED if toggled and not (wished and only_pending) else Outcome.HELD

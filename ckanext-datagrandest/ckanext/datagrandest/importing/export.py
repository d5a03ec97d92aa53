"""An export of a CKAN or a Data4Citizen, read from files: pages of `package_search`, lists of datasets, one a line; pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ckanext.datagrandest.messages import N_, Message

#: No page of an export is larger than this (bytes).
LARGEST = 512 << 20

NOT_AN_EXPORT = N_(
    "“{file}” is no export of a CKAN: give pages of its package_search, a list of datasets or one dataset a line, in JSON."
)
TOO_LARGE = N_("“{file}” has more than {limit} MB: export smaller pages.")
NO_FILE = N_("There is no file in “{file}”.")


class UnreadableExportError(Exception):
    """A file is no export; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def read(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Give the datasets of an export, file after file; folders are read whole, by name.

    Raises:
        UnreadableExportError: a file is something else.
    """
    for path in paths:
        files = sorted(path.glob("*.json*")) if path.is_dir() else [path]
        if not files:
            raise UnreadableExportError(Message(NO_FILE, {"file": path.name}))
        for file in files:
            yield from _datasets(file)


def _datasets(file: Path) -> Iterator[dict[str, Any]]:
    if file.stat().st_size > LARGEST:
        raise UnreadableExportError(Message(TOO_LARGE, {"file": file.name, "limit": LARGEST >> 20}))
    try:
        text = file.read_text("utf-8-sig")
        found = _entries(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableExportError(Message(NOT_AN_EXPORT, {"file": file.name})) from error
    if found is None:
        raise UnreadableExportError(Message(NOT_AN_EXPORT, {"file": file.name}))
    yield from found


def _entries(text: str) -> list[dict[str, Any]] | None:
    try:
        content = json.loads(text)
    except ValueError:
        content = [json.loads(line) for line in text.splitlines() if line.strip()]
    for name in ("result", "results"):
        if isinstance(content, dict) and name in content:
            content = content[name]
    if isinstance(content, dict) and "name" in content:
        content = [content]
    if not text.strip() or not isinstance(content, list) or not all(isinstance(entry, dict) for entry in content):
        return None
    return content

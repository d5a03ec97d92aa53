"""A JSON file read whole, within limits."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.reading.kinds import NotATableError

#: Bytes of a JSON file beyond which it is not judged: it is read in memory, at some ten times its size.
MOST_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded JSON file, and the encoding it was in."""

    value: Any
    encoding: str


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _decoded(content: bytes) -> tuple[str, str]:
    encoding = json.detect_encoding(content)
    try:
        return content.decode(encoding), encoding.removesuffix("-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace"), "cp1252"


def read_document(path: Path) -> Document:
    """Read a JSON file.

    Raises:
        NotATableError: it is too large, or not JSON; the message says where it stops being.
    """
    if path.stat().st_size > MOST_BYTES:
        raise NotATableError(Message(N_("This file is larger than {limit} MB. Send it in several parts."), {"limit": MOST_BYTES // 2**20}))  # fmt: skip
    text, encoding = _decoded(path.read_bytes())
    try:
        return Document(json.loads(text, parse_constant=_no_constant), encoding)
    except json.JSONDecodeError as cause:
        if not text.strip():
            raise NotATableError(Message(N_("This file is empty. Check that the right file was sent."))) from cause
        raise NotATableError(Message(N_("This format is JSON, and this file is not: it stops being at line {line}, column {column}. Export it again from the software that wrote it."), {"line": cause.lineno, "column": cause.colno})) from cause  # fmt: skip
    except (ValueError, RecursionError) as cause:
        raise NotATableError(Message(N_("This file is not sound JSON: it has numbers that do not exist, or too many levels. Export it again from the software that wrote it."))) from cause  # fmt: skip

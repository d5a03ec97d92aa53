"""The files that repairs replaced, kept by what they hold: written once, never changed. Imports no CKAN."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

_SHA256 = re.compile(r"[0-9a-f]{64}")


def path_of(folder: Path, sha256: str) -> Path:
    """Give where the file of a SHA-256 is kept.

    Raises:
        ValueError: it is no SHA-256 in hexadecimal.
    """
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"{sha256!r} is no SHA-256")
    return folder / sha256[:2] / sha256


def keep(folder: Path, sha256: str, source: Path) -> Path:
    """Keep a copy of a file; nothing is written when it is there."""
    target = path_of(folder, sha256)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as unfinished, source.open("rb") as bytes_:
            shutil.copyfileobj(bytes_, unfinished)
        Path(unfinished.name).rename(target)
    return target

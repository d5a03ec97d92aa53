"""Bytes of a record as text for the database; pure."""

from __future__ import annotations

import re

DECLARATION = re.compile(rb"""^\s*<\?xml[^>]*?encoding=["']([A-Za-z0-9._-]+)["'][^>]*\?>""")
ENCODING = re.compile(r"""(<\?xml[^>]*?encoding=["'])[A-Za-z0-9._-]+(["'])""")


def as_text(content: bytes) -> str:
    """Decode a record by its BOM, its XML declaration, UTF-8 or at last Windows-1252.

    The declaration then says UTF-8, so that the text can be parsed again from its UTF-8 bytes.
    Characters that PostgreSQL cannot hold (NUL) are left out.
    """
    decoded = _decode(content).replace("\x00", "")
    return ENCODING.sub(r"\1UTF-8\2", decoded, count=1)


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    declared = DECLARATION.match(content[:200])
    for encoding in ("utf-8-sig", declared.group(1).decode() if declared else "cp1252"):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", "replace")

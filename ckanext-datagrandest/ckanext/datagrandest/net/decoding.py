"""Text out of bytes whose declared encoding may be wrong. Pure."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from email.message import Message as HeaderParser

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_IN_DOCUMENT = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?([A-Za-z0-9._-]+)""")
_SAMPLE = 2_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text.

    Attributes:
        text: without byte order mark.
        encoding: the encoding that was right.
        mended: whether what was declared was wrong.
    """

    text: str
    encoding: str
    mended: bool = False


def media_type(content_type: str) -> str:
    """Give `type/subtype` of a `Content-Type`, in lower case; empty when there is none."""
    return content_type.partition(";")[0].strip().lower()


def declared_charset(content_type: str) -> str | None:
    """Give the charset of a `Content-Type`."""
    header = HeaderParser()
    header["Content-Type"] = content_type
    charset = header.get_param("charset")
    return str(charset).strip().lower() or None if charset else None


def decode(content: bytes, content_type: str = "") -> Decoded:
    """Decode a text: by its mark, by what is declared if that holds, else by what it is.

    A declared UTF-8 that does not hold is UTF-16 without mark if it is full of zeros, else Windows-1252
    (what "Latin-1" means on the web, WHATWG Encoding).
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            text = _try(content, encoding)
            if text is not None:
                return Decoded(text.removeprefix("\ufeff"), encoding)
    declared = declared_charset(content_type) or _charset_inside(content)
    for encoding in (declared, "utf-8", _bare_utf16(content)):
        text = _try(content, encoding) if encoding else None
        if encoding and text is not None:
            return Decoded(text, encoding, mended=_differs(declared, encoding))
    text = _try(content, "cp1252")
    if text is not None:
        return Decoded(text, "cp1252", mended=_differs(declared, "cp1252"))
    return Decoded(content.decode("latin-1"), "latin-1", mended=_differs(declared, "latin-1"))


def _charset_inside(content: bytes) -> str | None:
    """Give the encoding that an XML prolog or an HTML head declares."""
    found = _IN_DOCUMENT.search(content[:_SAMPLE]) if content.lstrip()[:1] == b"<" else None
    return found[1].decode("ascii").lower() if found else None


def _bare_utf16(content: bytes) -> str | None:
    """Recognise UTF-16 without a mark: every other byte of Western text is zero."""
    sample = content[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if not sample or max(even, odd) * 4 < len(sample):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _try(content: bytes, encoding: str) -> str | None:
    """Decode strictly; text full of zeros is not what was meant."""
    try:
        text = content.decode("cp1252" if encoding in ("latin-1", "iso-8859-1", "latin1") else encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    sample = text[:_SAMPLE]
    return None if sample.count("\0") * 4 > len(sample) else text


def _differs(declared: str | None, real: str) -> bool:
    """Say whether something else was declared; unknown names are wrong declarations."""
    if declared is None:
        return False
    try:
        names = {codecs.lookup(declared).name, codecs.lookup(real).name}
    except LookupError:
        return True
    return len(names) > 1 and names != {"iso8859-1", "cp1252"}

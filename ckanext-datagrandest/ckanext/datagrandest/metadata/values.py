"""What a value of each kind must look like; each function normalises or says in one sentence what is wrong.

Pure functions: the forms and the API use them through `validators.py`, harvesters through `cleaning.py`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.metadata.vocabularies import Vocabulary

Value = TypeVar("Value")

LONGEST_EMAIL = 254
LARGEST_INTEGER = 2**31 - 1  # Solr's
LARGEST_SIZE = 2**63 - 1  # PostgreSQL's
URL_SCHEMES = frozenset({"http", "https", "ftp"})
SHOWN = 80


class ValueProblemError(Exception):
    """A value cannot be kept.

    Attributes:
        message: what is wrong and what to write instead.
    """

    def __init__(self, msgid: str, value: object = "", **params: object) -> None:
        self.message = Message(msgid, {"value": _shown(value), **params})
        super().__init__(str(self.message))


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def items(value: object, *, commas: bool) -> list[Any]:
    """Give the entries of a list however it was sent: list, JSON list, one entry a line, or commas.

    Args:
        value: what the form or the API sent.
        commas: whether a comma separates two entries (codes do not hold any, sentences do).

    Raises:
        ValueProblemError: it is a mapping or another shape that is not a list.
    """
    if value is None:
        return []
    if isinstance(value, str):
        return _items_of_text(value, commas)
    if isinstance(value, (list, tuple, set)):
        return [item for entry in value for item in _items_of_entry(entry)]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return [value]
    raise ValueProblemError(N_("“{value}” should be a list of values, one a line."), value)


def _items_of_text(text: str, commas: bool) -> list[Any]:
    if text.strip().startswith("["):
        try:
            return items(json.loads(text), commas=commas)
        except ValueError:
            pass
    parts = re.split(r"[\r\n,;]+" if commas else r"[\r\n]+", text)
    return [part.strip() for part in parts if part.strip()]


def _items_of_entry(entry: object) -> Iterable[Any]:
    if isinstance(entry, str):
        return [entry.strip()] if entry.strip() else []
    if isinstance(entry, (int, float)) and not isinstance(entry, bool):
        return [entry]
    if entry is None:
        return []
    raise ValueProblemError(N_("“{value}” should be a text, not a nested value."), entry)


def unique(values: Iterable[Value]) -> list[Value]:
    """Drop what is already there, keeping the order."""
    return list(dict.fromkeys(values))


def code(value: object, vocabulary: Vocabulary) -> str:
    """Give the code of a vocabulary for a code, an address or a label."""
    term = vocabulary.match(value)
    if term is None:
        some = ", ".join(term.code for term in list(vocabulary)[:4])
        raise ValueProblemError(
            N_("“{value}” is not in the list. Choose one of its values, such as {some}."), value, some=some
        )
    return term.code


def crs(value: object, vocabulary: Vocabulary) -> str:
    """Give `EPSG:n` for the usual spellings of a reference system, and other texts as they are."""
    text = " ".join(str(value).split())
    if term := vocabulary.match(text):
        return term.code
    epsg = re.search(r"(?:EPSG[:/ ]{1,2}(?:[\d.]*[:/])?|^)(\d{4,5})$", text, re.IGNORECASE)
    return f"EPSG:{epsg[1]}" if epsg else text


def integer(value: object) -> int:
    """Read a whole number above zero; `1:25 000`, `1/25000` and `25 000` are read as 25000."""
    text = re.sub(r"^1\s*[:/]\s*", "", re.sub(r"[\s.\u00a0\u202f](?=\d{3}\b)", "", str(value).strip()))
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= LARGEST_INTEGER:
        raise ValueProblemError(N_("“{value}” is not a whole number above zero. Write 25000 for 1:25,000."), value)
    return int(text)


def number(value: object) -> float:
    """Read a number above zero; the decimal comma is read."""
    try:
        found = float(str(value).strip().replace(",", "."))
    except ValueError:
        found = math.nan
    if not math.isfinite(found) or found <= 0:
        raise ValueProblemError(N_("“{value}” is not a number above zero. Write 0.5 for fifty centimetres."), value)
    return found


def size(value: object) -> int:
    """Read a size in bytes."""
    text = str(value).strip()
    if not text.isascii() or not text.isdigit() or int(text) > LARGEST_SIZE:
        raise ValueProblemError(N_("“{value}” is not a size in bytes. Write digits only."), value)
    return int(text)


def url(value: object) -> str:
    """Accept an address that a browser opens safely: http, https or ftp with a host."""
    text = str(value).strip()
    try:
        parts = urlsplit(text)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        raise ValueProblemError(
            N_("“{value}” is not a web address. Copy it from the browser's address bar."), value
        ) from None
    if parts.scheme.lower() not in URL_SCHEMES:
        raise ValueProblemError(N_("“{value}” should begin with https://, http:// or ftp://."), value)
    if not host or re.search(r"[\s<>\"\x00-\x1f]", text):
        raise ValueProblemError(N_("“{value}” is not a web address. Copy it from the browser's address bar."), value)
    return text


def email(value: object) -> str:
    """Accept one e-mail address; `mailto:` is dropped."""
    text = re.sub(r"(?i)^mailto:", "", str(value).strip())
    if len(text) > LONGEST_EMAIL or not re.fullmatch(
        r"[^\s@<>\",;:()\[\]\\]+@[^\s@<>\",;:()\[\]\\.]+(\.[^\s@<>\",;:()\[\]\\.]+)+", text
    ):
        raise ValueProblemError(N_("“{value}” is not an e-mail address. It looks like mairie@commune.fr."), value)
    return text


def colour(value: object) -> str:
    """Accept `#RGB` or `#RRGGBB` and give `#RRGGBB` in capitals."""
    text = str(value).strip().upper()
    text = text if text.startswith("#") else f"#{text}"
    if re.fullmatch(r"#[0-9A-F]{3}", text):
        text = "#" + "".join(digit * 2 for digit in text[1:])
    if not re.fullmatch(r"#[0-9A-F]{6}", text):
        raise ValueProblemError(
            N_("“{value}” is not a colour. Write a hash and six digits or letters from A to F, such as #1B4F72."), value
        )
    return text


def each(check: Callable[[Any], Value], values: Iterable[Any]) -> list[Value]:
    """Normalise every entry of a list; the first wrong one is raised."""
    return unique(check(value) for value in values)

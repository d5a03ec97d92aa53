"""Is this an expression of Solr's query language? Asked before Solr is, so that the answer can be in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ckanext.datagrandest.messages import N_, Message

_PAIRS = {")": "(", "]": "[", "}": "["}
_OPENERS = {"(": "(", "[": "[", "{": "["}
_OPERATORS = r"(?:AND|OR|NOT|&&|\|\|)"
_DANGLING = re.compile(rf"^\s*(?:AND|OR|&&|\|\|)(?=\s|$)|\(\s*(?:AND|OR|&&|\|\|)\s|(?<!\S){_OPERATORS}\s*(?:\)|$)")
_TWO_COLONS = re.compile(r"(?<![\w.\-])([\w.\-]+):([^\s\"()]*:[^\s\"()]*)")
_NO_VALUE = re.compile(r"([\w.\-]*):\s*(?=\)|$)")
_NO_FIELD = re.compile(r"(?:^|[\s(+\-!]):")

QUOTES = N_('A quotation mark (") is open and never closed. Close it, or write \\" for a quotation mark in a value.')
BRACKETS = N_("A bracket is opened and not closed, or closed and not opened: “{bracket}”.")
COLONS = N_('“{text}”: a value that holds a colon goes between quotation marks: {field}:"{value}".')
NO_VALUE = N_("A colon (:) has nothing after it. Write the value, or remove the colon.")
NO_FIELD = N_("A colon (:) has no field before it. Write the field's name, or remove the colon.")
DANGLING = N_("AND, OR and NOT stand between two conditions; one of them is missing.")


def problem(expression: str) -> Message | None:
    """Say what is wrong with an expression, None when nothing is seen.

    Expressions that begin with local parameters (`{!field f=…}`) are CKAN's business.
    """
    if expression.lstrip().startswith("{!"):
        return None
    bare, open_quote = _without_phrases(expression)
    if open_quote:
        return Message(QUOTES)
    return _brackets(bare) or _colons(_without_ranges(bare))


def _without_phrases(expression: str) -> tuple[str, bool]:
    """Replace each phrase by `""` and each escaped character by `x`; say whether a phrase stays open."""
    text = re.sub(r"\\.", "x", expression, flags=re.DOTALL)
    parts = text.split('"')
    return '""'.join(parts[::2]), len(parts) % 2 == 0


def _without_ranges(bare: str) -> str:
    return re.sub(r"[\[{][^\]}]*[\]}]", '""', bare)


def _brackets(bare: str) -> Message | None:
    opened: list[str] = []
    for char in bare:
        if char in _OPENERS:
            opened.append(char)
        elif char in _PAIRS and (not opened or _OPENERS[opened.pop()] != _PAIRS[char]):
            return Message(BRACKETS, {"bracket": char})
    return Message(BRACKETS, {"bracket": opened[-1]}) if opened else None


def _colons(bare: str) -> Message | None:
    return next(_colon_problems(bare), None)


def _colon_problems(bare: str) -> Iterator[Message]:
    if found := _TWO_COLONS.search(bare):
        yield Message(COLONS, {"text": found[0], "field": found[1], "value": found[2]})
    if _NO_VALUE.search(bare):
        yield Message(NO_VALUE)
    if _NO_FIELD.search(bare):
        yield Message(NO_FIELD)
    if _DANGLING.search(bare):
        yield Message(DANGLING)

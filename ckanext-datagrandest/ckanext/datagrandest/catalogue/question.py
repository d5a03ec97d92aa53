"""What a person typed, as a question to Solr.

Words are for the parser `edismax`, cleaned of the signs that mean something to Solr and nothing to a person
("Où se garer ?": the question mark would stand for any letter). A question that names a field of the index is the API's
and stays as it is, in Solr's full syntax.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ckanext.datagrandest.catalogue.index_fields import is_field

#: What words are searched in. `text` holds everything; the others only say what counts more.
WEIGHTS = "title_exact^20 title^10 tags_text^5 organization_txt^4 notes^2 text"
#: Parser of words. CKAN fixes q.op=AND for every search, which would silence `mm`: only local parameters can say otherwise.
PARSER = "edismax"
_PREFIX = f"{{!{PARSER} q.op=OR}}"
#: Of one or two words each must be there, of three to five all but one, of more three quarters.
MINIMUM = "2<-1 5<75%"

_FIELD = re.compile(r"(?<![\w.\-])([A-Za-z_][\w.\-]*):")
_ADDRESS = re.compile(r"\s*(https?://[^\s\"]+)\s*")
_OPERATOR = re.compile(r"(?<!\S)(AND|OR|NOT)(?!\S)")
_EDGE_OPERATOR = re.compile(r"^(?:(?:AND|OR)\s+)+|(?:\s+(?:AND|OR|NOT))+$|^(?:AND|OR|NOT)$")
_SIGNS = re.compile(r"[:/^~{}\[\]\\!?&|;=<>#%]")
_LONE_SIGNS = re.compile(r"(?<!\S)[+\-*]+(?!\S)|[+\-]+(?=\s|$)|(?<=[\w)])\+|(?<!\w\w)\*|\*(?=\w)")


@dataclass(frozen=True, slots=True)
class Question:
    """Solr's parameters for one question; `empty` when nothing that can be searched is left of it."""

    q: str
    params: tuple[tuple[str, str], ...] = ()
    empty: bool = False


def read(text: str, max_words: int = 60) -> Question:
    """Turn what was typed into a question.

    Args:
        text: the parameter `q`, as received.
        max_words: how many words are asked; what follows is not read (each word is asked in every field).
    """
    if not text.strip() or text.strip() in {"*:*", '""', "''"}:
        return Question("*:*")
    if address := _ADDRESS.fullmatch(text):
        return Question(f'urls:"{address[1]}"')
    if is_fielded(text):
        return Question(text)
    return _words(text, max_words)


def is_fielded(text: str) -> bool:
    """Say whether the question names a field of the index (`title:eau`), in Solr's own syntax."""
    return text.lstrip().startswith("{!") or any(is_field(found[1]) for found in _FIELD.finditer(text))


def _words(text: str, max_words: int) -> Question:
    cleaned = _clean(" ".join(text.split()[:max_words]))
    if not any(char.isalnum() for char in cleaned):
        return Question(cleaned, empty=True)
    operators = bool(_OPERATOR.search(cleaned))
    minimum = "0%" if operators else MINIMUM
    return Question(_PREFIX + cleaned, (("defType", "lucene"), ("qf", WEIGHTS), ("mm", minimum), ("tie", "0.1")))


def _clean(text: str) -> str:
    text = re.sub(r"[«»“”„]\s*", lambda found: ' "' if found[0][0] in "«“„" else '" ', text)
    text = re.sub(r"\s+(?=\" )", "", text) if '"' in text else text
    text = _SIGNS.sub(" ", text)
    if text.count('"') % 2:
        text = text.replace('"', " ")
    if not _balanced(text):
        text = re.sub(r"[()]", " ", text)
    text = _LONE_SIGNS.sub(" ", text)
    text = " ".join(text.split())
    if text.isupper():
        return _OPERATOR.sub(lambda found: found[0].lower(), text)
    return _EDGE_OPERATOR.sub(lambda found: found[0].lower(), text)


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return depth == 0 and not re.search(r"\(\s*\)", text)

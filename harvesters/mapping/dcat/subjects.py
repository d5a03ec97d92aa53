"""Keywords and themes: by code where they are of a list that we know, else tags."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import places, tags, themes
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.vocabularies import vocabulary

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.dcat.graph import Node
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

MAX_TAGS = 200
TOPIC_BASE = "codelist/TopicCategory/"
#: Addresses that say a law or a licence, not a subject.
MAX_UNNAMED = 20

NOT_TAG = N_("Keywords that cannot be tags here: {keywords}.")
TOO_MANY = N_("The record has {count} keywords; the first {kept} were kept.")


@dataclass(slots=True)
class Subjects:
    """What the keywords and themes say, being gathered."""

    tags: dict[str, str] = field(default_factory=dict)
    inspire: list[str] = field(default_factory=list)
    high_value: list[str] = field(default_factory=list)
    european: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    territories: list[str] = field(default_factory=list)
    misfits: list[str] = field(default_factory=list)


def read(node: Node, remarks: Remarks) -> dict[str, Any]:
    """Read keywords, themes, topic categories and high-value categories."""
    found = Subjects()
    for theme in node.all("dcat:theme", "dct:subject", "dc:subject", "geodcat:topicCategory", "schema:about"):
        _sort(theme, found)
    for category in node.all("dcatap:hvdCategory"):
        _add(found.high_value, _code("hvd_categories", category) or _last(category))
    for text in node.texts("dcat:keyword", "schema:keywords"):
        for part in text.split(",") if text.count(",") > 1 else [text]:
            _tag(part, found)
    return _fields(found, remarks)


def _sort(theme: Node, found: Subjects) -> None:
    """Put one theme where it belongs, by its address, else by its label in the scheme that it says."""
    scheme = " ".join(word for each in theme.all("skos:inScheme") for word in each.words)
    label = theme.label
    for recognise, codes in (
        (themes.inspire, found.inspire),
        (themes.high_value, found.high_value),
        (themes.european, found.european),
    ):
        if code := recognise(label, theme.uri, scheme):
            _add(codes, code)
            return
    if TOPIC_BASE in theme.uri and (code := _code("topic_categories", theme) or _topic(theme)):
        _add(found.topics, code)
    elif territory := places.of_code(theme.uri) if theme.uri else None:
        found.territories.append(territory)
    elif not theme.uri and (code := _code("data_themes", theme)):
        _add(found.european, code)
        _tag(label, found)
    else:
        _tag(label or _readable(theme.uri), found)


def _topic(theme: Node) -> str:
    term = vocabulary("topic_categories").match(_last(theme))
    return term.code if term else ""


def _code(name: str, theme: Node) -> str:
    terms = vocabulary(name)
    return next((term.code for word in theme.words if (term := terms.match(word))), "")


def _last(node: Node) -> str:
    return (node.uri or node.literal).rstrip("/#").rpartition("/")[2]


def _readable(uri: str) -> str:
    """Give the last word of the address of a concept without label, when it is one."""
    last = uri.rstrip("/").replace("#", "/").rpartition("/")[2]
    return last.replace("_", " ").replace("-", " ") if last.replace("-", "").replace("_", "").isalpha() else uri


def _add(codes: list[str], code: str) -> None:
    if code and code not in codes:
        codes.append(code)


def _tag(text: str, found: Subjects) -> None:
    for part in [text] if "://" in text else tags.split(text):
        tag = tags.clean(part)
        if tag is None or "://" in part or tag.replace(" ", "").isdigit():
            found.misfits.append(shortened(part, 200))
        else:
            found.tags.setdefault(tag.casefold(), tag)


def _fields(found: Subjects, remarks: Remarks) -> dict[str, Any]:
    misfits = [text for text in dict.fromkeys(found.misfits) if text.strip()]
    if misfits:
        remarks.add(NOT_TAG, keywords="; ".join(misfits[:MAX_UNNAMED]))
    names = list(found.tags.values())
    if len(names) > MAX_TAGS:
        remarks.add(TOO_MANY, count=len(names), kept=MAX_TAGS)
    fields = {
        "tags": [{"name": name} for name in names[:MAX_TAGS]],
        "inspire_themes": found.inspire,
        "hvd_categories": found.high_value,
        "topic_categories": found.topics,
        "themes": found.european or themes.derived(found.inspire, found.topics),
        "territories": list(dict.fromkeys(found.territories)),
    }
    return {name: value for name, value in fields.items() if value}

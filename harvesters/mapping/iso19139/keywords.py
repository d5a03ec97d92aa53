"""Keywords: themes by code, territories by code, and the others as tags."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import places, tags, themes
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.vocabularies import vocabulary

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Reader, Value
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

MAX_TAGS = 200
COG = re.compile(r"code officiel g[ée]ographique|\binsee\b|\bcog\b", re.IGNORECASE)

NOT_TAG = N_("Keywords that cannot be tags here: {keywords}.")
TOO_MANY = N_("The record has {count} keywords; the first {kept} were kept.")
BAD_TOPIC = N_("The topic category “{topic}” is not in the standard; it was left out.")


@dataclass(slots=True)
class Keywords:
    """What the keywords say, being gathered."""

    tags: dict[str, str] = field(default_factory=dict)
    inspire: list[str] = field(default_factory=list)
    high_value: list[str] = field(default_factory=list)
    european: list[str] = field(default_factory=list)
    territories: list[str] = field(default_factory=list)
    misfits: list[str] = field(default_factory=list)


def read(reader: Reader, remarks: Remarks) -> dict[str, Any]:
    """Read keywords and topic categories."""
    found = Keywords()
    for group in reader.nodes("identificationInfo/descriptiveKeywords"):
        thesaurus = " ".join(
            part for value in reader.values("thesaurusName/title", group) for part in (value.text, value.uri)
        )
        for value in reader.values("keyword", group):
            _sort(value, thesaurus, found)
    for value in reader.values("identificationInfo/extent/geographicElement/geographicIdentifier/code"):
        _place(value, found)
    topics = _topics(reader, remarks)
    return _fields(found, topics, remarks)


def _fields(found: Keywords, topics: list[str], remarks: Remarks) -> dict[str, Any]:
    if found.misfits:
        remarks.add(NOT_TAG, keywords="; ".join(dict.fromkeys(found.misfits)))
    names = list(found.tags.values())
    if len(names) > MAX_TAGS:
        remarks.add(TOO_MANY, count=len(names), kept=MAX_TAGS)
    fields = {
        "tags": [{"name": name} for name in names[:MAX_TAGS]],
        "inspire_themes": found.inspire,
        "hvd_categories": found.high_value,
        "topic_categories": topics,
        "themes": found.european or themes.derived(found.inspire, topics),
        "territories": list(dict.fromkeys(found.territories)),
    }
    return {name: value for name, value in fields.items() if value}


def _sort(value: Value, thesaurus: str, found: Keywords) -> None:
    """Put one keyword where it belongs."""
    for recognise, codes in (
        (themes.inspire, found.inspire),
        (themes.high_value, found.high_value),
        (themes.european, found.european),
    ):
        code = recognise(value.text, value.uri, thesaurus)
        if code:
            codes.extend([code] if code not in codes else [])
            return
    if (COG.search(thesaurus) or "insee.fr" in value.uri) and (territory := places.of_code(value.text)):
        found.territories.append(territory)
        return
    _tag(value.text or value.uri, found)


def _place(value: Value, found: Keywords) -> None:
    """Put one identifier of an extent where it belongs."""
    codes = places.of_codes(value.text) or [code for code in (places.of_code(value.uri),) if code]
    if codes:
        found.territories += codes
    else:
        _tag(value.text or value.uri, found)


def _tag(text: str, found: Keywords) -> None:
    for part in [text] if "://" in text else tags.split(text):
        tag = tags.clean(part)
        if tag is None or "://" in part or tag.replace(" ", "").isdigit():
            found.misfits.append(shortened(part, 200))
        else:
            found.tags.setdefault(tag.casefold(), tag)


def _topics(reader: Reader, remarks: Remarks) -> list[str]:
    found: list[str] = []
    for text in reader.codes("identificationInfo/topicCategory"):
        term = vocabulary("topic_categories").match(text)
        if term is None:
            remarks.add(BAD_TOPIC, topic=shortened(text, 60))
        elif term.code not in found:
            found.append(term.code)
    return found

"""Keywords, groups and themes of a CKAN dataset."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import loose, tags, themes
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.vocabularies import vocabulary

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.ckan.package import Package
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

#: Field → vocabulary, with the names that other schemas give it.
CODED = {
    "themes": ("data_themes", ("themes", "theme_eu", "theme", "dcat_theme")),
    "inspire_themes": ("inspire_themes", ("inspire_themes", "theme_inspire", "theme", "inspire_theme")),
    "topic_categories": ("topic_categories", ("topic_categories", "topic", "topic-category", "topic_category")),
    "hvd_categories": ("hvd_categories", ("hvd_categories", "hvd_category")),
}
MAX_TAGS = 200
PLAIN = re.compile(r"https?://")

NOT_TAG = N_("Keywords that cannot be tags here: {keywords}.")
TOO_MANY = N_("The record has {count} keywords; the first {kept} were kept.")


def read(package: Package, remarks: Remarks) -> dict[str, Any]:
    """Read keywords and themes."""
    found: dict[str, Any] = {}
    used: set[str] = set()
    for field, (name, sources) in CODED.items():
        codes = []
        for text in package.texts(*sources, separators=",;"):
            terms = vocabulary(name)
            term = terms.match(text) or (
                terms.match(text.rstrip("/").rpartition("/")[2]) if PLAIN.match(text) else None
            )
            codes += [term.code] if term else []
            used |= {text} if term else set()
        found[field] = list(dict.fromkeys(codes))
    groups = [
        loose.text(group.get("title") or group.get("display_name") or group.get("name"))
        for group in package.rows("groups")
    ]
    named = {label: term.code for label in groups if (term := vocabulary("data_themes").match(label))}
    found["themes"] = list(dict.fromkeys([*found["themes"], *named.values()]))
    found["themes"] = found["themes"] or themes.derived(found["inspire_themes"], found["topic_categories"])
    others = [text for text in package.texts("theme", "theme_eu", separators=",;") if text not in used]
    found["tags"] = _tags([*_keywords(package), *(label for label in groups if label not in named), *others], remarks)
    return {field: value for field, value in found.items() if value}


def _keywords(package: Package) -> list[str]:
    translated = package.texts("tags_translated", "keywords", "tag_string", separators=",;")
    own = [loose.text(tag.get("display_name") or tag.get("name")) for tag in package.rows("tags")]
    return translated or own or package.texts("tags", separators=",;")


def _tags(texts: list[str], remarks: Remarks) -> list[dict[str, str]]:
    found: dict[str, str] = {}
    misfits = []
    for text in texts:
        for part in [text] if "://" in text else tags.split(text):
            tag = tags.clean(part)
            if tag is None or "://" in part:
                misfits.append(shortened(part, 200))
            else:
                found.setdefault(tag.casefold(), tag)
    if misfits:
        remarks.add(NOT_TAG, keywords="; ".join(dict.fromkeys(misfits)))
    if len(found) > MAX_TAGS:
        remarks.add(TOO_MANY, count=len(found), kept=MAX_TAGS)
    return [{"name": name} for name in list(found.values())[:MAX_TAGS]]

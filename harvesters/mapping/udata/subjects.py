"""Keywords of a udata dataset: slugs, some of which name a theme or a category."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import loose, tags, themes
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.vocabularies import vocabulary

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

MAX_TAGS = 200

NOT_TAG = N_("Keywords that cannot be tags here: {keywords}.")


def read(document: Mapping[str, Any], remarks: Remarks) -> dict[str, Any]:
    """Read keywords; those that are the label of a theme also give its code."""
    names = loose.texts(document.get("tags"))
    acronym = loose.text(document.get("acronym"))
    found: dict[str, str] = {}
    misfits = []
    for text in [*names, *([acronym] if acronym else [])]:
        tag = tags.clean(text.replace("_", " "))
        if tag is None:
            misfits.append(shortened(text, 100))
        else:
            found.setdefault(tag.casefold(), tag)
    if misfits:
        remarks.add(NOT_TAG, keywords="; ".join(misfits))
    words = [text.replace("-", " ") for text in names]
    inspire = _codes("inspire_themes", words)
    fields = {
        "tags": [{"name": name} for name in list(found.values())[:MAX_TAGS]],
        "inspire_themes": inspire,
        "hvd_categories": _codes("hvd_categories", words),
        "themes": _codes("data_themes", words) or themes.derived(inspire, []),
    }
    return {name: value for name, value in fields.items() if value}


def _codes(name: str, words: list[str]) -> list[str]:
    terms = vocabulary(name)
    # A two-letter keyword such as `hy` or `tn` is an acronym, not the code of an INSPIRE theme.
    return list(dict.fromkeys(term.code for word in words if len(word) > 4 and (term := terms.match(word))))  # noqa: PLR2004

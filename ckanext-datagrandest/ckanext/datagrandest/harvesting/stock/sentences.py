"""Sentences of ckanext-harvest's validators, which it writes in English outside gettext, in the user's language."""

from __future__ import annotations

import re
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.messages import N_

SENTENCES = (
    (re.compile(r"Error parsing the configuration options: (?P<said>.*)", re.DOTALL), N_("{said}")),
    (
        re.compile(r"There already is a Harvest Source for this URL"),
        N_("A source with this address and the same options already exists."),
    ),
    (
        re.compile(r"Unknown harvester type: (?P<name>\S*)\. "),
        N_("There is no type of source “{name}” on this platform."),
    ),
    (
        re.compile(r"Frequency (?P<name>.*) not recognised"),
        N_("“{name}” is no frequency: choose MANUAL, ALWAYS, DAILY, WEEKLY, BIWEEKLY or MONTHLY."),
    ),
)


def said(sentence: Any) -> Any:
    """Give a validator's sentence in the user's language; one that is not known stays as it is."""
    for pattern, msgid in SENTENCES:
        found = pattern.match(sentence) if isinstance(sentence, str) else None
        if found:
            return tk._(msgid).format(**found.groupdict())
    return sentence


def reworded(error: tk.ValidationError) -> tk.ValidationError:
    """Give the same validation error in the user's language."""
    faults: dict[str, Any] = {
        field: [said(sentence) for sentence in sentences] if isinstance(sentences, list) else sentences
        for field, sentences in error.error_dict.items()
    }
    return tk.ValidationError(faults)

"""Sentences that domain code hands to whoever shows them.

Domain modules import no CKAN, so they cannot call its `_()`. They return a `Message`: the English
msgid with its parameters, extracted by Babel through `N_`, translated where it is shown.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

DOMAIN = "ckanext-datagrandest"
I18N_DIRECTORY = Path(__file__).parent / "i18n"


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name, which Babel looks for
    """Mark a sentence for extraction without translating it."""
    return msgid


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence to be translated later.

    Attributes:
        msgid: the English sentence, with `{name}` placeholders.
        params: values of the placeholders; a `Message` is translated in its turn, anything else is shown as it is.
    """

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)

    def render(self, translate: Callable[[str], str]) -> str:
        """Give the sentence in the language of `translate` (CKAN's `_`, or `translator(locale)`)."""
        if not self.params:
            return translate(self.msgid)
        shown = {
            name: value.render(translate) if isinstance(value, Message) else value
            for name, value in self.params.items()
        }
        return translate(self.msgid).format(**shown)

    def __str__(self) -> str:
        return self.render(str)


@cache
def translator(locale: str = "fr") -> Callable[[str], str]:
    """Give gettext's function for a locale from our own catalogue; English when there is none."""
    return gettext.translation(DOMAIN, I18N_DIRECTORY, languages=[locale], fallback=True).gettext

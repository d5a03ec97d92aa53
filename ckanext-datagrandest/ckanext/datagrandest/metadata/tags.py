"""Keywords: what CKAN allows, and the apostrophe, without which French ones would be maimed (`cours d'eau`, `l'eau`)."""

from __future__ import annotations

import re

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.values import ValueProblemError

#: Characters that a keyword may not hold; a comma separates keywords in forms.
REFUSED = re.compile(r"[^\w \-.']")


def tag_name(value: object) -> str:
    """Accept a keyword of letters, digits, spaces and `- _ . '`; a typographic apostrophe becomes a plain one.

    Raises:
        ValueProblemError: it holds something else.
    """
    text = str(value).replace("’", "'").replace("ʼ", "'")
    if refused := REFUSED.search(text):
        raise ValueProblemError(
            N_("The keyword “{value}” holds “{character}”: use letters, digits, spaces, hyphens and apostrophes."),
            value,
            character=refused.group(),
        )
    return text

"""What the tests of requests share."""

from __future__ import annotations

import re
from typing import Any

from ckan.plugins import toolkit as tk

from ckanext.datagrandest.territories import cog
from ckanext.datagrandest.workspaces.requesting.siret import likely

PLOMBIERES = {
    "commune": "88351",
    "siret": "218 803 518 00016",
    "email": "mairie@plombieres.example",
    "name": "Anne Martin",
}
GIRMONT = {
    "commune": "88205", "siret": likely(str(cog.commune("88205").siren)), "email": "mairie@girmont.example", "name": "Paul Henry"
}  # fmt: skip


def ask(**changes: Any) -> dict[str, Any]:
    """Ask for the workspace of Plombières-les-Bains, without an account."""
    return tk.get_action("dge_workspace_request")({"user": ""}, PLOMBIERES | changes)


def act(action: str, user: str, **data: Any) -> Any:
    """Call an action as a user."""
    return tk.get_action(f"dge_workspace_{action}")({"user": user}, data)


def link_in(text: str, beginning: str = "/espaces/demande/lien/") -> str:
    """Give the path of the link of a mail."""
    found = re.search(rf"http://test\.ckan\.net(\S*{re.escape(beginning)}\S+)", text)
    assert found, text
    return found[1]

"""Whose turn it is in a call for help, and where calls come from; pure."""

from __future__ import annotations

from ckanext.datagrandest.messages import N_

OPEN, ANSWERED, CLOSED = "open", "answered", "closed"

#: Where somebody was when they asked, as `dge_deposit_show` names what comes next; others are of the workspace.
STEPS: dict[str, str] = {
    "": N_("the workspace"),
    "correct": N_("the corrections of the file"),
    "reading": N_("how the file is read"),
    "privacy": N_("personal data in the file"),
    "describe": N_("the description of the dataset"),
    "publish": N_("the publication"),
    "submit": N_("the publication"),
    "approve": N_("the approval"),
    "be_patient": N_("the approval"),
    "wait": N_("the reading of the file"),
    "again": N_("the sending of the file"),
    "see": N_("the published dataset"),
    "drop": N_("the sending of the file"),
}

#: What people of the workspace read of a call, and what the team reads.
TITLES: dict[str, str] = {
    OPEN: N_("The team will answer"),
    ANSWERED: N_("The team has answered: your turn"),
    CLOSED: N_("Settled"),
}
TITLES_FOR_TEAM: dict[str, str] = {
    OPEN: N_("Waits for the team"),
    ANSWERED: N_("The commune's turn"),
    CLOSED: N_("Settled"),
}


def after_message(*, team: bool) -> str:
    """Give the state of a call once somebody has said something: the other side's turn."""
    return ANSWERED if team else OPEN

"""The roles of people in a workspace, in words; pure."""

from __future__ import annotations

from ckanext.datagrandest.messages import N_

ADMINISTRATOR, PUBLISHER, CONTRIBUTOR = "admin", "editor", "member"

#: CKAN's capacities in an organisation, as people read them, the one who may do most first.
TITLES: dict[str, str] = {
    ADMINISTRATOR: N_("Administrator of the workspace"),
    PUBLISHER: N_("Publisher of data"),
    CONTRIBUTOR: N_("Contributor"),
}
#: What each may do, in a sentence.
MEANINGS: dict[str, str] = {
    ADMINISTRATOR: N_("Publishes, invites people and changes what the workspace says of the commune."),
    PUBLISHER: N_("Deposits files and publishes them."),
    CONTRIBUTOR: N_("Deposits files, which a publisher or an administrator approves."),
}


def may_change(people: dict[str, str], person: str, become: str | None) -> bool:
    """Tell whether a change leaves the workspace an administrator.

    Args:
        people: capacity of each member, by id.
        person: id of the member who is changed.
        become: the new capacity; None: the member goes.
    """
    after = {**people, person: become}
    had = ADMINISTRATOR in people.values()
    return not had or ADMINISTRATOR in after.values()

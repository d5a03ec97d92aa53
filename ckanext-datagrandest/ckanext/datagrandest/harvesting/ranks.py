"""Whose record fills a dataset that several sources list: producer > EPCI > département > région > national; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ckanext.datagrandest.messages import N_

#: Settings of a source, best first. The position is the rank.
LEVELS: Mapping[str, str] = {
    "producer": N_("It publishes its own data"),
    "epci": N_("It relays the data of a grouping of communes"),
    "departement": N_("It relays the data of a département"),
    "region": N_("It relays the data of the region"),
    "national": N_("It is a national catalogue"),
}
AUTOMATIC = ""
ORDER = tuple(LEVELS)
#: What the kind of the source's organisation says (vocabulary `organization_kinds`); those who hold no other's data produce.
OF_KIND: Mapping[str, str] = {
    "epci": "epci",
    "syndicate": "epci",
    "departement": "departement",
    "region": "region",
    "partnership": "region",
    "state_service": "national",
    "public_body": "national",
    "": "national",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a source when its records are compared with those of others.

    Attributes:
        setting: its option `priority`, empty when it says nothing.
        kind: the kind of its organisation.
        active: whether it is still harvested.
    """

    setting: str = AUTOMATIC
    kind: str = ""
    active: bool = True

    def rank(self, *, producer: bool) -> int:
        """Rank one of its records: 0 is best; the option decides, else who produced the data, else the organisation.

        Args:
            producer: whether the record names the source's organisation as its producer.
        """
        if not self.active:
            return len(ORDER)
        if self.setting in LEVELS:
            return ORDER.index(self.setting)
        return 0 if producer else ORDER.index(OF_KIND.get(self.kind, "producer"))

"""Which zones of udata make a territory: the portal only finds the datasets that name the very zone asked for."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.datagrandest.harvesters.mapping.udata.spatial import zone_of
from ckanext.datagrandest.harvesting.contract import SourceUnreadable
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.territories import cog

DEPTHS = {
    "zone": N_("These zones only"),
    "groups": N_("And the départements and groupings of communes within them"),
    "communes": N_("And every commune within them"),
}

NOT_A_ZONE = N_("“{text}” is no zone: give codes such as region:44, departement:67, epci:200068559 or commune:88413.")


def zones_of(texts: Iterable[str], depth: str) -> tuple[str, ...]:
    """Give the zones to ask for, the widest first.

    Args:
        texts: territories (`region:44`) or zones (`fr:region:44`).
        depth: one of `DEPTHS`.

    Raises:
        SourceUnreadable: one of the texts is neither.
    """
    found: list[str] = []
    for text in texts:
        zone = zone_of(text)
        if zone is None:
            raise SourceUnreadable(Message(NOT_A_ZONE, {"text": text[:80]}))
        found.append(zone)
        _, kind, code = zone.split(":")
        if depth != "zone":
            found += _within(kind, code, with_communes=depth == "communes")
    return tuple(dict.fromkeys(found))


def _within(kind: str, code: str, *, with_communes: bool) -> list[str]:
    """List the départements, groupings and communes of a territory."""
    table = cog.table()
    departements = [
        number for number, region in table.departement_region.items() if kind == "region" and region == code
    ]
    communes = [number for number in table.communes if _is_in(number, kind, code)] if kind != "commune" else []
    inside = set(communes)
    groups = [siren for siren, members in table.epci_members.items() if kind != "epci" and inside.intersection(members)]
    found = [f"fr:departement:{number}" for number in sorted(departements)]
    found += [f"fr:epci:{siren}" for siren in sorted(groups)]
    return found + ([f"fr:commune:{number}" for number in sorted(communes)] if with_communes else [])


def _is_in(number: str, kind: str, code: str) -> bool:
    commune = cog.commune(number)
    if commune is None:
        return False
    held = {
        "region": commune.region,
        "departement": commune.departement,
        "epci": commune.epci,
        "arrondissement": commune.arrondissement,
    }
    return held.get(kind) == code

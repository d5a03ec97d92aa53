"""What a load says: sentences for the console, in the order of what matters."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.territories import codes, cog
from ckanext.datagrandest.territories.contours import ContourChanges
from ckanext.datagrandest.territories.geojson import Contours
from ckanext.datagrandest.territories.load import Changes

#: So many merged communes and unused features are named, the others are counted.
MOST_NAMED = 20
KIND_NAMES = {
    "region": N_("régions"),
    "departement": N_("départements"),
    "arrondissement": N_("arrondissements"),
    "epci": N_("groups of communes (EPCI)"),
    "commune": N_("communes"),
}
KIND_COUNTS = N_("{kind}: {added} added, {changed} changed, {merged} merged, {removed} removed.")


def of_rows(changes: Changes) -> Iterator[Message]:
    """Say which code was loaded, and for each kind what was added, changed, merged and removed."""
    yield Message(
        N_("Official geographic code of {date} (package {version})."), {"date": cog.date(), "version": cog.version()}
    )
    if not changes:
        yield Message(N_("Nothing has changed."))
        return
    for kind, name in KIND_NAMES.items():
        added, changed, merged, removed = changes.count(kind)
        if added or changed or merged or removed:
            counts = {"added": added, "changed": changed, "merged": merged, "removed": removed}
            yield Message(KIND_COUNTS, {"kind": Message(name), **counts})
    for code, successor in list(changes.merged.items())[:MOST_NAMED]:
        yield Message(N_("{old} is now part of {new}."), {"old": codes.label(code), "new": codes.label(successor)})


def of_contours(source: str, found: Contours, changes: ContourChanges) -> Iterator[Message]:
    """Say what a file of contours gave, and each feature that gave nothing, with its reason."""
    same = len(found.geometries) - len(changes.added) - len(changes.changed)
    counts = {"added": len(changes.added), "changed": len(changes.changed), "same": same}
    yield Message(
        N_("{source}: {added} contours added, {changed} changed, {same} unchanged."), {"source": source, **counts}
    )
    if found.repaired:
        yield Message(N_("{count} contours were not valid and were mended."), {"count": len(found.repaired)})
    if found.merged:
        yield Message(
            N_("{count} communes got the contours of those that were merged into them."), {"count": len(found.merged)}
        )
    if found.elsewhere:
        yield Message(N_("{count} features are about places outside the région."), {"count": found.elsewhere})
    for unused in found.unused[:MOST_NAMED]:
        yield Message(
            N_("Feature {position} ({name}) was left out: {reason}."),
            {"position": unused.position, "name": unused.name, "reason": unused.reason},
        )
    if len(found.unused) > MOST_NAMED:
        yield Message(N_("… and {count} more features were left out."), {"count": len(found.unused) - MOST_NAMED})


def of_all(derived: int, without: int) -> Iterator[Message]:
    """Say what became of the contours as a whole."""
    if derived:
        yield Message(
            N_("{count} contours of larger territories were made from those of their communes."), {"count": derived}
        )
    if without:
        yield Message(N_("{count} territories have no contour."), {"count": without})

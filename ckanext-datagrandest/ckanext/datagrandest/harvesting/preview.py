"""What a run would do, without writing anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from ckanext.datagrandest.harvesting import config, guard, rows, sources, store
from ckanext.datagrandest.harvesting.contract import RemoteCatalogue, SourceUnreadable
from ckanext.datagrandest.harvesting.identity import identify
from ckanext.datagrandest.harvesting.naming import dataset_name
from ckanext.datagrandest.harvesting.pipeline import careful, careful_pages
from ckanext.datagrandest.harvesting.plan import Action, Planner, Step, left_out, remarks_on
from ckanext.datagrandest.messages import translator

COUNTED = {
    Action.ADD: "added",
    Action.UPDATE: "updated",
    Action.TOUCH: "unchanged",
    Action.UNCHANGED: "unchanged",
    Action.ERROR: "errored",
    Action.LEFT_OUT: "left_out",
}


def preview(type_name: str, url: str, given: dict[str, Any], limit: int) -> dict[str, Any]:
    """Read up to `limit` records and say what a run would make of them.

    Gives `{records: [{identifier, action, name, dataset, remarks, reason}], matched, read, complete,
    counts, missing, fault, notes}`. A source already declared at this address is compared with what it holds.
    """
    translate = translator(config.locale())
    source_id = declared(type_name, url)
    known = store.known_records(source_id) if source_id else {}
    planner = Planner(known, _no_draft, 0)
    steps: list[Step] = []
    fault: str | None = None
    try:
        kind = sources.type_of(type_name)
        catalogue = sources.open_catalogue(kind, url, given)
        version, area = sources.mapping_version(kind, given), sources.area(kind, given)
        planner = Planner(known, careful(catalogue.draft), version, area=area)
        steps.extend(_some(planner, catalogue, limit))
    except SourceUnreadable as error:
        fault = error.message.render(translate)
    records = [_record(step, source_id or "", planner, translate) for step in steps]
    return {
        "records": records,
        "matched": max(planner.listing.counts, default=None),
        "read": planner.listing.read,
        "complete": planner.listing.complete,
        "counts": dict(Counter(record["action"] for record in records)),
        **_missing(planner, known, translate),
        "fault": fault,
        "notes": [
            note.render(translate) for note in (*remarks_on(planner.listing), *left_out(planner.listing, planner.area))
        ],
    }


def declared(type_name: str, url: str) -> str | None:
    """Give the source of this type that is declared at this address."""
    found = rows.source_at(url, type=type_name)
    return found.id if found else None


def _no_draft(record: Any) -> Any:
    raise NotImplementedError(record)


def _some(planner: Planner, catalogue: RemoteCatalogue, limit: int) -> Iterator[Step]:
    every = (step for page in careful_pages(catalogue) for step in planner.steps(page))
    count = 0
    for step in islice(every, limit):
        count += 1
        yield step
    planner.listing.complete = count < limit


def _record(step: Step, source_id: str, planner: Planner, translate: Any) -> dict[str, Any]:
    action, name, reason = COUNTED[step.action], None, step.reason
    if step.known and not step.known.primary:
        action = "merged"
    elif step.action is Action.ADD and step.identifier:
        others = store.holders([step.identifier], source_id)
        taken = store.taken_names([dataset_name(step.identifier)])
        identity = identify(step.identifier, source_id, others, taken)
        action, name, reason = ("merged" if identity.verdict == "merged" else action), identity.name, identity.reason
    draft = step.draft
    return {
        "identifier": step.identifier,
        "action": action,
        "name": name or None,
        "dataset": draft.dataset if draft else None,
        "remarks": [remark.render(translate) for remark in draft.remarks] if draft else [],
        "reason": reason.render(translate) if reason else None,
    }


def _missing(planner: Planner, known: dict[str, Any], translate: Any) -> dict[str, Any]:
    """Say what would be missing; unknown (`null`) while the listing was not read to its end."""
    if not planner.listing.complete:
        return {"missing": None, "held": None}
    missing = planner.missing()
    open_ones = sum(not record.archived for record in known.values())
    reason = guard.objection(planner.listing, open_ones, len(missing), config.guard_limits())
    return {"missing": sorted(missing), "held": reason.render(translate) if reason else None}

"""What a run would do, without writing anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from time import monotonic
from typing import Any

from ckanext.datagrandest.harvesting import config, guard, matching, rows, sources, store
from ckanext.datagrandest.harvesting.contract import Draft, RemoteCatalogue, RemoteRecord, SourceUnreadable
from ckanext.datagrandest.harvesting.identity import identify
from ckanext.datagrandest.harvesting.naming import dataset_name
from ckanext.datagrandest.harvesting.pipeline import careful, careful_pages
from ckanext.datagrandest.harvesting.plan import Action, Planner, Step, left_out, remarks_on
from ckanext.datagrandest.harvesting.ranks import Standing
from ckanext.datagrandest.messages import translator

COUNTED = {
    Action.ADD: "added",
    Action.UPDATE: "updated",
    Action.TOUCH: "unchanged",
    Action.UNCHANGED: "unchanged",
    Action.ERROR: "errored",
    Action.LEFT_OUT: "left_out",
}


def preview(type_name: str, url: str, given: dict[str, Any], limit: int, *, whole: bool = False) -> dict[str, Any]:
    """Read up to `limit` records and say what a run would make of them.

    Gives `{records: [{identifier, action, name, dataset, remarks, reason}], matched, read, complete,
    counts, missing, fault, notes}`. A source already declared at this address is compared with what it holds.

    Args:
        type_name: harvester type.
        url: address of the source.
        given: its options.
        limit: how many records are mapped and shown.
        whole: list the others too, for the time that the options allow, to count what would be added, changed, removed.
    """
    translate = translator(config.locale())
    source_id = declared(type_name, url)
    known = store.known_records(source_id) if source_id else {}
    planner = Planner(known, _no_draft, 0)
    steps: list[Step] = []
    counts: Counter[str] = Counter()
    fault: str | None = None
    try:
        kind = sources.type_of(type_name)
        catalogue = sources.open_catalogue(kind, url, given)
        version, area = sources.mapping_version(kind, given), sources.area(kind, given)
        planner = Planner(known, careful(catalogue.draft), version, area=area)
        for step in _some(planner, catalogue, limit, config.preview_time() if whole else None):
            counts[COUNTED[step.action]] += 1
            if len(steps) < limit:
                steps.append(step)
    except SourceUnreadable as error:
        fault = error.message.render(translate)
    records = [_record(step, source_id or "", planner, translate) for step in steps]
    return {
        "records": records,
        "matched": max(planner.listing.counts, default=None),
        "read": planner.listing.read,
        "complete": planner.listing.complete,
        "counts": dict(counts if whole else Counter(record["action"] for record in records)),
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


def _some(planner: Planner, catalogue: RemoteCatalogue, limit: int, time: timedelta | None) -> Iterator[Step]:
    """Decide about the first records; about the others too when there is time, without mapping them if it can be avoided."""
    every = (step for page in careful_pages(catalogue) for step in planner.steps(page))
    end = monotonic() + time.total_seconds() if time else 0
    count = 0
    for step in every if time else islice(every, limit):
        count += 1
        yield step
        if count == limit and planner.area is None:
            planner.make_draft = _unmapped
        if time and monotonic() > end:
            return
    planner.listing.complete = bool(time) or count < limit


def _unmapped(_record: RemoteRecord) -> Draft:
    return Draft({})


def _record(step: Step, source_id: str, planner: Planner, translate: Any) -> dict[str, Any]:
    action, name, reason = COUNTED[step.action], None, step.reason
    if step.known and not step.known.primary:
        action = "merged"
    elif step.action is Action.ADD and step.identifier:
        standing = matching.standings()
        others = matching.holders([step.identifier], source_id, standing).get(step.identifier, ())
        taken = store.taken_names([dataset_name(step.identifier)])
        rank = standing.get(source_id, Standing()).rank(producer=False)
        identity = identify(step.identifier, source_id, rank, others, taken)
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
    reason = guard.judge(planner.listing, open_ones, missing, config.guard_limits()).reason
    return {"missing": sorted(missing), "held": reason.render(translate) if reason else None}

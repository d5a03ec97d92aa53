"""Questions of the removal guard: kept in a table, answered by a person, remembered.

There is at most one waiting question for each source. A run that finds the same records missing again asks
nothing more; one that finds others asks again; one without doubt withdraws the question.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from ckan import model
from ckan.model.types import make_uuid

from ckanext.datagrandest.harvesting.guard import Verdict
from ckanext.datagrandest.harvesting.model import HarvestHold, HarvestRecord
from ckanext.datagrandest.messages import Message

TABLE = HarvestHold.__table__
WAITING, ACCEPTED, REJECTED, WITHDRAWN = "waiting", "accepted", "rejected", "withdrawn"


def note(source_id: str, job_id: str, verdict: Verdict) -> str | None:
    """Keep the question of a run, or withdraw the one that has become pointless.

    Gives the identifier of a question that is new and must be told to people.
    """
    waiting = last(source_id, WAITING)
    if not verdict.reason:
        if waiting:
            _update(waiting["id"], state=WITHDRAWN, decided_at=sa.func.now())
        return None
    reason = {"msgid": verdict.reason.msgid, "params": _plain(verdict.reason.params)}
    values = {"job_id": job_id, "reason": reason, "records": _described(verdict)}
    if waiting:
        known = {record["guid"] for record in waiting["records"]}
        _update(waiting["id"], **values)
        return None if known.issuperset(verdict.questioned) else waiting["id"]
    hold_id = make_uuid()
    model.Session.execute(sa.insert(TABLE).values(id=hold_id, source_id=source_id, state=WAITING, **values))
    model.Session.commit()
    return hold_id


def show(hold_id: str) -> dict[str, Any] | None:
    """Give a question."""
    return _first(sa.select(TABLE).where(TABLE.c.id == hold_id))


def last(source_id: str, *states: str) -> dict[str, Any] | None:
    """Give the latest question of a source, among those of some states if any is given."""
    query = sa.select(TABLE).where(TABLE.c.source_id == source_id)
    if states:
        query = query.where(TABLE.c.state.in_(states))
    return _first(query.order_by(TABLE.c.found_at.desc()).limit(1))


def of_source(source_id: str, limit: int = 50) -> list[dict[str, Any]]:
    """Give the questions of a source, the latest first."""
    query = sa.select(TABLE).where(TABLE.c.source_id == source_id).order_by(TABLE.c.found_at.desc()).limit(limit)
    return [dict(row) for row in model.Session.execute(query).mappings()]


def answer(hold: Mapping[str, Any], state: str, user: str) -> None:
    """Write a person's answer on the question and on its records that are still open.

    Accepted, their grace starts from the day when their absence was found; rejected, they stay until the
    source lists them again or a person answers otherwise.
    """
    record = HarvestRecord
    chosen = sa.update(record).where(record.source_id == hold["source_id"], record.archived_at.is_(None))
    chosen = chosen.where(record.guid.in_([one["guid"] for one in hold["records"]]))
    if state == ACCEPTED:
        since = sa.func.coalesce(record.missing_since, hold["found_at"])
        values: dict[str, Any] = {"removal": "accepted", "missing_since": since}
    else:
        values = {"removal": "refused", "missing_since": None}
    model.Session.execute(chosen.values(**values).execution_options(synchronize_session=False))
    _update(hold["id"], state=state, decided_by=user, decided_at=sa.func.now())


def reason_of(hold: Mapping[str, Any]) -> Message:
    """Give the reason of a question as a sentence to translate."""
    return Message(hold["reason"]["msgid"], hold["reason"]["params"])


def _described(verdict: Verdict) -> list[dict[str, Any]]:
    named = _packages({known.package_id for known in verdict.questioned.values()})
    return [
        {"guid": guid, "package_id": known.package_id, **named.get(known.package_id, {"name": "", "title": guid})}
        for guid, known in sorted(verdict.questioned.items())
    ]


def _packages(ids: Collection[str]) -> dict[str, dict[str, str]]:
    package = model.Package
    query = sa.select(package.id, package.name, package.title).where(package.id.in_(ids))
    return {row.id: {"name": row.name, "title": row.title or row.name} for row in model.Session.execute(query)}


def _plain(params: Mapping[str, object]) -> dict[str, object]:
    return {name: value if isinstance(value, int | float) else str(value) for name, value in params.items()}


def _update(hold_id: str, **values: Any) -> None:
    model.Session.execute(sa.update(TABLE).where(TABLE.c.id == hold_id).values(**values))
    model.Session.commit()


def _first(query: Any) -> dict[str, Any] | None:
    row = model.Session.execute(query).mappings().first()
    return dict(row) if row else None

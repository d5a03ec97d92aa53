"""Jobs and recurrences as administrators see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.jobs import store, tick
from ckanext.datagrandest.jobs.model import QUEUED, Recurrence
from ckanext.datagrandest.jobs.store import JobRow

#: Seconds after which something due shows that no tick process runs.
_LATE = 300
_HIDDEN = {"function", "args", "kwargs", "rq_id", "reason", "timeout", "max_attempts"}


def shown(job: JobRow) -> dict[str, Any]:
    """Give a job as a dictionary for the API."""
    result = {each.name: _plain(getattr(job, each.name)) for each in fields(job) if each.name not in _HIDDEN}
    result["title"] = tk._(job.title)
    result["reason"] = job.message.render(tk._) if job.message else None
    result["before"] = store.waiting_before(job) if job.state == QUEUED else None
    return result


def recurrences() -> list[dict[str, Any]]:
    """Give what recurs, by name."""
    titles = {job.name: tk._(job.title) for job in tick.declared_jobs()}
    statement = sa.select(Recurrence.__table__).where(Recurrence.declared).order_by(Recurrence.name)
    with store.transaction() as connection:
        rows = connection.execute(statement).mappings().all()
    hidden = ("declared", "checked")
    return [
        {"title": titles.get(row["name"], row["name"])} | {key: _plain(row[key]) for key in row if key not in hidden}
        for row in rows
    ]


def lines(limit: int) -> Iterator[str]:
    """Give the lines of `dge jobs`."""
    late = overdue(_LATE)
    if late:
        yield f"No tick process looks at what is due (start: ckan dge tick). Overdue: {', '.join(late)}"
    for each in recurrences():
        last = f"{each['last_state']} {each['last_finished']}" if each["last_finished"] else "never ran"
        yield f"{each['name']:<30} {each['schedule']:<20} next {each['next_due']}  last {last}"
    for job in store.latest(limit=limit):
        reason = f"  {job.message}" if job.message else ""
        yield f"{job.id}  {job.state:<9} {job.queue:<10} {_plain(job.created)}  {job.title}{reason}"


def overdue(seconds: int) -> list[str]:
    """Name what should have been queued more than `seconds` ago: then no tick process runs."""
    late = sa.func.clock_timestamp() - sa.func.make_interval(0, 0, 0, 0, 0, 0, seconds)
    statement = (
        sa.select(Recurrence.name).where(Recurrence.declared, Recurrence.next_due < late).order_by(Recurrence.name)
    )
    with store.transaction() as connection:
        return list(connection.execute(statement).scalars())


def _plain(value: Any) -> Any:
    """Write moments in ISO 8601, in UTC."""
    return value.astimezone(UTC).isoformat(timespec="seconds") if isinstance(value, datetime) else value

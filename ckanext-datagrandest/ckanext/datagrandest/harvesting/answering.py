"""A person's answers: to a question of the removal guard, and about a dataset that was closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.datagrandest.harvesting import (
    archive,
    config,
    guard,
    holding,
    language,
    runner,
    runs,
    sources,
    store,
    tombstones,
)
from ckanext.datagrandest.harvesting.model import HarvestRecord

ANSWERS = {"accept": holding.ACCEPTED, "reject": holding.REJECTED}


class NoLongerAsked(Exception):  # noqa: N818 - it says what happened
    """A later run asked something else, or withdrew the question."""


class SourceBusy(Exception):  # noqa: N818
    """The source is being harvested: its records change under our hands."""


def answer(hold: Mapping[str, Any], said: str, user: str) -> int:
    """Carry out an answer (`accept` or `reject`); give how many datasets were closed at once (no grace).

    An answer can be changed as long as no later question was asked.

    Raises:
        NoLongerAsked: the question is withdrawn or is not the last of its source.
        SourceBusy: the source is being harvested.
    """
    with runs.source_lock(hold["source_id"]) as free:
        if not free:
            raise SourceBusy(hold["source_id"])
        latest = holding.last(hold["source_id"])
        if not latest or latest["id"] != hold["id"] or latest["state"] == holding.WITHDRAWN:
            raise NoLongerAsked(hold["id"])
        holding.answer(latest, ANSWERS[said], user)
        return _close_expired(latest) if said == "accept" else 0


def _close_expired(hold: Mapping[str, Any]) -> int:
    source = sources.load(hold["source_id"])
    if source is None:
        return 0
    guids = {record["guid"] for record in hold["records"]}
    known = store.known_records(source.id)
    open_ones = {guid: known[guid] for guid in guids if guid in known and not known[guid].archived}
    now = datetime.now(UTC)
    gone = guard.expired(open_ones.items(), now, config.grace())
    target = runner.target(source, hold["job_id"], 1)
    with language.spoken():
        done, _failed = archive.archive_all(target, {guid: open_ones[guid] for guid in gone}, now)
    return done


def reopen(package_id: str, user: str) -> None:
    """Open a closed dataset again, under its name; harvests keep it even though its source does not list it."""
    record = HarvestRecord
    values = {"archived_at": None, "missing_since": None, "removal": "refused"}
    model.Session.execute(sa.update(record).where(record.package_id == package_id).values(**values))
    tombstones.lift([package_id])
    model.Session.commit()
    context: Any = {"user": user, "ignore_auth": True}
    tk.get_action("package_patch")(context, {"id": package_id, "state": "active"})

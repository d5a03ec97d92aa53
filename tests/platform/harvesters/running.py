"""Run a source as the command line does, and look at what it left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ckan import model
from ckan.tests import helpers

from ckanext.datagrandest.harvesting import runner
from ckanext.datagrandest.harvesting.model import HarvestRecord

LISTED = ("added", "updated", "unchanged", "merged", "errored")
KEPT_QUIET = ("package", "resource", "harvest_object", "dge_harvest_record", "activity", "member", "tag")


@dataclass
class SourceUnderTest:
    """A declared source and its last job."""

    id: str
    name: str
    owner_org: str
    job_id: str = ""

    def open_job(self) -> str:
        job = helpers.call_action("harvest_job_create", {"ignore_auth": True}, source_id=self.id, run=False)
        self.job_id = job["id"]
        return self.job_id

    def run(self) -> dict[str, Any]:
        """Run the source and give its run."""
        run = runner.run_now(self.open_job())
        assert run is not None, "another process harvests this source"
        return run

    def report(self) -> dict[str, Any]:
        return helpers.call_action("harvest_job_report", {"ignore_auth": True}, id=self.job_id)

    def age_missing(self, days: float) -> None:
        """Make what is missing missing since longer."""
        since = datetime.now(UTC) - timedelta(days=days)
        missing = sa.update(HarvestRecord).where(
            HarvestRecord.source_id == self.id, HarvestRecord.missing_since.is_not(None)
        )
        model.Session.execute(missing.values(missing_since=since))
        model.Session.commit()


@contextmanager
def questions() -> Iterator[list[str]]:
    """Collect every SQL statement of this process."""
    seen: list[str] = []
    note = lambda _connection, _cursor, statement, *_rest: seen.append(statement)  # noqa: E731
    sa.event.listen(model.meta.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(model.meta.engine, "before_cursor_execute", note)


def counts(run: dict[str, Any]) -> dict[str, int]:
    """Give the counts that are not zero."""
    names = (*LISTED, "missing", "held", "archived")
    return {name: run[name] for name in names if run[name]}


def found(**search: Any) -> dict[str, dict[str, Any]]:
    """Give the datasets that the index shows, by name."""
    result = helpers.call_action("package_search", {"ignore_auth": True}, **{"rows": 1000, **search})
    return {dataset["name"]: dataset for dataset in result["results"]}


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the SQL statements that write datasets, resources, harvest objects or our records."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        words = statement.replace('"', " ").split()
        target = words[1] if words[0] == "UPDATE" else words[2] if words[0] in ("INSERT", "DELETE") else ""
        if target.startswith(KEPT_QUIET):
            seen.append(statement)

    sa.event.listen(model.meta.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(model.meta.engine, "before_cursor_execute", note)

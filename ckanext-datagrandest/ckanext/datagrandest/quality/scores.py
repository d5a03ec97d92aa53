"""Computing scores: of a dataset for its page, of all that changed by a recurring job.

Changes pass no queue: the job looks every two minutes for datasets whose record, verdicts or links changed since their
scores, so that ten edits of an afternoon cost one computation, and harvests, which pass no hook, are found as well. After
midnight (UTC) each dataset is due once: freshness changes with time alone.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from typing import Any

import pysolr

import ckan.plugins.toolkit as tk
from ckan.lib import search
from ckan.lib.search.common import make_connection

from ckanext.datagrandest.jobs.recurring import RecurringJob
from ckanext.datagrandest.jobs.schedule import Daily, Every
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality import averages, config, link_store, score_store
from ckanext.datagrandest.quality.score_facts import Dataset, facts_of
from ckanext.datagrandest.quality.scoring.together import compute, shown
from ckanext.datagrandest.territories import codes, hierarchy

log = logging.getLogger(__name__)

_SECONDS = 90


def compute_due() -> dict[str, int]:
    """Compute the scores that are due, in batches, until none is left or the time is over."""
    until, computed, changed, failed = time.monotonic() + _SECONDS, 0, 0, set[str]()
    while time.monotonic() < until:
        ids = [
            one
            for one in score_store.due(config.score_batch() + len(failed), datetime.now(UTC).date())
            if one not in failed
        ]
        if not ids:
            break
        written = compute_some(ids)
        failed |= set(ids) - written.keys()
        computed, changed = computed + len(written), changed + sum(written.values())
    if changed:
        averages.write(datetime.now(UTC).date())
    if failed:
        log.warning("No scores for %s datasets that cannot be read: %s", len(failed), sorted(failed)[:10])
    return {"computed": computed, "changed": changed, "failed": len(failed)}


def compute_all() -> dict[str, int]:
    """Compute the scores of all datasets anew, whatever was computed before."""
    score_store.touch_all()
    total = {"computed": 0, "changed": 0, "failed": 0}
    while (done := compute_due())["computed"]:
        total = {name: total[name] + done[name] for name in ("computed", "changed")} | {"failed": done["failed"]}
    return total


def compute_some(dataset_ids: Sequence[str]) -> dict[str, bool]:
    """Compute and write the scores of datasets; tell for each whether they changed. Those that cannot be read are left out."""
    now = datetime.now(UTC)
    records = score_store.records(dataset_ids)
    datasets = _datasets(records)
    facts = facts_of(datasets, now.replace(tzinfo=None))
    rows: list[dict[str, Any]] = [
        {**compute(facts[one["id"]]).kept(), "dataset_id": one["id"], "territories": territories_of(one),
         "record_modified": records[one["id"]]}
        for one in datasets
    ]  # fmt: skip
    before = score_store.totals([row["dataset_id"] for row in rows])
    changed = set(score_store.write(rows, now))
    _index([row["dataset_id"] for row in rows if _looks_different(before.get(row["dataset_id"]), row)])
    return {row["dataset_id"]: row["dataset_id"] in changed for row in rows}


def territories_of(dataset: Dataset) -> list[str]:
    """Give the territories of a dataset and all in which they lie, each once."""
    try:
        declared = codes.currents(codes.read_list(dataset.get("territories")))
    except codes.UnreadableCodesError:
        return []
    return sorted({place for code in declared for place in (code, *hierarchy.ancestors(code))})


def summarise() -> dict[str, int]:
    """Forget what no longer exists, and write the day's averages."""
    return {
        "gone": score_store.forget(),
        "links": link_store.forget(),
        "averages": averages.write(datetime.now(UTC).date()),
    }


def _looks_different(before: float | None, row: Mapping[str, Any]) -> bool:
    """Tell whether the score that people see is another than the one in the index."""
    return before is None or shown(before) != shown(row["score"])


def _datasets(records: Mapping[str, datetime]) -> list[dict[str, Any]]:
    """Read datasets from the index in one question; those that it holds as they were, or not at all, from the database."""
    found: list[dict[str, Any]] = []
    indexed = _indexed(list(records)) if records else {}
    for dataset_id, modified in records.items():
        dataset = indexed.get(dataset_id)
        if dataset is None or dataset.get("metadata_modified") != modified.isoformat():
            dataset = _read(dataset_id)
        if dataset is not None:
            found.append(dataset)
    return found


def _indexed(dataset_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    wanted = " OR ".join(f'"{one}"' for one in dataset_ids)
    filters = [f"id:({wanted})", f'site_id:"{tk.config["ckan.site_id"]}"', "entity_type:package"]
    try:
        answer = make_connection().search("*:*", fq=filters, fl="validated_data_dict", rows=len(dataset_ids))
    except pysolr.SolrError:
        log.warning("Solr does not answer: %s datasets are read from the database", len(dataset_ids))
        return {}
    datasets = (json.loads(document.get("validated_data_dict") or "{}") for document in answer)
    return {dataset["id"]: dataset for dataset in datasets if dataset.get("id")}


def _read(dataset_id: str) -> dict[str, Any] | None:
    try:
        return tk.get_action("package_show")({"ignore_auth": True, "use_cache": False}, {"id": dataset_id})
    except (tk.ObjectNotFound, tk.ValidationError):
        return None


def _index(dataset_ids: Sequence[str]) -> None:
    """Index datasets whose score changed; one that cannot be indexed holds up no other."""
    for dataset_id in dataset_ids:
        try:
            search.rebuild(package_ids=[dataset_id])
        except (search.SearchError, tk.ObjectNotFound):
            log.exception("Dataset %s could not be indexed with its score", dataset_id)
    if dataset_ids:
        search.commit()


RECURRING = [
    RecurringJob("quality.scores", N_("Compute the scores of what changed"), Every(timedelta(minutes=2)), compute_due),
    RecurringJob("quality.averages", N_("Write the average scores of the day"), Daily(time_of_day(4, 10)), summarise),
]

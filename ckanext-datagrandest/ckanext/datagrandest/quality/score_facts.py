"""What the scores look at, for many datasets at once: two questions to the database, however many there are."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from statistics import fmean
from typing import Any

import sqlalchemy as sa

from ckan import model as ckan_model

from ckanext.datagrandest.quality import link_states
from ckanext.datagrandest.quality.model import INVALID, VALID, Verdict
from ckanext.datagrandest.quality.score_model import Link
from ckanext.datagrandest.quality.scoring.facts import DatasetFacts

Dataset = Mapping[str, Any]
Row = Mapping[Any, Any]
_UPLOAD = "upload"


def link_id(url: str) -> str:
    """Give the key of an address in the table of links."""
    return hashlib.sha256(url.encode()).hexdigest()


def facts_of(datasets: Sequence[Dataset], now: datetime | None = None) -> dict[str, DatasetFacts]:
    """Give the facts of datasets, by id.

    Args:
        datasets: as `package_show` gives them.
        now: in UTC without zone; the clock's by default.
    """
    now = now or datetime.now(UTC).replace(tzinfo=None)
    verdicts, links = _verdicts([item["id"] for item in datasets]), known_links(_addresses(datasets))
    return {item["id"]: _facts(item, now, verdicts, links) for item in datasets}


def known_links(addresses: Iterable[str]) -> dict[str, Row]:
    """Give what is known of addresses, by address."""
    ids = {link_id(url): url for url in addresses}
    if not ids:
        return {}
    statement = sa.select(Link.__table__).where(Link.id.in_(ids))
    return {row["url"]: row for row in ckan_model.Session.execute(statement).mappings()}


def _addresses(datasets: Iterable[Dataset]) -> set[str]:
    resources = (item for dataset in datasets for item in dataset.get("resources") or [])
    return {item["url"] for item in resources if item.get("url") and item.get("url_type") != _UPLOAD}


def _verdicts(dataset_ids: Sequence[str]) -> dict[str, Row]:
    """Give the latest verdict of each resource of datasets, by resource."""
    resource = ckan_model.Resource
    statement = (
        sa.select(Verdict.resource_id, Verdict.state, Verdict.schema_id, Verdict.completeness)
        .join(resource, resource.id == Verdict.resource_id)
        .where(resource.package_id.in_(dataset_ids), resource.state == "active")
        .distinct(Verdict.resource_id)
        .order_by(Verdict.resource_id, Verdict.judged_at.desc())
    )
    return {row["resource_id"]: row for row in ckan_model.Session.execute(statement).mappings()}


def _facts(dataset: Dataset, now: datetime, verdicts: Mapping[str, Row], links: Mapping[str, Row]) -> DatasetFacts:
    answers: dict[str, bool | None] = {}
    conforming: dict[str, bool | None] = defaultdict(lambda: None)
    shares: list[float] = []
    for item in dataset.get("resources") or []:
        url = str(item.get("url"))
        link = links.get(url)
        answers[url] = True if item.get("url_type") == _UPLOAD else link_states.answers(link) if link else None
        verdict = verdicts.get(str(item.get("id")))
        if verdict:
            conforming[url] = _conforms(verdict)
            shares += [verdict["completeness"]] if verdict["completeness"] is not None else []
    return DatasetFacts(dataset, now, answers, dict(conforming), fmean(shares) if shares else None)


def _conforms(verdict: Row) -> bool | None:
    """Tell whether a file follows its schema; a sound table without schema says nothing."""
    if verdict["state"] == INVALID:
        return False
    return True if verdict["state"] == VALID and verdict["schema_id"] else None

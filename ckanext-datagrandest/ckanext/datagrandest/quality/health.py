"""What many datasets lack together, and which of their links are silent: for those who look after a whole source."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.quality import link_states, link_store
from ckanext.datagrandest.quality.score_model import DatasetScore, Link
from ckanext.datagrandest.quality.scoring.criteria import CRITERIA

_SILENT = (link_states.FAILING, link_states.DEAD)
_LINKS_SHOWN = 200


def of_datasets(dataset_ids: Collection[str]) -> dict[str, Any]:
    """Give the mean score of datasets, what they lack and their silent links, in three questions to the database.

    Args:
        dataset_ids: datasets that the reader looks after.

    Returns:
        `{datasets, scored, mean, lacks, links}`; a lack is `{name, title, advice, datasets, gain}`, the one whose mending would
        raise the mean most first (`gain`, in points of the mean); a link is `{url, state, title, datasets}`.
    """
    among = sa.any_(sa.cast(list(dataset_ids), ARRAY(sa.Text)))
    figures = sa.select(sa.func.count(), sa.func.avg(DatasetScore.score)).where(DatasetScore.dataset_id == among)
    scored, mean = ckan_model.Session.execute(figures).one()
    return {
        "datasets": len(dataset_ids),
        "scored": scored,
        "mean": round(mean, 1) if scored else None,
        "lacks": _lacks(among, scored),
        "links": _silent_links(among),
    }


def _lacks(among: sa.ColumnElement[Any], scored: int) -> list[dict[str, Any]]:
    criteria = sa.func.jsonb_each(DatasetScore.criteria["ours"]).table_valued("key", sa.column("value", JSONB))
    points, most = (sa.cast(criteria.c.value[place].astext, sa.Float) for place in (0, 1))
    statement = (
        sa.select(criteria.c.key, sa.func.count(), sa.func.sum(most - points))
        .select_from(sa.join(DatasetScore, criteria, sa.true()))
        .where(DatasetScore.dataset_id == among, points < most)
        .group_by(criteria.c.key)
    )
    told = {name: (title, advice) for name, title, _, _, advice in CRITERIA}
    lacks = [
        {"name": name, "title": tk._(told[name][0]), "advice": tk._(told[name][1]), "datasets": count, "gain": round(lost / scored, 1)}
        for name, count, lost in ckan_model.Session.execute(statement)
        if name in told
    ]  # fmt: skip
    return sorted(lacks, key=lambda lack: -lack["gain"])


def _silent_links(among: sa.ColumnElement[Any]) -> list[dict[str, Any]]:
    resource = ckan_model.Resource
    datasets = sa.func.count(resource.package_id.distinct())
    statement = (
        sa.select(Link.url, Link.state, datasets)
        .join(resource, link_store.key_of(resource.url) == Link.id)
        .where(resource.package_id == among, resource.state == "active", Link.state.in_(_SILENT))
        .group_by(Link.id, Link.url, Link.state)
        .order_by(datasets.desc(), Link.url)
        .limit(_LINKS_SHOWN)
    )
    return [
        {"url": url, "state": state, "title": tk._(link_states.TITLES[state]), "datasets": count}
        for url, state, count in ckan_model.Session.execute(statement)
    ]

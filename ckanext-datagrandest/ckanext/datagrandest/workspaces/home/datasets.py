"""The datasets of a workspace with their scores and best steps: two questions, however many datasets."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.quality import best_step
from ckanext.datagrandest.workspaces.depositing.model import Deposit
from ckanext.datagrandest.workspaces.depositing.states import Stored

#: Shown at once; the others are behind a link.
MOST = 100
_UNFINISHED = (Stored.FETCHING.value, Stored.REFUSED.value, Stored.OPEN.value, Stored.WAITING.value)


def of_workspace(organization_id: str, limit: int = MOST) -> list[dict[str, Any]]:
    """Give datasets, the least good first, then those without score; drafts that a deposit makes are with the deposits.

    Returns:
        `{id, name, title, private, modified, score, step}` each; `step` is `{name, title, advice, gain, url}`, None where nothing
        lacks or the score is not known yet.
    """
    package = ckan_model.Package
    deposited = sa.select(Deposit.dataset_id).where(
        Deposit.organization_id == organization_id, Deposit.state.in_(_UNFINISHED), Deposit.dataset_id.is_not(None),
        Deposit.replaces.is_(None),
    )  # fmt: skip
    statement = (
        sa.select(package.id, package.name, package.title, package.private, package.metadata_modified)
        .where(package.owner_org == organization_id, package.type == "dataset", package.state == "active")
        .where(package.id.not_in(deposited))
        .order_by(package.title, package.name)
        .limit(limit)
    )
    rows = ckan_model.Session.execute(statement).all()
    known = best_step.of_datasets([row.id for row in rows])
    found = [_dataset(row, known.get(row.id)) for row in rows]
    return sorted(found, key=lambda one: (one["score"] is None, one["score"] or 0))


def _dataset(row: Any, known: best_step.BestStep | None) -> dict[str, Any]:
    return {
        "id": row.id, "name": row.name, "title": row.title or row.name, "private": row.private,
        "modified": row.metadata_modified.isoformat(), "score": known.score if known else None,
        "step": _step(row.name, known) if known and known.criterion else None,
    }  # fmt: skip


def _step(name: str, known: best_step.BestStep) -> dict[str, Any]:
    return {
        "name": known.criterion, "title": tk._(known.title), "advice": tk._(known.advice), "gain": known.gain,
        "url": tk.h.url_for("dge_quality_scores.dataset", id=name, _anchor="gains"),
    }  # fmt: skip

"""Edits of harvested datasets: noticed when a person saves, kept by harvests, given back when a person wants it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.datagrandest.harvesting import edits
from ckanext.datagrandest.harvesting.model import HarvestLock, HarvestRecord

TABLE = HarvestLock.__table__
MACHINE = "dge_harvest"  # in a context: what is written is the source's word, not a person's


def noticed(up: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Save a dataset through `up`, and lock the fields of a harvested one that a person changed."""
    package_id = None if _is_machine(context) else _harvested(data_dict.get("id") or data_dict.get("name"))
    if package_id is None:
        return up(context, data_dict)
    before = _shown(package_id)
    saved = up(context, data_dict)
    found = edits.changes(before, _shown(package_id), locks([package_id]).get(package_id, {}))
    if found.locked or found.freed:
        _write(package_id, found, context.get("user"))
    return saved


def locks(package_ids: Collection[str]) -> dict[str, dict[str, edits.Lock]]:
    """Give the locks of datasets, by dataset and field, in one query."""
    query = sa.select(TABLE).where(TABLE.c.package_id.in_(list(package_ids)))
    found: defaultdict[str, dict[str, edits.Lock]] = defaultdict(dict)
    for row in model.Session.execute(query):
        found[row.package_id][row.field] = edits.Lock(row.kept, row.harvested)
    return found


def kept(package_id: str, dataset: dict[str, Any], mine: Mapping[str, edits.Lock]) -> dict[str, Any]:
    """Give what a harvest writes over a dataset with locks, and remember what the source says of them."""
    for field, value in edits.harvested_now(dataset, mine).items():
        this = (TABLE.c.package_id == package_id, TABLE.c.field == field)
        model.Session.execute(sa.update(TABLE).where(*this).values(harvested=value))
    of_resources = {edits.RESOURCES, edits.ADDED} & mine.keys()
    return edits.applied(dataset, mine, _shown(package_id)["resources"] if of_resources else ())


def described(package_id: str) -> list[dict[str, Any]]:
    """Give the locks of a dataset for people: field, what the source says, who locked it and when."""
    query = sa.select(TABLE).where(TABLE.c.package_id == package_id).order_by(TABLE.c.field)
    return [
        {
            "field": row.field,
            "harvested": row.harvested,
            "locked_by": row.locked_by,
            "locked_at": row.locked_at.isoformat(),
        }
        for row in model.Session.execute(query)
    ]


def unlock(package_id: str, field: str, user: str) -> bool:
    """Give a field back to the source, at once with what it last said; gives whether it was locked."""
    lock = locks([package_id]).get(package_id, {}).get(field)
    if lock is None:
        return False
    model.Session.execute(sa.delete(TABLE).where(TABLE.c.package_id == package_id, TABLE.c.field == field))
    model.Session.commit()
    name = edits.RESOURCES if field == edits.ADDED else field
    value = [{"name": tag} for tag in lock.harvested or ()] if name == edits.TAGS else lock.harvested
    context: Any = {"user": user, "ignore_auth": True, MACHINE: True}
    tk.get_action("package_patch")(context, {"id": package_id, name: value if value is not None else ""})
    return True


def _write(package_id: str, found: edits.Changes, user: str | None) -> None:
    gone = found.freed - found.locked.keys()
    model.Session.execute(sa.delete(TABLE).where(TABLE.c.package_id == package_id, TABLE.c.field.in_(gone)))
    for field, lock in found.locked.items():
        said = {"kept": lock.kept, "harvested": lock.harvested, "locked_by": user, "locked_at": sa.func.now()}
        statement = insert(TABLE).values(package_id=package_id, field=field, **said)
        model.Session.execute(statement.on_conflict_do_update(index_elements=["package_id", "field"], set_=said))
    model.Session.commit()


def _is_machine(context: Mapping[str, Any]) -> bool:
    return bool(
        context.get(MACHINE) or context.get("defer_commit") or context.get("user") == tk.config.get("ckan.site_id")
    )


def _harvested(name_or_id: Any) -> str | None:
    package = model.package_table
    query = sa.select(package.c.id).join(HarvestRecord, HarvestRecord.package_id == package.c.id)
    is_it = sa.or_(package.c.id == str(name_or_id), package.c.name == str(name_or_id))
    return model.Session.scalar(query.where(is_it).limit(1)) if name_or_id else None


def _shown(package_id: str) -> dict[str, Any]:
    context: Any = {"ignore_auth": True, "use_cache": False}
    return tk.get_action("package_show")(context, {"id": package_id})

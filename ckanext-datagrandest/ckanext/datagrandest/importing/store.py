"""Reading and writing where imported datasets come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model as ckan_model

from ckanext.datagrandest.importing.model import ImportedDataset


def imported(former_id: str) -> Mapping[Any, Any] | None:
    """Give what is known of a dataset of the former platform."""
    statement = sa.select(ImportedDataset.__table__).where(ImportedDataset.former_id == former_id)
    return ckan_model.Session.execute(statement).mappings().first()


def write(values: Mapping[str, Any]) -> None:
    """Write where a dataset comes from, or that it came again."""
    statement = insert(ImportedDataset).values(**values)
    ckan_model.Session.execute(statement.on_conflict_do_update(index_elements=["former_id"], set_=dict(values)))
    ckan_model.Session.commit()


def visible_name(former: str) -> str | None:
    """Give the name here of the dataset that the former platform knew under a name or an identifier, if visitors may see it."""
    package = ckan_model.Package
    known = sa.select(ImportedDataset.package_id).where(
        sa.or_(ImportedDataset.former_name == former, ImportedDataset.former_id == former)
    )
    statement = sa.select(package.name).where(
        sa.or_(package.id.in_(known), package.name == former, package.id == former),
        package.state == "active", package.private.is_(False), package.type == "dataset",
    )  # fmt: skip
    imported_first = sa.case((package.id.in_(known), 0), else_=1)
    return ckan_model.Session.execute(statement.order_by(imported_first).limit(1)).scalar()

"""Reading and writing looks, decisions, corrected dialects and waiting publications, beside CKAN's session."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.datagrandest.jobs.store import transaction
from ckanext.datagrandest.quality.model import Verdict
from ckanext.datagrandest.quality.privacy.model import Choice, Decision, Look, Wish

Row = Mapping[Any, Any]
_NOW = sa.func.clock_timestamp()


def write_look(connection: sa.Connection, values: Mapping[str, Any]) -> None:
    """Write how a file was read and what was found in it; the same file of a resource has one row."""
    row = {**values, "looked_at": _NOW}
    statement = insert(Look).values(row)
    kept = {name: statement.excluded[name] for name in row if name not in {"resource_id", "sha256"}}
    connection.execute(statement.on_conflict_do_update(index_elements=["resource_id", "sha256"], set_=kept))


def look_at(resource_id: str, sha256: str) -> Row | None:
    """Give what is known of one file of a resource."""
    return looks([(resource_id, sha256)]).get((resource_id, sha256))


def looks(files: Collection[tuple[str, str]]) -> dict[tuple[str, str], Row]:
    """Give what is known of files, by resource and SHA-256, in one query."""
    if not files:
        return {}
    statement = sa.select(Look.__table__).where(sa.tuple_(Look.resource_id, Look.sha256).in_(list(files)))
    with transaction() as connection:
        return {(row["resource_id"], row["sha256"]): row for row in connection.execute(statement).mappings()}


def looked_at(resource_id: str, sha256: str, checker: str) -> Row | None:
    """Give what is known of one file of a resource, if it was looked at along with a check by this version of the checker."""
    of_file = (Verdict.resource_id == Look.resource_id, Verdict.sha256 == Look.sha256, Verdict.checker == checker)
    statement = sa.select(Look.__table__).where(
        Look.resource_id == resource_id, Look.sha256 == sha256, sa.exists().where(*of_file)
    )
    with transaction() as connection:
        return connection.execute(statement).mappings().first()


def latest_look(resource_id: str) -> Row | None:
    """Give the latest look at a resource, whichever file it had."""
    statement = sa.select(Look.__table__).where(Look.resource_id == resource_id).order_by(Look.looked_at.desc())
    with transaction() as connection:
        return connection.execute(statement.limit(1)).mappings().first()


def write_decision(values: Mapping[str, Any]) -> None:
    """Log a decision."""
    with transaction() as connection:
        connection.execute(sa.insert(Decision).values(**values))


def decisions(resource_ids: Iterable[str]) -> list[Row]:
    """Give the decisions about resources, withdrawn ones included, the latest first."""
    statement = sa.select(Decision.__table__).where(Decision.resource_id.in_(list(resource_ids)))
    with transaction() as connection:
        return list(connection.execute(statement.order_by(Decision.decided_at.desc())).mappings())


def withdraw(resource_id: str, author: str) -> int:
    """Withdraw the decisions about a resource that stand; give how many there were."""
    standing = sa.update(Decision).where(Decision.resource_id == resource_id, Decision.withdrawn_at.is_(None))
    with transaction() as connection:
        return connection.execute(standing.values(withdrawn_at=_NOW, withdrawn_by=author)).rowcount


def choose(resource_id: str, sha256: str, choices: Mapping[str, Any], author: str) -> None:
    """Keep what was corrected of how a file is read; nothing corrected forgets it."""
    values = {"resource_id": resource_id, "sha256": sha256, "choices": dict(choices), "author": author}
    statement = insert(Choice).values(**values, chosen_at=_NOW)
    kept = {name: statement.excluded[name] for name in ("sha256", "choices", "author", "chosen_at")}
    with transaction() as connection:
        if choices:
            connection.execute(statement.on_conflict_do_update(index_elements=["resource_id"], set_=kept))
        else:
            connection.execute(sa.delete(Choice).where(Choice.resource_id == resource_id))


def wish_of(package_id: str) -> Row | None:
    """Tell who wants a dataset published once its files are seen, and since when."""
    statement = sa.select(Wish.__table__).where(Wish.package_id == package_id)
    with transaction() as connection:
        return connection.execute(statement).mappings().first()


def wish(package_id: str, author: str) -> None:
    """Note that a dataset is to be published once its files are seen."""
    statement = insert(Wish).values(package_id=package_id, author=author, asked_at=_NOW)
    with transaction() as connection:
        connection.execute(statement.on_conflict_do_nothing(index_elements=["package_id"]))


def unwish(package_id: str) -> None:
    """Forget that a dataset was to be published."""
    with transaction() as connection:
        connection.execute(sa.delete(Wish).where(Wish.package_id == package_id))


def wishes() -> list[str]:
    """Give the datasets that wait, the oldest first."""
    with transaction() as connection:
        return list(connection.execute(sa.select(Wish.package_id).order_by(Wish.asked_at)).scalars())


def covered(decisions_: Sequence[Row]) -> set[tuple[str, str]]:
    """Give the pairs (kind, field) that standing decisions cover."""
    return {(kind, field) for row in decisions_ if row["withdrawn_at"] is None for kind, field in row["covers"]}

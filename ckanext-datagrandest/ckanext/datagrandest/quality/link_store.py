"""Reading and writing what is known of addresses: sets of rows in one statement each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model as ckan_model

from ckanext.datagrandest.jobs.store import transaction
from ckanext.datagrandest.quality import link_states
from ckanext.datagrandest.quality.score_model import Link

Row = Mapping[Any, Any]
#: Longer addresses are no addresses (`net/policy.py`).
_LONGEST = 8000
#: Who is asked: what stands between the scheme and the path, without user information, in lower case.
_HOST = r"^https?://(?:[^/?#@]*@)?([^/?#]+)"


def add_new(now: datetime) -> int:
    """Write down the addresses of resources of active datasets that are not known yet; give their number."""
    resource, package = ckan_model.Resource, ckan_model.Package
    url = resource.url
    wanted = (
        sa.select(key_of(url), url, _host(url), sa.literal(link_states.NEW), sa.literal(0), sa.literal(now))
        .join(package, package.id == resource.package_id)
        .where(resource.state == "active", package.state == "active", package.type == "dataset")
        .where(url.op("~*")(_HOST), sa.func.length(url) <= _LONGEST, resource.url_type.is_distinct_from("upload"))
        .distinct()
    )
    statement = insert(Link).from_select(["id", "url", "host", "state", "failures", "next_check"], wanted)
    with transaction() as connection:
        return connection.execute(statement.on_conflict_do_nothing()).rowcount


def due(now: datetime, limit: int, of_a_host: int) -> list[Row]:
    """Give the addresses to look at now, those that wait longest first, a few of each host."""
    rank = sa.func.row_number().over(partition_by=Link.host, order_by=(Link.next_check, Link.id))
    ranked = sa.select(Link.__table__, rank.label("rank")).where(Link.next_check <= now).subquery()
    statement = sa.select(ranked).where(ranked.c.rank <= of_a_host).order_by(ranked.c.next_check, ranked.c.id)
    with transaction() as connection:
        return list(connection.execute(statement.limit(limit)).mappings())


def write(link_id: str, values: Mapping[str, Any]) -> None:
    """Write what a look at an address found."""
    with transaction() as connection:
        connection.execute(sa.update(Link).where(Link.id == link_id).values(**values))


def postpone(host: str, until: datetime) -> None:
    """Leave a host alone until a moment: none of its addresses is due before."""
    with transaction() as connection:
        connection.execute(sa.update(Link).where(Link.host == host, Link.next_check < until).values(next_check=until))


def forget() -> int:
    """Take out the addresses that no resource has any more; give their number."""
    resource = ckan_model.Resource
    used = sa.select(key_of(resource.url)).where(resource.state == "active", resource.url.is_not(None))
    with transaction() as connection:
        return connection.execute(sa.delete(Link).where(Link.id.not_in(used))).rowcount


def with_urls(urls: Collection[str]) -> sa.ColumnElement[bool]:
    """Give the condition of the resources that have one of these addresses."""
    return ckan_model.Resource.url.in_(urls)


def key_of(url: Any) -> sa.ColumnElement[str]:
    """Give the expression of an address' key, as `score_facts.link_id` computes it."""
    return sa.func.encode(sa.func.sha256(sa.func.convert_to(url, "UTF8")), "hex")


def _host(url: Any) -> sa.ColumnElement[str]:
    return sa.func.lower(sa.func.substring(url, f"(?i){_HOST}"))

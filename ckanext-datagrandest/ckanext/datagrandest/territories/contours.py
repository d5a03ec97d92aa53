"""Write contours into the tables, and make those of larger territories from their communes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import shapely
from shapely.geometry import MultiPolygon
from sqlalchemy import Connection, Table, bindparam, func, select, text, update

from ckanext.datagrandest.territories.model import WGS84, Territory


@dataclass(frozen=True, slots=True)
class ContourChanges:
    """What was written: codes whose contour is new, and codes whose contour differs."""

    added: tuple[str, ...]
    changed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed)


def write(connection: Connection, geometries: Mapping[str, MultiPolygon]) -> ContourChanges:
    """Write the contours that differ from those in the tables; the caller's transaction holds all of it."""
    table: Table = Territory.metadata.tables[Territory.__tablename__]
    stored = _stored(connection, table)
    shapes = {code: shapely.to_wkb(geometry, byte_order=1) for code, geometry in geometries.items()}
    added = tuple(code for code in shapes if code not in stored)
    changed = tuple(code for code in shapes if code in stored and stored[code] != shapes[code])
    if touched := [{"wanted": code, "shape": shapes[code]} for code in (*added, *changed)]:
        shape = func.ST_GeomFromWKB(bindparam("shape"), WGS84)
        statement = update(table).where(table.c.code == bindparam("wanted")).values(geometry=shape, contour="given")
        connection.execute(statement, touched)
    return ContourChanges(added, changed)


def without(connection: Connection) -> int:
    """Count the territories that have no contour."""
    table: Table = Territory.metadata.tables[Territory.__tablename__]
    return connection.scalar(select(func.count()).select_from(table).where(table.c.geometry.is_(None))) or 0


def known(connection: Connection) -> dict[str, str]:
    """Give the names of the territories in the tables by code."""
    table: Table = Territory.metadata.tables[Territory.__tablename__]
    return {row.code: row.name for row in connection.execute(select(table.c.code, table.c.name))}


def _stored(connection: Connection, table: Table) -> dict[str, bytes]:
    wanted = select(table.c.code, func.ST_AsBinary(table.c.geometry, "NDR").label("shape")).where(
        table.c.contour == "given"
    )
    return {row.code: bytes(row.shape) for row in connection.execute(wanted)}


#: A larger territory is the union of its communes, once all of them have a contour. The union is compared by its
#: points, so that a second load says that nothing changed.
DERIVE = text("""
WITH member AS (
    SELECT whole.code, commune.geometry, cardinality(whole.members) AS wanted
      FROM dge_territory AS whole
      JOIN dge_territory AS commune ON commune.kind = 'commune' AND CASE whole.kind
           WHEN 'epci' THEN commune.insee = ANY (whole.members)
           WHEN 'arrondissement' THEN commune.arrondissement = whole.insee
           WHEN 'departement' THEN commune.departement = whole.insee
           ELSE commune.region = whole.insee END
     WHERE whole.kind <> 'commune' AND whole.contour IS DISTINCT FROM 'given'
), made AS (
    SELECT code, ST_Multi(ST_Union(geometry)) AS geometry
      FROM member
     GROUP BY code, wanted
    HAVING bool_and(geometry IS NOT NULL) AND count(*) >= wanted
)
UPDATE dge_territory AS whole
   SET geometry = made.geometry, contour = 'derived'
  FROM made
 WHERE made.code = whole.code AND (whole.geometry IS NULL OR NOT ST_OrderingEquals(whole.geometry, made.geometry))
RETURNING whole.code
""")


def derive(connection: Connection) -> tuple[str, ...]:
    """Make the contours of EPCI, arrondissements, départements and région from their communes, where none was given.

    An EPCI with a member whose contour is not known (in another région) gets none: a part would mislead.
    """
    return tuple(sorted(connection.scalars(DERIVE)))

"""Keep the side tables of contours in step with them: parts for questions about places, drawings for maps."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, Engine, Table, delete, func, insert, select, text, update

from ckanext.datagrandest.territories import drawing
from ckanext.datagrandest.territories.model import Drawing, Loaded, Part, Territory

#: Points of a part: pieces of this size are met soonest (see decision 081).
POINTS = 64
BATCH = 5_000
CUT = text("""
INSERT INTO dge_territory_part (code, kind, shape)
SELECT code, kind, part.geom
  FROM dge_territory, ST_Subdivide(geometry, :points) AS piece(shape), ST_Dump(piece.shape) AS part
 WHERE geometry IS NOT NULL AND GeometryType(part.geom) = 'POLYGON'
""")


def renew(connection: Connection) -> None:
    """Cut and simplify all contours again; the caller's transaction holds all of it.

    All of them, since a border that moves is simplified anew on both of its sides.
    """
    for table in (_table(Part), _table(Drawing)):
        connection.execute(delete(table))
    connection.execute(CUT, {"points": POINTS})
    for rows in _batches(_drawings(connection)):
        connection.execute(insert(_table(Drawing)), rows)
    some = select(func.count()).select_from(_table(Part)).scalar_subquery() > 0
    now = dt.datetime.now(dt.UTC)
    connection.execute(update(_table(Loaded)).where(some).values(drawn=now))
    connection.execute(update(_table(Loaded)).where(~some).values(drawn=None))


def tidy(engine: Engine) -> None:
    """Sweep what a load left behind: rows replaced, words not yet sorted into the indexes of names, old statistics."""
    names = ", ".join(table.name for table in Territory.metadata.sorted_tables)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"VACUUM (ANALYZE) {names}"))


def are_missing(connection: Connection) -> bool:
    """Tell whether there are contours that were never cut: loaded by an earlier version of the platform."""
    table = _table(Territory)
    drawn = connection.scalar(select(func.max(_table(Loaded).c.drawn)))
    return drawn is None and bool(connection.scalar(select(table.c.code).where(table.c.geometry.is_not(None)).limit(1)))


def _drawings(connection: Connection) -> Iterable[dict[str, object]]:
    table = _table(Territory)
    found = connection.execute(
        select(table.c.kind, table.c.code, func.ST_AsBinary(table.c.geometry).label("shape")).where(
            table.c.geometry.is_not(None)
        )
    )
    kinds: defaultdict[str, dict[str, BaseGeometry]] = defaultdict(dict)
    for row in found:
        kinds[row.kind][row.code] = shapely.from_wkb(bytes(row.shape))
    for contours in kinds.values():
        for level in drawing.LEVELS:
            for code, geojson in drawing.simplified(contours, level).items():
                yield {"code": code, "level": level.zoom, "geojson": geojson}


def _batches(rows: Iterable[dict[str, object]]) -> Iterable[list[dict[str, object]]]:
    batch: list[dict[str, object]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _table(entity: type) -> Table:
    return Territory.metadata.tables[entity.__tablename__]

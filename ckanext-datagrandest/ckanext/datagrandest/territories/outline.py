"""The outline of some territories, from the contours in the tables: simplified, for questions asked of thousands of extents."""

from __future__ import annotations

from collections.abc import Iterable

import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ckanext.datagrandest.territories.model import Territory

#: Degrees; some 300 metres, less than what the bounds of records are rounded to.
SIMPLIFIED = 0.003


def outline(session: Session, codes: Iterable[str]) -> BaseGeometry | None:
    """Give the union of the contours of territories in WGS 84, in one query; None unless each of them has one.

    Args:
        session: of the database.
        codes: of territories in force, such as `region:44`.
    """
    wanted = set(codes)
    shape = func.ST_AsBinary(func.ST_SimplifyPreserveTopology(Territory.geometry, SIMPLIFIED))
    query = select(shape).where(Territory.code.in_(wanted), Territory.geometry.is_not(None))
    found = [shapely.from_wkb(bytes(content)) for content in session.scalars(query)]
    return unary_union(found) if found and len(found) == len(wanted) else None

"""The territories of a place, by one spatial query: which hold it, how much of it, and how much of them it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import TextClause, select, text
from sqlalchemy.orm import Session

from ckanext.datagrandest.territories import codes
from ckanext.datagrandest.territories.model import Part

SURFACE, LINE = 2, 1
#: Neighbours' borders, drawn by different hands, overlap by slivers: less than this share of both is no common surface.
SLIVER = 0.005
#: What a part and the place have in common, by the dimension of the place.
COMMON = {
    SURFACE: "ST_Area(CASE WHEN ST_CoveredBy(part.shape, piece) THEN part.shape ELSE ST_Intersection(part.shape, piece) END)",
    LINE: "ST_Length(ST_Intersection(part.shape, piece))",
    0: "ST_NPoints(ST_Intersection(part.shape, piece))",
}
#: The place comes in pieces like the contours, so that no step of the query costs more than two small pieces do. They come as
#: an array: PostgreSQL knows how many there are, and reads the index for each.
QUERY = """
WITH asked AS (
    SELECT ST_GeomFromWKB(content, 4326) AS piece FROM unnest(CAST(:pieces AS bytea[])) AS content
), met AS (
    SELECT part.code, sum({common}) AS common
      FROM asked JOIN dge_territory_part AS part ON ST_Intersects(part.shape, piece)
     WHERE part.kind = ANY(:kinds)
     GROUP BY part.code
), measured AS (
    SELECT territory.code, territory.kind, territory.insee, territory.name, territory.departement,
           LEAST(1.0, met.common / :whole) AS share,
           CASE WHEN :surface THEN LEAST(1.0, met.common / ST_Area(territory.geometry)) END AS within
      FROM met JOIN dge_territory AS territory USING (code)
)
SELECT *, count(*) OVER () AS total
  FROM measured
 WHERE NOT :surface OR GREATEST(share, within) >= :sliver
 ORDER BY round(share::numeric, 3) DESC, array_position(CAST(:sizes AS text[]), kind), within DESC, name, code
 LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class Question:
    """Which territories are asked for: those of a place, of some kinds, so many at most.

    Attributes:
        place: in WGS84. pieces: the same, cut (see `geometry.pieces`). kinds: of territories. limit: of answers.
    """

    place: BaseGeometry
    pieces: Sequence[BaseGeometry]
    kinds: Sequence[str]
    limit: int


def statement(asked: Question) -> tuple[TextClause, dict[str, Any]]:
    """Give the query of a question and its parameters."""
    dimension = int(shapely.get_dimensions(asked.place))
    whole = {SURFACE: asked.place.area, LINE: asked.place.length}.get(
        dimension, shapely.get_num_coordinates(asked.place)
    )
    parameters = {
        "pieces": [shapely.to_wkb(piece) for piece in asked.pieces],
        "kinds": list(asked.kinds),
        "whole": float(whole),
        "surface": dimension == SURFACE,
        "sliver": SLIVER,
        "sizes": list(codes.KINDS),
        "limit": asked.limit,
    }
    return text(QUERY.format(common=COMMON[dimension])), parameters


def find(session: Session, asked: Question) -> tuple[int, list[dict[str, Any]]]:
    """Give how many territories hold some of a place, and the first of them.

    Returns:
        The count, and dicts `{code, kind, insee, name, label, department, share, within}`: those that hold most of the place
        first, the smallest kind first among equals. `share` is the part of the place that lies in the territory, `within` the
        part of the territory that lies in the place (None for points and lines), both 0 to 1.
    """
    found = session.execute(*statement(asked)).all()
    results = [
        {
            "code": row.code,
            "kind": row.kind,
            "insee": row.insee,
            "name": row.name,
            "label": codes.label(row.code),
            "department": row.departement,
            "share": round(float(row.share), 4),
            "within": None if row.within is None else round(float(row.within), 4),
        }
        for row in found
    ]
    return (found[0].total if found else 0), results


def has_contours(session: Session) -> bool:
    """Tell whether any contour is loaded: without one, no question about a place has an answer."""
    return session.scalar(select(Part.id).limit(1)) is not None

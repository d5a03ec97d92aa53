"""Who lives next door: the territories that share a border with one, by one spatial query; and what lies in one, from memory."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ckanext.datagrandest.territories import codes, hierarchy, names, rows
from ckanext.datagrandest.territories.model import Part

#: Borders drawn by different hands are some metres apart: territories this near touch (degrees; some 20 m).
NEAR = 0.0002
#: A common border of this length makes neighbours; meeting in a corner does not (degrees; some 70 m).
BORDER = 0.0008
#: The parts near the border are compared, not the whole contours.
QUERY = text("""
WITH ring AS (
    SELECT ST_Buffer(shape, :near, 'quad_segs=1') AS piece FROM dge_territory_part WHERE code = :code
), met AS (
    SELECT part.code, sum(ST_Area(ST_Intersection(part.shape, piece))) / :near AS border
      FROM ring JOIN dge_territory_part AS part ON ST_Intersects(part.shape, piece)
     WHERE part.kind = :kind AND part.code <> ALL(:related)
     GROUP BY part.code
)
SELECT code FROM met WHERE border >= :border ORDER BY code
""")


def neighbours(session: Session, code: str, kind: str) -> list[str] | None:
    """Give the territories of a kind that share a border with one, in the tables; None when its contour is not known.

    Args:
        session: of the database.
        code: of a territory in force.
        kind: of the neighbours; what lies in the territory, and what it lies in, is none.
    """
    if session.scalar(select(Part.id).where(Part.code == code).limit(1)) is None:
        return None
    related = [code, *hierarchy.ancestors(code), *hierarchy.descendants(code)]
    asked = {"code": code, "kind": kind, "related": related, "near": NEAR, "border": BORDER}
    return list(session.scalars(QUERY, asked))


def members(code: str, kind: str) -> list[str]:
    """Give the territories of a kind that lie in one, or reach into it, also in other régions."""
    return [member for member in hierarchy.descendants(code) if codes.split(member)[0] == kind]


def described(found: list[str]) -> list[dict[str, Any]]:
    """Describe territories in force for a list, by name."""
    listed = [
        {
            "code": code,
            "kind": codes.split(code)[0],
            "insee": codes.split(code)[1],
            "name": codes.official_name(code),
            "label": codes.label(code),
            "population": rows.details(code).get("population"),
        }
        for code in found
    ]
    return sorted(listed, key=lambda place: (names.key(str(place["name"])), str(place["code"])))

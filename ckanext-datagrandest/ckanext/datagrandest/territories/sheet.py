"""All that is known of one territory, from memory; the database is asked for its extent only."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ckanext.datagrandest.territories import codes, cog, hierarchy, rows
from ckanext.datagrandest.territories.model import Territory


def territory(session: Session, text: str) -> dict[str, Any] | None:
    """Give the sheet of a territory in the shape that `dge_territory_show` documents, or None when none has this code."""
    code = codes.normalise(text.strip())
    if code is None:
        return None
    now = codes.current(code)
    details = rows.details(code) if now == code else {}
    return {
        **_blank(code),
        **{
            name: details[name]
            for name in ("nature", "epci", "arrondissement", "region", "siren", "population")
            if name in details
        },
        "department": details.get("departement"),
        "postcodes": details.get("postcodes", []),
        "members": details.get("members", []),
        "parents": [
            _reference(parent) for parent in (hierarchy.ancestors(code) if now == code else hierarchy.covering(code))
        ],
        "former": [_former(past) for past in rows.former_of(code)],
        "successor": now if now != code else None,
        "until": _until(code),
        "bbox": _bbox(session, code),
        "cog": {"version": cog.version(), "date": cog.date()},
    }


def _blank(code: str) -> dict[str, Any]:
    kind, insee = codes.split(code)
    empty = dict.fromkeys(("nature", "epci", "arrondissement", "department", "region", "siren", "population"))
    return {
        "code": code,
        "kind": kind,
        "insee": insee,
        "name": codes.official_name(code),
        "label": codes.label(code),
        **empty,
    }


def _reference(code: str) -> dict[str, str]:
    return {"code": code, "kind": codes.split(code)[0], "name": codes.official_name(code)}


def _former(past: dict[str, Any]) -> dict[str, Any]:
    until = past["until"].isoformat() if past["until"] else None
    return {"insee": past["insee"], "name": past["name"], "kind": past["kind"], "until": until}


def _until(code: str) -> str | None:
    kind, insee = codes.split(code)
    past = cog.former_commune(insee) if kind == "commune" else None
    return past.until if past else None


def _bbox(session: Session, code: str) -> list[float] | None:
    box = func.Box2D(Territory.geometry)
    sides = (func.ST_XMin(box), func.ST_YMin(box), func.ST_XMax(box), func.ST_YMax(box))
    found = session.execute(select(*sides).where(Territory.code == code, Territory.geometry.is_not(None))).first()
    return [round(float(side), 6) for side in found] if found else None

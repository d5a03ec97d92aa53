"""The area of a producer as the console gives it: codes of territories, and contours in a GeoJSON file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.area import Area


class AreaRefusedError(Exception):
    """The area cannot be known; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def area_of(texts: Sequence[str], contours: Path | None = None) -> Area | None:
    """Give the area of some territories; None when there is none.

    Args:
        texts: codes (`commune:88160`, a bare INSEE code) or names (`Épinal`).
        contours: GeoJSON (RFC 7946, WGS 84) of the territories themselves, or of all their communes.

    Raises:
        AreaRefusedError: a territory is not known, or has no contour in the file.
    """
    from ckanext.datagrandest.territories.codes import current

    codes = [_one(text) for text in texts]
    in_force = tuple(dict.fromkeys(current(code) or code for code in codes))
    if not in_force:
        return None
    return Area(in_force, _contour(in_force, contours) if contours else None)


def _one(text: str) -> str:
    from ckanext.datagrandest.territories.naming import understand

    found = understand(text)
    if len(found) != 1:
        raise AreaRefusedError(Message(N_("“{name}” is not one territory: give its code, such as commune:88160, epci:200068559 or departement:88."), {"name": text}))  # fmt: skip
    return found[0]


def _contour(codes: Sequence[str], path: Path) -> object:
    from shapely.ops import unary_union

    from ckanext.datagrandest.territories.codes import official_name
    from ckanext.datagrandest.territories.geojson import ContourFileError, ContourLimits, contours, read_file
    from ckanext.datagrandest.territories.hierarchy import communes_of

    limits, communes = ContourLimits(), [f"commune:{item}" for code in codes for item in communes_of(code)]
    try:
        known = {code: official_name(code) for code in (*codes, *communes)}
        found = contours(read_file(path, limits), known, limits).geometries
    except ContourFileError as error:
        raise AreaRefusedError(error.message) from error
    for wanted in (codes, communes):
        if wanted and all(code in found for code in wanted):
            return unary_union([found[code] for code in wanted])
    raise AreaRefusedError(Message(N_("The file of contours does not have those of this territory, nor of all its communes.")))  # fmt: skip

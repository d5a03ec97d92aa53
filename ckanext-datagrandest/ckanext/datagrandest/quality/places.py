"""The area that a dataset's organisation answers for, as the platform knows it."""

from __future__ import annotations

from typing import Any

import shapely

from ckan import model

from ckanext.datagrandest.territories.codes import UnreadableCodesError, currents, read_list
from ckanext.datagrandest.territories.outline import outline


def area_of_package(package_id: str) -> dict[str, Any] | None:
    """Give the territories of a dataset's organisation for `worker.py`; None when it has none.

    Returns:
        `{codes, contour}`; `contour` is a GeoJSON geometry in WGS 84, None unless each territory has one.
    """
    package = model.Package.get(package_id)
    owner: Any = model.Group.get(package.owner_org) if package is not None and package.owner_org else None
    if owner is None:
        return None
    try:
        codes = currents(read_list(owner.extras.get("territories")))
    except UnreadableCodesError:
        return None
    shape = outline(model.Session(), codes) if codes else None
    return {"codes": codes, "contour": shapely.to_geojson(shape) if shape is not None else None} if codes else None

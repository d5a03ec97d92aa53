"""Typed readers of the room's options; nobody else asks `tk.config` for them."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.territories.geojson import MEBIBYTE, ContourLimits

PREFIX = "ckanext.datagrandest.territories"


def region() -> str:
    """Give the INSEE code of the région whose territories are loaded."""
    return str(tk.config[f"{PREFIX}.region"])


def search_limit() -> int:
    """Give the most answers that `dge_territory_search` gives at once."""
    return int(tk.config[f"{PREFIX}.search_limit"])


def contour_limits() -> ContourLimits:
    """Give the limits of a file of contours."""
    return ContourLimits(
        max_bytes=int(tk.config[f"{PREFIX}.contours_max_mebibytes"]) * MEBIBYTE,
        max_features=int(tk.config[f"{PREFIX}.contours_max_features"]),
        max_points=int(tk.config[f"{PREFIX}.contours_max_points"]),
    )

"""Typed readers of the room's options; nobody else asks `tk.config` for them."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.territories.collection import DrawingLimits
from ckanext.datagrandest.territories.geojson import MEBIBYTE, ContourLimits
from ckanext.datagrandest.territories.geometry import GeometryLimits

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


def geometry_limits() -> GeometryLimits:
    """Give the limits of a geometry that people ask about."""
    return GeometryLimits(
        points=int(tk.config[f"{PREFIX}.cover_points"]), length=int(tk.config[f"{PREFIX}.cover_characters"])
    )


def cover_limit() -> int:
    """Give the most answers that `dge_territory_cover` gives at once."""
    return int(tk.config[f"{PREFIX}.cover_limit"])


def drawing_limits() -> DrawingLimits:
    """Give the limits of a collection of contours."""
    return DrawingLimits(
        features=int(tk.config[f"{PREFIX}.drawing_features"]), exact=int(tk.config[f"{PREFIX}.drawing_exact_features"])
    )


def contours_attribution() -> str:
    """Give who made the contours, as their licence asks; empty when nobody said."""
    return str(tk.config[f"{PREFIX}.contours_attribution"] or "")

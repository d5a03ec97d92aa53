"""Who may ask for territories: everyone."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def dge_territory_search(context: Context, data_dict: DataDict) -> AuthResult:
    """Let everyone look a territory up."""
    del context, data_dict
    return {"success": True}


@tk.auth_allow_anonymous_access
def dge_territory_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Let everyone see a territory."""
    del context, data_dict
    return {"success": True}


@tk.auth_allow_anonymous_access
def dge_territory_cover(context: Context, data_dict: DataDict) -> AuthResult:
    """Let everyone ask which territories a place lies in."""
    del context, data_dict
    return {"success": True}


@tk.auth_allow_anonymous_access
def dge_territory_contour_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Let everyone have the contours."""
    del context, data_dict
    return {"success": True}


@tk.auth_allow_anonymous_access
def dge_territory_neighbour_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Let everyone see who lives next door."""
    del context, data_dict
    return {"success": True}


@tk.auth_allow_anonymous_access
def dge_territory_member_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Let everyone see what a territory is made of."""
    del context, data_dict
    return {"success": True}

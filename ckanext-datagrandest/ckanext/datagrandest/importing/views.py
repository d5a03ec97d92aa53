"""Addresses of the former platform lead to the datasets that they meant."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.importing import addresses, config, store

dge_importing = Blueprint("dge_importing", __name__)

_NOT_FOUND = 404
#: Where this platform itself shows a dataset: a name that had to change is followed there too.
_OURS = "/dataset/{name}"


@dge_importing.after_app_request
def follow_former_addresses(response: Response) -> Any:
    """Send visitors who come by an address of the former platform to the dataset; nothing else that is missing is touched."""
    if response.status_code != _NOT_FOUND or request.method not in ("GET", "HEAD"):
        return response
    patterns = [*config.former_addresses(), _OURS]
    asked = addresses.former_name(request.path, request.query_string.decode("utf-8", "replace"), patterns)
    name = store.visible_name(asked) if asked else None
    return redirect(tk.h.url_for("dataset.read", id=name), 301) if name else response

"""The files of versions: the one a resource has now, the former ones kept by their SHA-256."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality import config, due, originals, source

ELSEWHERE = N_("This file is on another server: replace it there, or give this resource a file of its own first.")


def asked_of(resource_id: str) -> due.Asked:
    """Give a resource whose file is kept here, whatever its format.

    Raises:
        ObjectNotFound: there is no such resource.
        ValidationError: its file is elsewhere.
    """
    resource: Any = ckan_model.Session.get(ckan_model.Resource, resource_id)
    if resource is None or resource.state != "active":
        raise tk.ObjectNotFound(tk._("There is no such file."))
    if resource.url_type != due.UPLOAD:
        raise tk.ValidationError({"resource_id": [tk._(ELSEWHERE)]})
    name = PurePosixPath(unquote(urlsplit(resource.url or "").path)).name
    return due.Asked(resource.id, resource.package_id, resource.url, name, True, "", "", "")


def fetch(asked: due.Asked, folder: Path) -> Path:
    """Bring the file of a resource into a folder.

    Raises:
        ValidationError: it cannot be had.
    """
    try:
        return source.fetch(asked, folder)
    except source.NoFileError as error:
        raise tk.ValidationError({"resource_id": [error.message.render(tk._)]}) from error


def has(sha256: str) -> bool:
    """Tell whether a former file is in the storage."""
    return originals.has(config.originals(), sha256)


def kept(sha256: str, folder: Path) -> Path | None:
    """Bring a former file into a folder; None when it is not in the storage any more."""
    try:
        return originals.copy(config.originals(), sha256, folder / sha256)
    except originals.LostError:
        return None


def keep(sha256: str, path: Path) -> None:
    """Keep a former file."""
    originals.keep(config.originals(), sha256, path)


def stable_name(former: str, name: str) -> str:
    """Name a new file as the former one, so that its address stays; its extension tells what it is now."""
    stem, suffix = PurePosixPath(former).stem, PurePosixPath(name).suffix
    return f"{stem}{suffix.lower()}" if stem and suffix else name

"""What the catalogue adds to, and takes from, a dataset's document before it is indexed."""

from __future__ import annotations

from typing import Any

from ckan import model

from ckanext.datagrandest.catalogue.index_fields import MULTIPLE_SUFFIXES, SINGLE_SUFFIXES
from ckanext.datagrandest.territories import codes

_MOST_NAMES = 50
_KEPT_EXTRAS = frozenset({"extras_spatial"})


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """Make a document whole and harmless (`IPackageController.before_dataset_index`)."""
    if title := _organization_title(document.get("owner_org")):
        document["organization_txt"] = [title]
    if names := _territory_names(document.get("territories")):
        document["territories_txt"] = names
    return without_noise(document)


def without_noise(document: dict[str, Any]) -> dict[str, Any]:
    """Take off what CKAN makes of extras and the index could not hold, or would find by mistake.

    CKAN writes each extra twice: `extras_<key>` and `<key>`. A key that ends like a typed field (`depth_i`) would get
    the dataset refused for its type; a value that is JSON would be found by its keys ("role", "email").
    """
    extras = [name for name in document if name.startswith("extras_")]
    for name in extras:
        key = name.removeprefix("extras_")
        if key.endswith(SINGLE_SUFFIXES + MULTIPLE_SUFFIXES):
            document.pop(key, None)
        if name not in _KEPT_EXTRAS and str(document[name])[:1] in {"[", "{"}:
            del document[name]
    return document


def _territory_names(value: object) -> list[str]:
    """Give the names of the declared territories, so that the words "Épinal" find what is about the commune."""
    try:
        return [codes.label(code) for code in codes.currents(codes.read_list(value))[:_MOST_NAMES]]
    except codes.UnreadableCodesError:
        return []


def _organization_title(organization_id: str | None) -> str | None:
    group = model.Session.get(model.Group, organization_id) if organization_id else None
    return group.title if group else None

"""Helpers of the templates about personal data and about how files are read."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality import seen
from ckanext.datagrandest.quality.privacy import store
from ckanext.datagrandest.quality.privacy.publication import Sight

_SIGHTS = {
    Sight.CLEAR.value: N_("Nothing stands against the publication of this file."),
    Sight.PENDING.value: N_("This file has not been looked at yet."),
    Sight.FOUND.value: N_("This file is likely to hold personal data."),
    Sight.UNSEEN.value: N_("This file could not be looked at for personal data: look at it yourself."),
}
_ENCODINGS = {
    "utf-8": N_("UTF-8 (the standard)"),
    "utf-8-sig": N_("UTF-8 with its mark (Excel: “CSV UTF-8”)"),
    "cp1252": N_("Windows-1252 (Excel: “CSV”)"),
    "iso8859-15": N_("ISO-8859-15 (older software)"),
    "utf-16": N_("UTF-16 (Excel: “Unicode text”)"),
    "utf-16-le": N_("UTF-16 (Excel: “Unicode text”)"),
    "cp850": N_("DOS (very old software)"),
    "mac-roman": N_("Macintosh (very old software)"),
}
_DELIMITERS = {";": N_("semicolon"), ",": N_("comma"), "\t": N_("tab"), "|": N_("vertical bar")}


def dge_quality_sight(found: dict[str, Any]) -> str:
    """Say what is known of the personal data of a file."""
    sentence = _SIGHTS[found["sight"]]
    return tk._(sentence)


def dge_quality_encoding(name: str) -> str:
    """Say an encoding in words that a clerk meets."""
    return tk._(_ENCODINGS[name.replace("_", "-")]) if name.replace("_", "-") in _ENCODINGS else name


def dge_quality_delimiter(mark: str) -> str:
    """Say a separator in words, with its sign."""
    return f"{tk._(_DELIMITERS[mark])} ({mark})" if mark in _DELIMITERS and mark.strip() else tk._(_DELIMITERS.get(mark, mark))  # fmt: skip


def dge_quality_publication(package: dict[str, Any]) -> dict[str, Any] | None:
    """Say to those who may change a dataset why it is not public yet; None when nothing keeps it back."""
    if not package.get("private") or not tk.h.check_access("package_update", {"id": package["id"]}):
        return None
    return seen.publication_of(package)


def dge_quality_waits(package_id: str | None) -> bool:
    """Tell whether a dataset is kept private until its files are checked, and published by itself then."""
    return bool(package_id) and store.wish_of(package_id) is not None


def dge_quality_privacy(resource: dict[str, Any]) -> dict[str, Any] | None:
    """Give the likely personal data of a file to those who may change it; None to others, or when there are none."""
    if not tk.h.check_access("resource_update", {"id": resource["id"]}):
        return None
    known = seen.privacy_of(resource["id"])
    return known if known["findings"] else None

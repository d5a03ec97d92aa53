"""The options of the room, read with their types; the only place that reads them."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

PREFIX = "ckanext.datagrandest.workspaces"
_MEBIBYTE = 1024 * 1024


def team() -> str:
    """Name of the organisation of the animateurs."""
    return str(tk.config[f"{PREFIX}.team"])


def most_inhabitants() -> int:
    """Inhabitants of the largest commune that gets a free workspace."""
    return _number("most_inhabitants")


def storage_bytes() -> int:
    """Bytes that the files of one workspace may take."""
    return _number("storage_mb") * _MEBIBYTE


def datasets() -> int:
    """Datasets that one workspace may have."""
    return _number("datasets")


def file_bytes() -> int:
    """Bytes of the largest file of a workspace."""
    return _number("file_mb") * _MEBIBYTE


def requests_per_hour() -> int:
    """Requests for workspaces that one client address, and one e-mail address, may send in an hour."""
    return _number("requests_per_hour")


def unconfirmed_per_email() -> int:
    """Requests that may wait at once for one e-mail address to be confirmed."""
    return _number("unconfirmed_per_email")


def confirmation_hours() -> int:
    """Hours during which the link that confirms an e-mail address works."""
    return _number("confirmation_hours")


def erase_requests_after_days() -> int:
    """Days after which the personal data of a request that has ended are erased."""
    return _number("erase_requests_after_days")


def locale() -> str:
    """Language of what is sent to people: the site's."""
    return str(tk.config["ckan.locale_default"])


def removal_days() -> int:
    """Days after which the files of a closed workspace go."""
    return _number("removal_days")


def reminder_days() -> tuple[int, ...]:
    """Days before that at which its people are reminded, the earliest reminder first."""
    return tuple(sorted({int(word) for word in tk.config[f"{PREFIX}.reminder_days"]}, reverse=True))


def bin_days() -> int:
    """Days that deleted files stay before they are removed for good."""
    return _number("bin_days")


def _number(name: str) -> int:
    return tk.config[f"{PREFIX}.{name}"]

"""Typed readers of the options of the theme."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.messages import N_

PREFIX = "ckanext.datagrandest.theme."
TEXTS = ("contact_email", "publisher", "publication_director", "host", "source_url")
#: What the footer may say, by the value of the option. The wording is that of the French decree 2019-768.
STATUSES = {"none": N_("not compliant"), "partial": N_("partially compliant"), "full": N_("fully compliant")}


def text(name: str) -> str:
    """Give an option of text, one of `TEXTS`; empty when it is not set."""
    if name not in TEXTS:
        raise KeyError(name)
    return str(tk.config.get(PREFIX + name) or "")


def accessibility_status() -> str:
    """Give the state of conformity to the RGAA that the site declares, as an English msgid."""
    return STATUSES[str(tk.config.get(PREFIX + "accessibility_status") or "none")]

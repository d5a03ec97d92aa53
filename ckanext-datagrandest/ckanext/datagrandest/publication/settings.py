"""What ckanext-dcat must be told about our profile."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from ckanext.dcat.processors import DEFAULT_RDF_PROFILES

from ckanext.datagrandest.publication.profile import NAME

PROFILES = "ckanext.dcat.rdf.profiles"


def declare(config: MutableMapping[str, Any]) -> None:
    """Put our profile in the place of ckanext-dcat's default; another one in the configuration file stays."""
    if config.get(PROFILES) in (None, "", " ".join(DEFAULT_RDF_PROFILES)):
        config[PROFILES] = NAME

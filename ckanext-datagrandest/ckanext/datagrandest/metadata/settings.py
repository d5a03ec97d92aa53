"""What CKAN must be told about our vocabularies; scheming's options have their defaults in `config_declaration.yaml`."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from ckanext.datagrandest.metadata.vocabularies import LICENCES, VOCABULARIES


def declare(config: MutableMapping[str, Any]) -> None:
    """Give CKAN our list of licences, unless the configuration file names another."""
    if not config.get("licenses_group_url"):
        config["licenses_group_url"] = f"file://{VOCABULARIES / f'{LICENCES}.json'}"

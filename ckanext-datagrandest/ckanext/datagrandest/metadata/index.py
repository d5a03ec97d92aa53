"""Turn the document that CKAN is about to index into ours."""

from __future__ import annotations

import json
import logging
from typing import Any

from ckanext.datagrandest.metadata.declaration import dataset_declaration
from ckanext.datagrandest.metadata.indexing import index_fields, overlong_keys, raw_keys

log = logging.getLogger(__name__)


def document(pkg_dict: dict[str, Any]) -> dict[str, Any]:
    """Add the typed fields of the declaration and take out what Solr must not get; no query is made.

    Args:
        pkg_dict: the flat document of CKAN, with the validated dataset as JSON.
    """
    declaration = dataset_declaration()
    if pkg_dict.get("dataset_type", pkg_dict.get("type")) != declaration.raw["dataset_type"]:
        return pkg_dict
    dataset = json.loads(pkg_dict.get("validated_data_dict") or "{}")
    for key in raw_keys(declaration):
        pkg_dict.pop(key, None)
    for key in overlong_keys(pkg_dict):
        log.warning("Dataset %s: extra %s is too long for the index and is left out of it", pkg_dict.get("name"), key)
        pkg_dict.pop(key, None)
    pkg_dict.update(index_fields(dataset, declaration))
    return pkg_dict

"""The plugin `dge_metadata`: schemas, vocabularies, validators, index documents and their check at start."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig

from ckanext.datagrandest.interfaces import Check, IPlatformCheck
from ckanext.datagrandest.metadata import helpers, index, settings, start, validators


def _public(module: ModuleType) -> dict[str, Callable[..., Any]]:
    return {name: function for name, function in vars(module).items() if name.startswith("dge_") and callable(function)}


@tk.blanket.config_declarations
class MetadataPlugin(p.SingletonPlugin):
    """Wiring of the dataset and organisation metadata. It stands before `scheming_datasets` in the list of plugins."""

    p.implements(p.IConfigurer)
    p.implements(p.IConfigurable)
    p.implements(p.IValidators)
    p.implements(p.ITemplateHelpers)
    p.implements(p.IPackageController, inherit=True)
    p.implements(IPlatformCheck)

    # IConfigurer
    def update_config(self, config: CKANConfig) -> None:
        """Refuse to start with an unsound schema, then tell scheming and CKAN where ours are."""
        start.refuse_unsound_schemas()
        settings.declare(config)
        tk.add_template_directory(config, "templates")
        tk.add_resource("assets", "dge_metadata")

    # IConfigurable
    def configure(self, config: CKANConfig) -> None:
        """Refuse to start when no plugin provides a validator that a schema names."""
        start.refuse_unsound_schemas(start.known_validator)

    # IValidators
    def get_validators(self) -> dict[str, Callable[..., Any]]:
        """Give CKAN the validators of our field types, and one for keywords that replaces its own."""
        return _public(validators) | {"tag_name_validator": validators.tag_name_validator}

    # ITemplateHelpers
    def get_helpers(self) -> dict[str, Callable[..., Any]]:
        """Give the templates labels, choices and groups."""
        return _public(helpers)

    # IPackageController
    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Write the typed fields of the dataset schema."""
        return index.document(pkg_dict)

    # IPlatformCheck
    def platform_checks(self) -> dict[str, Check]:
        """Check the schemas and vocabularies."""
        return {"metadata.schemas": start.findings}

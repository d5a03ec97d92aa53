"""The plugin `dge_territories`: wiring only."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig

from ckanext.datagrandest import cli as console
from ckanext.datagrandest.interfaces import Check, IPlatformCheck
from ckanext.datagrandest.territories import actions, auth, checks, cli, helpers, indexing, views

console.dge.add_command(cli.territories)


@tk.blanket.actions(actions)
@tk.blanket.auth_functions(auth)
@tk.blanket.helpers(helpers)
@tk.blanket.config_declarations
class TerritoriesPlugin(p.SingletonPlugin):
    """Territories: loading, look-up, forms, index and search."""

    p.implements(p.IConfigurer)
    p.implements(p.IBlueprint)
    p.implements(p.IPackageController, inherit=True)
    p.implements(IPlatformCheck)

    # IConfigurer
    def update_config(self, config: CKANConfig) -> None:
        """Register the field of forms and its script."""
        tk.add_template_directory(config, "templates")
        tk.add_resource("assets", "dge_territories")

    # IBlueprint
    def get_blueprint(self) -> list[Blueprint]:
        """Give the addresses of territories."""
        return [views.territories]

    # IPackageController
    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Add what the declared territories lie in."""
        return indexing.fill(pkg_dict)

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        """Answer `ext_territory` and `ext_cover`."""
        return indexing.narrow(search_params)

    # IPlatformCheck
    def platform_checks(self) -> dict[str, Check]:
        """Check that the territories are loaded."""
        return checks.checks()

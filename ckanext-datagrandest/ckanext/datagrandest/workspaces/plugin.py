"""The plugin `dge_workspaces`: wiring of the parts of the room."""

from __future__ import annotations

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig


@tk.blanket.config_declarations
class WorkspacesPlugin(p.SingletonPlugin):
    """Wiring of the room `workspaces`."""

    p.implements(p.IConfigurer)

    # IConfigurer
    def update_config(self, config: CKANConfig) -> None:
        """Add the templates."""
        tk.add_template_directory(config, "templates")

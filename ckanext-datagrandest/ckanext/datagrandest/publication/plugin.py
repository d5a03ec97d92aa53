"""The plugin `dge_publication`: DCAT-AP for catalogue and datasets."""

from __future__ import annotations

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig

from ckanext.datagrandest.publication import actions, settings


@tk.blanket.actions(actions)
class PublicationPlugin(p.SingletonPlugin):
    """Wiring of what machines read. It stands before `dcat` in the list of plugins."""

    p.implements(p.IConfigurer)

    # IConfigurer
    def update_config(self, config: CKANConfig) -> None:
        """Choose our profile where the configuration file names none."""
        settings.declare(config)

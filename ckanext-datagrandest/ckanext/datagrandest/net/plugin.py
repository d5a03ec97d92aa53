"""The plugin `dge_net`: options and validators of the door to the network."""

from __future__ import annotations

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.datagrandest.net import validators


@tk.blanket.config_declarations
@tk.blanket.validators(validators)
class NetPlugin(p.SingletonPlugin):
    """Wiring of the room `net`."""

"""The plugin `dge_net`: options, checks and validators of the door to the network."""

from __future__ import annotations

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.datagrandest.interfaces import Check, IPlatformCheck
from ckanext.datagrandest.net import checks, validators


@tk.blanket.config_declarations
@tk.blanket.validators(validators)
class NetPlugin(p.SingletonPlugin):
    """Wiring of the room `net`."""

    p.implements(IPlatformCheck)

    # IPlatformCheck
    def platform_checks(self) -> dict[str, Check]:
        """Check that the options can be read as they are written."""
        return {"net.options": checks.findings}

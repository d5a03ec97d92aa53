"""The plugin `dge_waf`: shows the type `dge-waf` to ckanext-harvest."""

from __future__ import annotations

import ckan.plugins as p

from ckanext.harvest.interfaces import IHarvester

from ckanext.datagrandest.harvesters import waf
from ckanext.datagrandest.harvesting.types import HarvesterPlugin


class WafPlugin(HarvesterPlugin):
    """The type `dge-waf`."""

    p.implements(IHarvester)
    harvester_type = waf.TYPE

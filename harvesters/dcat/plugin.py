"""The plugin `dge_dcat`: shows the type `dge-dcat` to ckanext-harvest."""

from __future__ import annotations

import ckan.plugins as p

from ckanext.harvest.interfaces import IHarvester

from ckanext.datagrandest.harvesters import dcat
from ckanext.datagrandest.harvesting.types import HarvesterPlugin


class DcatPlugin(HarvesterPlugin):
    """The type `dge-dcat`."""

    p.implements(IHarvester)
    harvester_type = dcat.TYPE

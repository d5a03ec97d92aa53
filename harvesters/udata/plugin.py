"""The plugin `dge_udata`: shows the type `dge-udata` to ckanext-harvest."""

from __future__ import annotations

import ckan.plugins as p

from ckanext.harvest.interfaces import IHarvester

from ckanext.datagrandest.harvesters import udata
from ckanext.datagrandest.harvesting.types import HarvesterPlugin


class UdataPlugin(HarvesterPlugin):
    """The type `dge-udata`."""

    p.implements(IHarvester)
    harvester_type = udata.TYPE

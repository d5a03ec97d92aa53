"""The plugin `dge_csw`: shows the type `dge-csw` to ckanext-harvest."""

from __future__ import annotations

import ckan.plugins as p

from ckanext.harvest.interfaces import IHarvester

from ckanext.datagrandest.harvesters import csw
from ckanext.datagrandest.harvesting.types import HarvesterPlugin


class CswPlugin(HarvesterPlugin):
    """The type `dge-csw`."""

    p.implements(IHarvester)
    harvester_type = csw.TYPE

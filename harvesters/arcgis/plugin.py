"""The plugin `dge_arcgis`: shows the type `dge-arcgis` to ckanext-harvest."""

from __future__ import annotations

import ckan.plugins as p

from ckanext.harvest.interfaces import IHarvester

from ckanext.datagrandest.harvesters import arcgis
from ckanext.datagrandest.harvesting.types import HarvesterPlugin


class ArcgisPlugin(HarvesterPlugin):
    """The type `dge-arcgis`."""

    p.implements(IHarvester)
    harvester_type = arcgis.TYPE

"""The plugin `dge_ckan`: shows the type `dge-ckan` to ckanext-harvest."""

from __future__ import annotations

import ckan.plugins as p

from ckanext.harvest.interfaces import IHarvester

from ckanext.datagrandest.harvesters import ckan
from ckanext.datagrandest.harvesting.types import HarvesterPlugin


class CkanPlugin(HarvesterPlugin):
    """The type `dge-ckan`."""

    p.implements(IHarvester)
    harvester_type = ckan.TYPE

"""The plugin `dge_ods`: shows the type `dge-ods` to ckanext-harvest."""

from __future__ import annotations

import ckan.plugins as p

from ckanext.harvest.interfaces import IHarvester

from ckanext.datagrandest.harvesters import ods
from ckanext.datagrandest.harvesting.types import HarvesterPlugin


class OdsPlugin(HarvesterPlugin):
    """The type `dge-ods`."""

    p.implements(IHarvester)
    harvester_type = ods.TYPE

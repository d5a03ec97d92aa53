"""The plugin `dge_wfs`: shows the type `dge-wfs` to ckanext-harvest."""

from __future__ import annotations

import ckan.plugins as p

from ckanext.harvest.interfaces import IHarvester

from ckanext.datagrandest.harvesters import wfs
from ckanext.datagrandest.harvesting.types import HarvesterPlugin


class WfsPlugin(HarvesterPlugin):
    """The type `dge-wfs`."""

    p.implements(IHarvester)
    harvester_type = wfs.TYPE

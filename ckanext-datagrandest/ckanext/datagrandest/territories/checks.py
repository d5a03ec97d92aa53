"""What `ckan dge check` asks of the room: are the territories of the pinned official code loaded?"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import inspect, select

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.datagrandest.interfaces import Check, Finding
from ckanext.datagrandest.territories import cog, config
from ckanext.datagrandest.territories.cog_table import CogTableError
from ckanext.datagrandest.territories.model import Loaded


def checks() -> dict[str, Check]:
    """Give the room's checks by name."""
    return {"territories.codes": codes_are_there, "territories.loaded": territories_are_loaded}


def codes_are_there() -> Iterator[Finding]:
    """Find a missing table of French codes, and a région that is none."""
    try:
        known = cog.region_exists(config.region())
    except CogTableError as error:
        yield Finding(str(error), tk._("Run deploy/build-cog, then start the platform again."))
        return
    if not known:
        sentence = tk._(
            "“{region}” is not the INSEE code of a région; correct ckanext.datagrandest.territories.region."
        )
        yield Finding(sentence.format(region=config.region()), tk._("Grand Est is 44."))


def territories_are_loaded() -> Iterator[Finding]:
    """Find tables that are missing, empty, or hold another version than the shipped one."""
    remedy = tk._("Run: ckan dge territories load")
    if not inspect(model.ensure_engine()).has_table(Loaded.__tablename__):
        yield Finding(tk._("The tables of territories do not exist."), tk._("Run: ckan db upgrade -p dge_territories"))
        return
    loaded = model.Session.scalar(select(Loaded.version).where(Loaded.region == config.region()))
    if loaded is None:
        yield Finding(tk._("No territories are loaded: places cannot be looked up."), remedy)
    elif loaded != cog.version():
        sentence = tk._("The territories are those of package {loaded}; the platform has {shipped}.")
        yield Finding(sentence.format(loaded=loaded, shipped=cog.version()), remedy)

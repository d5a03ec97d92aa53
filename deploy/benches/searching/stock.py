"""The peer: CKAN's own Solr schema in a second core, and a configuration without our plugins."""

from __future__ import annotations

import configparser
import importlib.util
import json
import os
import shutil
import urllib.parse
import urllib.request
from pathlib import Path

from local.users import give

NAME = "stock"
#: The caches and handlers of Solr's own default configset.
SOLRCONFIG = """<config><luceneMatchVersion>9.12</luceneMatchVersion><schemaFactory class="ClassicIndexSchemaFactory"/>
<updateHandler class="solr.DirectUpdateHandler2"/>
<query><filterCache size="512" initialSize="512" autowarmCount="0"/><queryResultCache size="512" autowarmCount="0"/>
<documentCache size="512"/><enableLazyFieldLoading>true</enableLazyFieldLoading></query>
<requestHandler name="/select" class="solr.SearchHandler"/></config>
"""


def make_core() -> str:
    """Create the core with CKAN's schema, empty; give its address."""
    from ckan.common import config

    home = Path(os.environ["CKAN_INI"]).parent / "solr"
    folder = home / NAME
    server = config["solr_url"].rsplit("/", 1)[0]
    _admin(server, action="UNLOAD", core=NAME, deleteIndex="true", missing_is_fine=True)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "conf").mkdir(parents=True)
    package = importlib.util.find_spec("ckan")
    shutil.copy(Path(package.submodule_search_locations[0], "config/solr/schema.xml"), folder / "conf")
    for name, text in {"solrconfig.xml": SOLRCONFIG, "protwords.txt": "", "synonyms.txt": ""}.items():
        (folder / "conf" / name).write_text(text, encoding="utf-8")
    give(folder)
    _admin(server, action="CREATE", name=NAME, instanceDir=NAME)
    return f"{server}/{NAME}"


def ini(url: str) -> Path:
    """Write the platform's configuration with CKAN's defaults for search, no plugin, and the other index."""
    source = Path(os.environ["CKAN_INI"])
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign] - CKAN's options are case-sensitive
    parser.read(source, encoding="utf-8")
    section = parser["app:main"]
    for name in [name for name in section if name.startswith(("ckanext.", "scheming.", "ckan.search.", "search."))]:
        parser.remove_option("app:main", name)
    section["ckan.plugins"], section["solr_url"] = "", url
    target = source.with_name("ckan.stock.ini")
    with target.open("w", encoding="utf-8") as file:
        parser.write(file)
    return target


def _admin(server: str, *, missing_is_fine: bool = False, **asked: str) -> None:
    query = urllib.parse.urlencode(asked | {"wt": "json"})
    try:
        with urllib.request.urlopen(f"{server}/admin/cores?{query}", timeout=60) as answer:  # noqa: S310 - our own Solr
            json.load(answer)
    except urllib.error.HTTPError as error:
        if not missing_is_fine:
            raise SystemExit(error.read().decode()) from error

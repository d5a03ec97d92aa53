"""`net/` is the only door: no other module of ours imports what opens connections or fetches while parsing.

Here by reading the code; while the unit tests run, an audit hook (`conftest.py`) looks at the connections themselves.
"""

from __future__ import annotations

import ast
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import FOLDERS, Watch

#: Modules that open connections, whose parsers fetch by themselves, or that read an address where a file's name is expected.
CLOSED = (
    # connections
    "requests", "requests_cache", "requests_toolbelt", "urllib3", "urllib.request", "urllib.robotparser", "http.client",
    "httpx", "aiohttp", "pycurl", "socket", "socketserver", "asyncio", "ftplib", "smtplib", "imaplib", "poplib", "nntplib",
    "telnetlib", "xmlrpc", "paramiko", "websocket", "websockets", "http.server", "logging.handlers",
    # clients of services
    "owslib", "pycsw", "ckanapi", "SPARQLWrapper", "boto3", "fsspec", "s3fs", "gcsfs", "pooch", "datapackage", "frictionless",
    # XML and RDF parsers without our options; rdflib's parsers and stores fetch
    "xml.sax", "xml.dom", "xml.etree", "lxml.html", "lxml.objectify", "xmlschema", "defusedxml", "html5lib", "bs4",
    "feedparser", "pyoxigraph", "rdflib.parser", "rdflib.plugins", "pyld", "pyshacl",
    # readers of tables and maps that take addresses, or load extensions that do
    "pandas", "geopandas", "fiona", "pyogrio", "rasterio", "osgeo", "duckdb", "pyarrow", "deltalake", "fastexcel",
    # what fetches grids
    "pyproj.network", "pyproj.sync", "pyproj.datadir",
)  # fmt: skip
#: Of lxml: parsers, and what resolves addresses in a document (schemas, stylesheets, inclusions).
LXML = {
    "fromstring", "fromstringlist", "XML", "HTML", "XMLID", "parse", "parseid", "iterparse", "XMLParser", "XMLPullParser",
    "HTMLParser", "HTMLPullParser", "ETCompatXMLParser", "XMLSchema", "RelaxNG", "Schematron", "DTD", "XSLT", "XInclude",
}  # fmt: skip
#: Of rdflib: `parse` and `load` fetch an address, `query` and `update` follow SERVICE and LOAD, `open` connects a store.
RDFLIB = {"parse", "load", "query", "update", "open", "guess_format"}
POLARS = re.compile(r"^(read|scan)_")
#: The modules that start another program, and which one.
PROGRAMS = {
    "ckanext-datagrandest/ckanext/datagrandest/harvesting/forking.py": "copies of ourselves, which read ahead and index",
    "ckanext-datagrandest/ckanext/datagrandest/quality/judging.py": "our own `quality.worker`, without the environment",
    "ckanext-datagrandest/ckanext/datagrandest/territories/cog_build.py": "the compressor of the table of codes, by hand",
}
ROOT = Path(__file__).parents[2]
MODULES = [
    path
    for folder in FOLDERS
    for path in sorted(folder.rglob("*.py"))
    if "net" not in path.relative_to(folder).parts[:1]
]


def _imports(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def _of(names: set[str], *packages: str) -> set[str]:
    return {name for name in names if any(name == each or name.startswith(f"{each}.") for each in packages)}


def _ways_round(code: str) -> Iterator[str]:
    """Name what would reach the network, or could, in the code of a module."""
    tree = ast.parse(code)
    imports = _imports(tree)
    yield from sorted(_of(imports, *CLOSED))
    yield from sorted(name for name in _of(imports, "lxml.etree") if name.rpartition(".")[2] in LXML)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in calls:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        on = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
        if _of(imports, "lxml") and name in LXML and on in ("etree", "lxml.etree"):
            yield f"{on}.{name}"
        if _of(imports, "rdflib") and name in RDFLIB:
            yield f"rdflib: {on}.{name}"
        if on in ("pl", "polars") and POLARS.match(name) and not _in_memory(call):
            yield f"{on}.{name} of what may be an address"
        if name == "set_network_enabled" or ast.unparse(call.func) in (
            "__import__",
            "os.system",
            "os.popen",
            "os.execvp",
        ):
            yield ast.unparse(call.func)
    yield from sorted(name for name in imports if name.startswith(("polars.read_", "polars.scan_")))


def _in_memory(call: ast.Call) -> bool:
    """Tell whether what is read are bytes put together on the spot, not a name that may hold an address."""
    if not call.args:
        return False
    source = call.args[0]
    if isinstance(source, ast.BinOp):
        return any(isinstance(each, ast.Constant) and isinstance(each.value, bytes) for each in ast.walk(source))
    return isinstance(source, ast.Call) and ast.unparse(source.func) in ("BytesIO", "io.BytesIO")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_goes_through_the_door(path):
    found = list(_ways_round(path.read_text(encoding="utf-8")))
    assert not found, (
        f"{found}: use ckanext.datagrandest.net (client, documents, rdf), where limits and options are set"
    )


@pytest.mark.parametrize(
    "code",
    [
        "import requests", "from requests import get", "from urllib.request import urlopen", "from urllib import request",
        "import http.client", "import socket", "from owslib.csw import CatalogueServiceWeb", "import owslib.wms as wms",
        "from lxml import etree\netree.parse(x)", "from lxml import etree\netree.fromstring(x)", "from lxml import html",
        "from lxml.etree import iterparse", "import lxml.etree\nlxml.etree.XMLSchema(x)", "from xml.etree import ElementTree",
        "from rdflib import Graph\nGraph().parse(x)", "import rdflib\ngraph = rdflib.Graph()\ngraph.parse(data=x)",
        "from rdflib import Dataset\nstore.load(x)", "from rdflib import Graph\ngraph.update(x)",
        "from rdflib.plugins.stores import sparqlstore", "import pyoxigraph\npyoxigraph.Store().load(x)",
        "import polars as pl\npl.read_csv(x)", "import polars as pl\npl.scan_parquet('https://example.org/a')",
        "import polars as pl\npl.read_json(source=x)", "from polars import read_csv", "import duckdb", "import pandas as pd",
        "import geopandas", "from pyproj.network import set_network_enabled", "import pyproj\npyproj.network.set_network_enabled(True)",
        "import fsspec", "import os\nos.system(x)", "__import__(x)",
    ],
)  # fmt: skip
def test_a_way_round_is_recognised(code):
    assert list(_ways_round(code))


@pytest.mark.parametrize(
    "code",
    [
        "from lxml import etree\netree.tostring(x)", "from rdflib import Graph\nGraph().serialize()", "import json\njson.load(x)",
        "import polars as pl\npl.read_csv(b'a,b' + data)", "import polars as pl\npl.read_csv(io.BytesIO(data))",
        "from ckanext.datagrandest.harvesters.csw import requests", "from urllib.parse import urlsplit", "options.parse(x)",
    ],
)  # fmt: skip
def test_what_fetches_nothing_is_left_alone(code):
    assert not list(_ways_round(code))


def test_only_known_modules_start_programs():
    starting = {
        str(path.relative_to(ROOT))
        for path in MODULES
        if _of(_imports(ast.parse(path.read_text(encoding="utf-8"))), "subprocess", "multiprocessing", "pty")
    }
    assert starting == set(PROGRAMS)


def test_no_grid_of_a_projection_is_fetched():
    """Whatever the environment says: PROJ fetches in C, where no hook of Python sees it."""
    code = (
        "from ckanext.datagrandest.harvesters.mapping import projected\n"
        "from pyproj.network import is_network_enabled\n"
        "print(is_network_enabled())"
    )
    environment = {**os.environ, "PROJ_NETWORK": "ON"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def _as_if_in(path: Path, code: str) -> None:
    """Run code as if it stood in a file."""
    exec(compile(code, str(path), "exec"), {"socket": socket})


@pytest.mark.parametrize(
    "code",
    [
        "socket.getaddrinfo('127.0.0.1', 9)",
        "from urllib.request import urlopen\ntry: urlopen('http://127.0.0.1:9/')\nexcept OSError: pass",
        "with socket.socket() as one: one.connect_ex(('127.0.0.1', 9))",
    ],
)
def test_a_connection_round_the_door_is_seen(code):
    ours = FOLDERS[0]
    with Watch.instance().apart() as seen:
        _as_if_in(ours / "net" / "client.py", code)
        assert seen == []
        _as_if_in(ours / "quality" / "somewhere.py", code)
    assert seen
    assert all("somewhere.py" in each for each in seen)

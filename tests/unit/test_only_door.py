"""`net/` is the only door: no other module of ours imports what opens connections or fetches while parsing."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("ckanext-datagrandest/ckanext/datagrandest", "harvesters", "schemas")
MODULES = [
    path
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "net" not in path.relative_to(ROOT / folder).parts[:1]
]
#: Modules that open connections, or whose parsers fetch by themselves.
CLOSED = (
    "requests", "urllib3", "urllib.request", "http.client", "httpx", "aiohttp", "ftplib", "socket", "smtplib", "xmlrpc", "owslib",
    "xml.sax", "xml.dom", "xml.etree", "pyoxigraph",
)  # fmt: skip
PARSING = {
    "etree.fromstring",
    "etree.XML",
    "etree.parse",
    "etree.iterparse",
    "etree.XMLParser",
    "Graph().parse",
    "Graph.parse",
}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_opens_no_connection_of_its_own(path):
    found = {name for name in _imports(path) if any(name == each or name.startswith(f"{each}.") for each in CLOSED)}
    assert not found, f"{found}: use ckanext.datagrandest.net (client, documents, rdf)"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_makes_no_xml_parser_of_its_own(path):
    assert not PARSING & set(_called(path)), (
        "use net.documents.parse_xml or net.rdf.read_rdf: lxml's options are set there"
    )


def _called(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)}


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names

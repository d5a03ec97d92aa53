"""The search page: what it costs, its facets, its feed, its extents."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager

import pysolr
import pytest
import sqlalchemy as sa

from ckan import model
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.datagrandest.catalogue import facets

MOST_SQL = 12
ATOM, XML = "{http://www.w3.org/2005/Atom}", "{http://www.w3.org/XML/1998/namespace}"


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, list[str]]]:
    """Write down what is asked of PostgreSQL and of Solr."""
    asked: dict[str, list[str]] = {"sql": [], "solr": []}
    send = pysolr.Solr._send_request

    def write_sql(_connection, _cursor, statement, *_rest) -> None:
        asked["sql"].append(statement)

    def write_solr(self, method, path="", *rest, **more):
        asked["solr"].append(path)
        return send(self, method, path, *rest, **more)

    monkeypatch.setattr(pysolr.Solr, "_send_request", write_solr)
    sa.event.listen(model.meta.engine, "before_cursor_execute", write_sql)
    try:
        yield asked
    finally:
        sa.event.remove(model.meta.engine, "before_cursor_execute", write_sql)
        monkeypatch.undo()


@pytest.fixture
def organization() -> str:
    """Put 22 datasets of two organisations into the catalogue; give the name of the first."""
    owners = [factories.Organization(title=f"Ville {number}") for number in range(2)]
    for number in range(22):
        factories.Dataset(
            title=f"Eau {number}",
            owner_org=owners[number % 2]["id"],
            license_id="lov2",
            themes=["ENVI"],
            frequency="ANNUAL",
            territories=["commune:88160"],
            tags=[{"name": f"mot {number}"}],
            resources=[{"url": f"https://example.org/{number}.csv", "format": "CSV", "name": "Fichier"}],
        )
    return owners[0]["name"]


@pytest.mark.usefixtures("organization")
def test_page_asks_solr_once_and_the_database_little(app, monkeypatch):
    costs: dict[str, int] = {}
    for address in ("/dataset/", "/dataset/?q=eau&res_format=CSV&page=2", "/dataset/?q=eau", '/dataset/?q="eau+1"'):
        app.get(address)
        with counted(monkeypatch) as asked:
            page = app.get(address)
        assert "Eau" in page.body
        assert len(asked["solr"]) == 1, asked["solr"]
        assert len(asked["sql"]) <= MOST_SQL, "\n".join(asked["sql"])
        costs[address] = len(asked["sql"])
    assert costs["/dataset/?q=eau"] == costs['/dataset/?q="eau+1"'], "the cost grows with what is shown"


def test_facets_feeds_and_pages(app, organization: str):
    page = app.get("/dataset/", headers={"Accept-Language": "fr"}).body
    fields = ("territories", "themes_ss", "organization", "res_format", "license_id", "tags")
    shown = [page.index(f"?{field}=") for field in fields]
    assert shown == sorted(shown), "the facets are in our order"

    for label in ("Épinal (88)", "Environnement", "Tous les ans", "Licence Ouverte"):
        assert label in page, "values have their French labels"
    assert "themes_ss=ENVI" in page, "links carry the codes"

    assert call_action("package_search", q="épinal")["count"] == 22, "names of territories are words"
    assert "11 jeux" in app.get(f"/dataset/?organization={organization}").body
    assert "22 jeux" in app.get("/dataset/?res_format=CSV").body
    assert "Eau 2" in app.get(f"/organization/{organization}?q=eau+2", headers={"Accept-Language": "fr"}).body

    fields = [facet.field for facet in facets.FACETS]
    found = call_action("package_search", **{"facet.field": fields, "rows": 0})
    assert set(found["search_facets"]) == set(fields), "every facet can be asked"

    for address in (
        "dataset.atom",
        "custom.atom?q=eau",
        f"custom.atom?res_format=CSV&q=eau&organization={organization}",
    ):
        feed = app.get(f"/feeds/{address}")
        assert feed.headers["Content-Type"].startswith("application/atom+xml")
        assert feed.body.count("<entry>") == (11 if "organization" in address else 20)


@pytest.mark.usefixtures("organization")
def test_feed_leads_to_pages_that_exist(app):
    feed = ET.fromstring(app.get("/feeds/dataset.atom", headers={"Accept-Language": "fr"}).body)
    assert feed.get(f"{XML}lang") == "fr"
    links = {link.get("rel"): link.get("href") for link in feed.iter(f"{ATOM}link")}
    assert links["last"].endswith("page=2")
    second = ET.fromstring(app.get(links["next"]).body)
    assert "next" not in {link.get("rel") for link in second.findall(f"{ATOM}link")}
    entry = second.find(f"{ATOM}entry/{ATOM}link[@href]").get("href")
    assert "Eau" in app.get(entry).body


@pytest.mark.parametrize("query", ['q=title:"eau', "organization=a%22b", "page=9999", "sort=notes+asc"])
def test_feed_that_cannot_be_made_says_why(app, query: str):
    answer = app.get(f"/feeds/custom.atom?{query}", headers={"Accept-Language": "fr"}, status=400)
    assert any(word in answer.body for word in ("guillemet", "parcourir", "triés"))


def box(west: float, south: float, east: float, north: float) -> str:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


EXTENTS = {
    "strasbourg": box(7.68, 48.49, 7.83, 48.64),
    "reims": box(3.98, 49.20, 4.13, 49.31),
    "grand-est": box(3.38, 47.42, 8.23, 50.17),
    "point": json.dumps({"type": "Point", "coordinates": [6.45, 48.17]}),
    "two": json.dumps(
        {
            "type": "MultiPolygon",
            "coordinates": [
                json.loads(box(*corners))["coordinates"] for corners in ((4, 48, 4.1, 48.1), (7, 48, 7.1, 48.1))
            ],
        }
    ),
    "without": "",
}


@pytest.mark.parametrize(
    ("extent", "found"),
    [
        ("7.7,48.5,7.8,48.6", {"strasbourg", "grand-est"}),
        ("4.0,49.2,4.1,49.3", {"reims", "grand-est"}),
        ("6.4,48.1,6.5,48.2", {"point", "grand-est"}),
        ("4.05,48.05,4.06,48.06", {"two", "grand-est"}),
        ("5,48.05,5.5,48.06", {"grand-est"}),
        ("-5,47.4,-4,48", set()),
        ("-180,-90,180,90", {"strasbourg", "reims", "grand-est", "point", "two"}),
    ],
)
def test_extent(app, extent: str, found: set[str]):
    owner = factories.Organization()["id"]
    for name, spatial in EXTENTS.items():
        factories.Dataset(
            name=name, title=f"Carte {name}", owner_org=owner, **({"spatial": spatial} if spatial else {})
        )
    answer = app.get("/api/3/action/package_search", query_string={"ext_bbox": extent, "rows": 50})
    assert {dataset["name"] for dataset in answer.json["result"]["results"]} == found
    page = app.get("/dataset/", query_string={"ext_bbox": extent, "q": "carte"})
    assert all(f"/dataset/{name}" in page.body for name in found)

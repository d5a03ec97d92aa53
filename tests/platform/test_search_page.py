"""The search page: what it costs, its facets, its feed, its extents."""

from __future__ import annotations

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
def some_datasets() -> str:
    """Put 25 datasets of 5 organisations into the catalogue; give the name of one organisation."""
    owners = [factories.Organization(title=f"Ville {number}") for number in range(5)]
    for number in range(25):
        factories.Dataset(
            title=f"Eau {number}",
            owner_org=owners[number % 5]["id"],
            license_id="fr-lo",
            tags=[{"name": f"mot {number}"}],
            resources=[{"url": f"https://example.org/{number}.csv", "format": "CSV", "name": "Fichier"}],
        )
    return owners[0]["name"]


@pytest.mark.parametrize("address", ["/dataset/", "/dataset/?q=eau&res_format=CSV&page=2"])
def test_page_asks_solr_once_and_the_database_little(app, some_datasets: str, monkeypatch, address: str):
    app.get(address)
    with counted(monkeypatch) as asked:
        page = app.get(address)
    assert "Eau" in page.body
    assert len(asked["solr"]) == 1, asked["solr"]
    assert len(asked["sql"]) <= MOST_SQL, "\n".join(asked["sql"])


def test_cost_of_the_page_does_not_grow_with_what_it_shows(app, some_datasets: str, monkeypatch):
    def statements(address: str) -> int:
        app.get(address)
        with counted(monkeypatch) as asked:
            app.get(address)
        return len(asked["sql"])

    assert statements("/dataset/?q=eau") == statements("/dataset/?q=%22eau+1%22")


def test_facets_are_ours_in_their_order(app, some_datasets: str):
    page = app.get("/dataset/", headers={"Accept-Language": "fr"}).body
    shown = [page.index(title) for title in ("Organisations", "Formats", "Licences", "Mots-clés")]
    assert shown == sorted(shown)


def test_every_facet_can_be_asked(some_datasets: str):
    fields = [facet.field for facet in facets.FACETS]
    found = call_action("package_search", **{"facet.field": fields, "rows": 0})
    assert set(found["search_facets"]) == set(fields)


def test_filter_of_a_facet_narrows_the_page(app, some_datasets: str):
    assert "5 jeux" in app.get(f"/dataset/?organization={some_datasets}").body
    assert "25 jeux" in app.get("/dataset/?res_format=CSV").body


def test_organization_page_is_searched_too(app, some_datasets: str):
    page = app.get(f"/organization/{some_datasets}?q=eau+5", headers={"Accept-Language": "fr"})
    assert "Eau 5" in page.body


@pytest.mark.parametrize(
    "address", ["/feeds/dataset.atom", "/feeds/custom.atom?q=eau", "/feeds/custom.atom?res_format=CSV&q=eau"]
)
def test_feeds(app, some_datasets: str, address: str):
    feed = app.get(address)
    assert feed.headers["Content-Type"].startswith("application/atom+xml")
    assert feed.body.count("<entry>") == 20

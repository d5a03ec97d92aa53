"""The page of a commune: its data and those that cover it, for every commune of the région, and in the town's own site."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.lib import search
from ckan.lib.search import query
from ckan.tests import factories

from ckanext.datagrandest.workspaces import store

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")
#: Questions to the database of a page with twenty datasets: they do not grow with them.
MOST_QUERIES = 25


@pytest.fixture
def commune():
    """Plombières-les-Bains with a workspace, and a département that covers it."""
    town = factories.Organization(
        name="plombieres", title="Mairie de Plombières", description="Ville **thermale** ![x](https://mal.example/p.png)",
        colour_primary="#FFFF00", colour_secondary="#aa0000", url="https://plombieres.example",
    )  # fmt: skip
    store.add(town["id"], "commune:88351", "21880351800016")
    model.Session.commit()
    county = factories.Organization(name="vosges", title="Vosges")
    for number in range(3):
        factories.Dataset(title=f"À nous {number}", owner_org=town["id"], territories=[])
    factories.Dataset(title="Secret", owner_org=town["id"], private=True)
    for number in range(5):
        factories.Dataset(title=f"Du département {number}", owner_org=county["id"], territories=["departement:88"])
    factories.Dataset(title="Ailleurs", owner_org=county["id"], territories=["departement:67"])
    return town


def test_own_data_come_first_then_those_that_cover(app, commune):
    answer = app.get("/c/plombieres-les-bains")
    assert "Set-Cookie" not in answer.headers
    body = answer.body
    own, _, others = body.partition('id="others"')
    assert [f"À nous {number}" in own for number in range(3)] == [True] * 3
    assert [f"Du département {number}" in others for number in range(5)] == [True] * 5
    assert "Du département" not in own
    assert "Secret" not in body
    assert "Ailleurs" not in body
    assert "/feeds/organization/plombieres.atom" in body
    assert "package_search?ext_territory=commune" in body
    assert "/espaces/demande" not in body


def test_the_index_is_asked_once_and_the_database_little(app, commune, monkeypatch):
    asked, statements = [], []
    real = query.PackageSearchQuery.run
    monkeypatch.setattr(query.PackageSearchQuery, "run", lambda *a, **k: (asked.append(1), real(*a, **k))[1])
    sa.event.listen(model.meta.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    app.get("/c/plombieres-les-bains")
    app.get("/c/plombieres-les-bains")
    assert len(asked) == 2
    assert len(statements) / 2 <= MOST_QUERIES, statements[: len(statements) // 2]


def test_each_commune_of_the_region_has_a_page(app, commune):
    body = app.get("/c/epinal").body
    assert "Épinal" in body
    assert "n&#39;a pas encore d&#39;espace" in body or "n'a pas encore d'espace" in body
    assert "/espaces/demande?commune=88160" in body
    assert "Du département 0" in body
    assert "À nous" not in body
    assert app.get("/espaces/demande?commune=88160").status_code == 200


def test_codes_and_former_communes_lead_to_the_page(app):
    assert "Plombières-les-Bains" in app.get("/c/88351").body
    answer = app.get("/c/chalons-sur-marne", follow_redirects=False)
    assert answer.status_code == 301
    assert answer.headers["Location"].endswith("/c/chalons-en-champagne")
    app.get("/c/paris", status=404)
    app.get("/c/nulle-part", status=404)


def test_several_communes_of_one_name_let_choose(app):
    body = app.get("/c/saint-maurice").body
    links = re.findall(r'href="(?:/fr)?(/c/[\w-]+)"', body)
    assert len(set(links)) > 1
    for link in set(links):
        app.get(link, follow_redirects=False, status=200)


def test_the_frame_needs_no_script_and_no_cookie_and_may_be_framed(app, commune):
    answer = app.get("/c/plombieres-les-bains/integration")
    assert "Set-Cookie" not in answer.headers
    assert "<script" not in answer.body
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "X-Frame-Options" not in answer.headers
    assert "À nous 0" in answer.body
    assert "Du département 0" in answer.body
    hosts = set(re.findall(r'(?:src|href)="(https?://[^/"]+)', answer.body))
    assert hosts <= {"http://test.ckan.net", "https://plombieres.example"} | {app_host(answer.body)}
    assert "mal.example" not in answer.body


def app_host(body: str) -> str:
    return re.findall(r'href="(https?://[^/"]+)/c/', body)[0]


def test_other_pages_may_not_be_framed_by_others(app, commune):
    for page in ("/", "/c/plombieres-les-bains", "/dataset/", "/user/login"):
        answer = app.get(page)
        assert answer.headers["Content-Security-Policy"] == "frame-ancestors 'self'", page


def test_the_colours_are_readable_and_nothing_else(app, commune):
    body = app.get("/c/plombieres-les-bains").body
    assert "--commune-primary:#ffff00;--commune-on-primary:#16212c;--commune-secondary:#aa0000" in body
    assert "mal.example" not in body
    assert "Ville thermale" in body


def test_the_line_to_copy_is_one_line(app, commune):
    body = app.get("/c/plombieres-les-bains").body
    (line,) = re.findall(r'<code class="dge-commune-line"[^>]*>(.*?)</code>', body, re.DOTALL)
    assert "\n" not in line
    address = re.search(r"src=&#34;(.*?)&#34;|src=\"(.*?)\"", line)
    assert address
    path = "/" + (address[1] or address[2]).partition("://")[2].partition("/")[2]
    assert "À nous 0" in app.get(path).body


def test_an_index_that_is_down_says_so(app, monkeypatch):
    def down(*_a, **_k):
        raise search.SearchError("down")

    monkeypatch.setattr(query.PackageSearchQuery, "run", down)
    answer = app.get("/c/epinal", status=503)
    assert "Épinal" in answer.body

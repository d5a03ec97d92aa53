"""The pages of templates: for anybody, and for the members of a workspace with its own name and SIRET already in."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from ckan import model
from ckan.tests import factories

from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.workspaces import store

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db")
SIRET = "21880351800016"


@pytest.fixture
def space():
    """The workspace of Plombières-les-Bains with a contributor, and a neighbour who has nothing to do with it."""
    clerk, other = (factories.UserWithToken(name=name) for name in ("secretaire", "voisine"))
    members = [{"name": clerk["name"], "capacity": "member"}]
    organization = factories.Organization(name="plombieres", title="Mairie de Plombières", users=members)
    factories.Organization(name="ailleurs", users=[{"name": other["name"], "capacity": "admin"}])
    store.add(organization["id"], "commune:88351", SIRET)
    model.Session.commit()
    return clerk, other


def get(app, url, user=None, status=200):
    return app.get(url, headers={"Authorization": user["token"]} if user else {}, status=status)


def table(answer):
    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    return book.get_sheet_by_name(book.sheet_names[0]).to_python()


def test_a_member_gets_the_template_of_the_workspace(app, space):
    clerk, _ = space
    page = get(app, "/espaces/plombieres/modeles", clerk)
    assert "Plombières-les-Bains" in page.body
    assert SIRET in page.body
    tables = [name for name in registry.versions() if registry.get(name).document is None]
    assert len(tables) > 15
    for name in tables:
        assert f"/espaces/plombieres/modeles/{name}.xlsx" in page.body
    answer = get(app, "/espaces/plombieres/modeles/scdl/subventions.xlsx", clerk)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="subventions-plombieres.xlsx"'
    header, row = table(answer)
    assert dict(zip(header, row, strict=True))["nomAttribuant"] == "Commune de Plombières-les-Bains"
    assert SIRET in row
    assert get(app, "/espaces/plombieres/modeles/subventions.xlsx", clerk).data == answer.data


def test_the_pages_of_the_workspace_lead_to_templates_and_to_the_page_of_the_commune(app, space):
    clerk, _ = space
    home = get(app, "/espaces/plombieres", clerk).body
    assert 'href="/espaces/plombieres/modeles"' in home
    assert 'href="/c/88351"' in home
    assert 'href="/espaces/plombieres/modeles"' in get(app, "/espaces/plombieres/deposer", clerk).body


@pytest.mark.parametrize("page", ["modeles", "modeles/scdl/subventions.xlsx"])
def test_others_are_refused(app, space, page):
    _, other = space
    get(app, f"/espaces/plombieres/{page}", other, status=403)
    get(app, f"/espaces/plombieres/{page}", status=403)
    get(app, f"/espaces/nulle-part/{page}", other, status=404)


def test_anybody_gets_templates_that_speak_of_an_example(app):
    assert "/modeles/scdl/deliberations.xlsx" in get(app, "/modeles").body
    header, row = table(get(app, "/modeles/scdl/deliberations.xlsx"))
    assert dict(zip(header, row, strict=True))["COLL_NOM"] == "Commune de Bruyères"


@pytest.mark.parametrize(
    "name",
    [
        "scdl/nothing",
        "139bercy/format-commande-publique",
        "..%2F..%2Fetc%2Fpasswd",
        "http:%2F%2F127.0.0.1%2Fx",
        "x.json",
    ],
)
def test_what_has_no_template_is_not_found(app, name):
    get(app, f"/modeles/{name}.xlsx", status=404)


def test_an_organisation_without_a_workspace_gets_what_it_says_of_itself(app):
    clerk = factories.UserWithToken()
    factories.Organization(
        name="syndicat", title="=1+1", siret="20006837700015", users=[{"name": clerk["name"], "capacity": "editor"}]
    )
    header, row = table(get(app, "/espaces/syndicat/modeles/scdl/subventions.xlsx", clerk))
    told = dict(zip(header, row, strict=True))
    assert told["idAttribuant"] == "20006837700015"
    assert told["nomAttribuant"] == "'=1+1"

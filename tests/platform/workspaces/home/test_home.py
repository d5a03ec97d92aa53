"""« Mon espace »: the first path, the next step, datasets with their best steps in one question, and who sees what."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from sqlalchemy import event

from ckan import model
from ckan.tests import factories, helpers

from ckanext.datagrandest.quality import best_step, scores
from ckanext.datagrandest.workspaces import store
from ckanext.datagrandest.workspaces.home import datasets, path

HOME = "/espaces/plombieres"


@pytest.fixture
def read(app):
    """Give a page as somebody sees it, parsed; the status with it."""

    def get(address, user=None, **options):
        headers = {"Authorization": user["token"]} if user else {}
        response = app.get(address, headers=headers, follow_redirects=False, **options)
        page = BeautifulSoup(response.body, "html.parser")
        page.status = response.status_code
        page.goes_to = response.headers.get("Location", "")
        return page

    return get


@pytest.fixture
def statements():
    """Collect the statements that a call sends."""

    def run(function):
        said: list[str] = []

        def note(_connection, _cursor, statement, *_rest):
            said.append(statement)

        engine = model.Session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        try:
            function()
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return said

    return run


def publish(space, number, **fields):
    values = {"title": f"Jeu {number}", "owner_org": space["id"], **fields}
    return helpers.call_action("package_create", {"user": "agent"}, name=f"jeu-{number}", **values)


def test_the_best_steps_of_many_datasets_are_one_question(space, statements):
    ids = [publish(space, number)["id"] for number in range(3)]
    assert datasets.of_workspace(space["id"])[0]["score"] is None, "no score is invented before the first one"
    scores.compute_some(ids)
    few = statements(lambda: datasets.of_workspace(space["id"]))
    scores.compute_some([publish(space, number)["id"] for number in range(10, 20)])
    many = statements(lambda: datasets.of_workspace(space["id"]))
    assert len(few) == len(many) == 2, many
    assert sum("dge_quality_score" in one for one in many) == 1


def test_the_best_step_is_the_first_gain_of_the_score(space, people, call):
    rich = publish(space, 1, notes="x" * 200, license_id="lov2", frequency="ANNUAL")
    poor = publish(space, 2)
    scores.compute_some([rich["id"], poor["id"]])
    _, shown = call("dge_workspace_home", people.maire, id=space["name"])
    assert [one["name"] for one in shown["datasets"]] == ["jeu-2", "jeu-1"], "the least good first"
    for one in shown["datasets"]:
        _, told = call("dge_quality_score_show", people.maire, id=one["id"])
        first = told["details"]["ours"]["gains"][0]
        assert (one["score"], one["step"]["name"]) == (told["score"], first)
        assert one["step"]["gain"] > 0


def test_nothing_lacking_has_no_step():
    assert best_step.best(100, {"description": [8, 8]}).criterion == ""
    assert best_step.best(92, {"description": [0, 8], "theme": [0, 3]}).criterion == "description"
    assert best_step.best(90, {"of a former version": [0, 9], "theme": [0, 3]}).criterion == "theme"


def test_the_first_path_is_gone_through_left_and_resumed(space, people, read, app, log):
    maire, agent = people.maire, people.agent
    assert read(HOME, maire).select_one("[data-next=path]"), "it is what an administrator does first"
    assert read(HOME, agent).select_one("[data-next=first]"), "others are not asked"
    first = f"{HOME}/bienvenue/1"
    headers = {"Authorization": maire["token"]}
    form = {
        "description": "Station thermale.",
        "email": "mairie@plombieres.fr",
        "url": "",
        "colour_primary": "#1B4F72",
        "colour_secondary": "",
    }
    answer = app.post(first, data=form, headers=headers, follow_redirects=False)
    assert answer.headers["Location"].endswith("/bienvenue/2")
    kept = helpers.call_action("organization_show", id=space["id"])
    assert (kept["description"], kept["colour_primary"]) == ("Station thermale.", "#1B4F72")
    assert ("identity-changed", "Maire") in log()
    button = read(HOME, maire).select_one("[data-next=path] [data-next-step]")
    assert button["href"].endswith("/bienvenue/2"), "another day it goes on with the second screen"
    app.post(f"{HOME}/bienvenue/2", headers=headers)
    app.post(first, data=form, headers=headers)
    assert path.screen_of(space["id"]) == 3, "looking back loses nothing"
    app.post(f"{HOME}/bienvenue/3", headers=headers)
    assert path.screen_of(space["id"]) is None
    assert read(HOME, maire).select_one("[data-next=first]")


def test_the_first_path_is_skipped_and_its_mistakes_are_said(space, people, app, read):
    headers = {"Authorization": people.maire["token"]}
    wrong = app.post(f"{HOME}/bienvenue/1", data={"description": "Ici", "colour_primary": "bleu"}, headers=headers)
    assert "colour_primary" in wrong.body
    assert "Ici</textarea>" in wrong.body, "what was typed is still there"
    assert path.screen_of(space["id"]) == 1
    app.post(f"{HOME}/bienvenue/1", data={"skip": "1"}, headers=headers)
    assert path.screen_of(space["id"]) is None
    assert app.post(f"{HOME}/bienvenue/1", data={}, headers={"Authorization": people.agent["token"]}).status_code == 403
    assert read(f"{HOME}/bienvenue/4", people.maire).status == 404


def test_the_list_is_mine_and_all_for_the_team_with_a_search(space, other, people, read, call):
    assert read("/espaces", people.maire).goes_to.endswith(HOME)
    assert read("/espaces/", people.voisin).goes_to.endswith("/espaces/bruyeres")
    assert "/user/login" in read("/espaces").goes_to
    nobody = read("/espaces", people.passant)
    assert nobody.select_one("[data-next-step]")["href"].endswith("/espaces/demande")
    assert [one["data-workspace"] for one in read("/espaces", people.aide).select("[data-workspace]")] == [
        "bruyeres",
        "plombieres",
    ]
    for words, found in (("plomb", ["plombieres"]), ("88078", ["bruyeres"]), ("100%", []), ("_", [])):
        assert [
            one["data-workspace"] for one in read(f"/espaces?q={words}", people.aide).select("[data-workspace]")
        ] == found
    assert call("dge_workspace_list", people.maire, q="bruyeres")[1]["count"] == 0
    assert call("dge_workspace_list", None)[0] == 403


def test_the_menu_leads_there_those_who_have_one(space, other, people, read):
    def links(user):
        return [one["href"] for one in read("/", user).select(".dge-account a") if "/espaces" in one["href"]]

    assert links(people.maire) == [HOME]
    assert links(people.aide) == ["/espaces/", "/espaces/demandes"]
    assert links(people.passant) == []
    assert links(None) == []


def test_a_suspended_workspace_says_so_and_what_to_do(space, people, read):
    store.find(space["id"]).state = "suspended"
    store.find(space["id"]).reason = "Une vérification est en cours."
    model.Session.commit()
    page = read(HOME, people.maire)
    assert "Une vérification est en cours." in page.text
    assert page.select_one("[data-next=closed] [data-next-step]")["href"] == f"{HOME}/aide"


PAGES = (
    HOME,
    f"{HOME}/membres",
    f"{HOME}/journal",
    f"{HOME}/aide",
    f"{HOME}/depots",
    f"{HOME}/deposer",
    f"{HOME}/hebergement",
    *(f"{HOME}/bienvenue/{one}" for one in (1, 2, 3)),
)


@pytest.mark.parametrize("address", [*PAGES, "/espaces", "/aide/guide-commune"])
@pytest.mark.parametrize("who", ["maire", "agent", "stagiaire", "aide"])
def test_nobody_is_ever_at_a_page_without_a_next_step(space, other, people, read, address, who):
    page = read(address, getattr(people, who))
    if page.status == 302:
        page = read(page.goes_to, getattr(people, who))
    main = page.select_one("main")
    assert page.status == 200
    steps = main.select("[data-next-step], form .btn-primary, a.btn-primary")
    assert steps, f"{address} leaves {who} without a next step"
    links = {one["href"] for one in steps if one.name == "a"}
    for link in links:
        answered = read(link, getattr(people, who)).status
        assert answered in {200, 302}, f"{link} of {address} answers {answered}"


@pytest.mark.parametrize("who", ["voisin", "passant", None])
def test_no_page_is_open_to_others(space, other, people, read, who):
    user = getattr(people, who) if who else None
    for address in PAGES:
        page = read(address, user)
        assert page.status in ({403, 404} if user else {302, 403}), address
        assert "Agent" not in page.text


def test_a_workspace_that_is_none_is_not_found(people, space, read):
    factories.Organization(name="ordinaire")
    for name in ("ordinaire", "nulle-part"):
        for end in ("", "/membres", "/journal", "/aide"):
            assert read(f"/espaces/{name}{end}", people.aide).status == 404


def test_scores_table_is_the_only_source(space):
    assert model.Session.execute(sa.text("SELECT count(*) FROM dge_quality_score")).scalar_one() == 0
    publish(space, 1)
    assert datasets.of_workspace(space["id"])[0]["step"] is None

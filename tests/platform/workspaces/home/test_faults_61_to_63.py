"""Faults 61 to 63: private things of others by guessed identifiers or filters, stored scripts, forged forms and sessions."""

from __future__ import annotations

import io
import json
import re

import pytest
from bs4 import BeautifulSoup
from werkzeug.datastructures import FileStorage

from ckan import model
from ckan.tests import helpers

from ckanext.datagrandest.workspaces.depositing.model import Deposit

SECRET = "Budget secret"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
SITE = {"base_url": "http://test.ckan.net"}
PASSWORD = "une longue phrase à moi"


@pytest.fixture
def upload(space):
    """A deposit of the agent, whose file holds a secret."""
    file = FileStorage(io.BytesIO(f"nom;objet\n{SECRET};x\n".encode()), filename=f"{SECRET}.csv")
    return helpers.call_action(
        "dge_deposit_create", {"user": "agent", "ignore_auth": False}, workspace=space["id"], upload=file
    )


FILTERS = [
    'name:*) OR (capacity:private',
    '*:* OR capacity:private',
    '+capacity:private',
    'capacity:"private"',
    'permission_labels:*',
    'permission_labels:"dge-workspaces"',
    '{!lucene}capacity:private',
    '{!edismax qf=title}secret',
    '_query_:"capacity:private"',
    'id:* OR permission_labels:[* TO *]',
    'state:draft',
    'owner_org:"plombieres" AND capacity:private',
    '+state:(draft OR active) +creator_user_id:*',
]  # fmt: skip


@pytest.mark.parametrize("who", ["voisin", "passant", None])
@pytest.mark.parametrize("place", ["fq", "fq_list", "q"])
def test_fault_61_no_filter_shows_what_is_private(space, other, draft, upload, people, call, who, place):
    user = getattr(people, who) if who else None
    for words in [*FILTERS, None]:
        asked = {} if words is None else {place: [words] if place == "fq_list" else words}
        for more in ({}, {"include_private": True, "include_drafts": True, "include_deleted": True}):
            status, found = call("package_search", user, **asked, **more, rows=100)
            assert status in {200, 400, 409}, found
            assert SECRET not in json.dumps(found, ensure_ascii=False), (words, place, more)
            assert draft["id"] not in json.dumps(found), (words, place, more)


@pytest.mark.parametrize("who", ["voisin", "passant", None])
def test_fault_61_no_guessed_identifier_shows_what_is_private(space, other, draft, upload, people, call, who):
    user = getattr(people, who) if who else None
    resource, dataset = upload["resource_id"], upload["dataset_id"]
    for action, data in (
        ("package_show", {"id": draft["id"]}), ("package_show", {"id": draft["name"]}), ("package_show", {"id": dataset}),
        ("resource_show", {"id": resource}), ("resource_view_list", {"id": resource}), ("datastore_search", {"resource_id": resource}),
        ("datastore_info", {"id": resource}), ("resource_search", {"query": "name:Budget"}), ("package_autocomplete", {"q": "Budget"}),
        ("package_activity_list", {"id": draft["id"]}), ("organization_activity_list", {"id": space["id"]}),
        ("dge_quality_report_show", {"resource_id": resource}), ("dge_quality_repair_show", {"resource_id": resource}),
        ("dge_quality_privacy_show", {"resource_id": resource}), ("dge_quality_score_show", {"id": draft["id"]}),
        ("dge_quality_score_history", {"id": draft["id"]}), ("dge_quality_health", {"datasets": [draft["id"]]}),
        ("current_package_list_with_resources", {"limit": 100}), ("package_list", {}), ("organization_show", {"id": space["id"], "include_datasets": True}),
        ("member_list", {"id": space["id"], "object_type": "package"}), ("recently_changed_packages_activity_list", {}),
    ):  # fmt: skip
        status, found = call(action, user, **data)
        assert status in {200, 400, 403, 404, 409}, (action, found)
        assert SECRET not in json.dumps(found, ensure_ascii=False), action


@pytest.mark.parametrize("who", ["voisin", "passant", None])
def test_fault_61_no_page_or_file_shows_what_is_private(space, other, draft, upload, people, app, who):
    headers = {"Authorization": getattr(people, who)["token"]} if who else {}
    resource, dataset = upload["resource_id"], upload["dataset_id"]
    deposit = model.Session.get(Deposit, upload["id"])
    pages = [
        f"/dataset/{draft['name']}", f"/dataset/{dataset}", f"/dataset/{dataset}/resource/{resource}",
        f"/dataset/{dataset}/resource/{resource}/download", f"/dataset/{dataset}/resource/{resource}/download/x.csv",
        f"/dataset/{dataset}/resource/{resource}/qualite", f"/dataset/{dataset}/resource/{resource}/qualite/rapport.csv",
        f"/dataset/{dataset}/resource/{resource}/qualite/badge.svg", f"/dataset/{dataset}/resource/{resource}/qualite/original/{deposit.sha256}",
        f"/datastore/dump/{resource}", f"/dataset/{draft['name']}/qualite", f"/dataset/{draft['name']}.ttl", f"/dataset/{draft['name']}.jsonld",
        f"/dataset/activity/{draft['name']}", f"/espaces/plombieres/depots/{upload['id']}", f"/espaces/bruyeres/depots/{upload['id']}",
        "/organization/plombieres", "/organization/activity/plombieres", "/dataset/?q=Budget", "/catalog.ttl", "/c/plombieres-les-bains",
        "/organization/plombieres/qualite", "/feeds/dataset.atom", "/feeds/organization/plombieres.atom",
    ]  # fmt: skip
    for address in pages:
        response = app.get(address, headers=headers, follow_redirects=False)
        assert response.status_code in {200, 301, 302, 308, 400, 403, 404, 405}, address
        assert SECRET not in response.get_data(as_text=True), address


def test_fault_61_the_members_are_no_directory(space, other, people, call):
    for user in (people.voisin, people.passant, None):
        for action in ("organization_show", "group_show"):
            _, found = call(action, user, id=space["id"], include_users=True)
            assert "example.org" not in json.dumps(found)


def texts(page) -> list[str]:
    """Give the scripts and the handlers of a page that hold what was typed."""
    found = BeautifulSoup(page, "html.parser")
    scripts = [one.text for one in found.find_all("script") if "alert(" in one.text]
    return scripts + [str(one)[:200] for one in found.find_all(attrs={"onerror": True})]


@pytest.fixture
def poisoned(space, people, call, app):
    """A workspace where every text that somebody types is a script."""
    maire = people.maire
    helpers.call_action("user_patch", {"user": "agent"}, id="agent", fullname=f"Agent {SCRIPT}")
    assert call("organization_patch", maire, id=space["id"], description=SCRIPT, title=f"Plombières {SCRIPT}")[0] == 200
    file = FileStorage(io.BytesIO(f"nom;{SCRIPT}\n{SCRIPT};1\n".encode()), filename=f"a{SCRIPT.replace('/', '_')}.csv")
    made = helpers.call_action(
        "dge_deposit_create", {"user": "agent", "ignore_auth": False}, workspace=space["id"], upload=file
    )
    helpers.call_action(
        "package_create", {"user": "agent"}, name="piege", title=SCRIPT, notes=SCRIPT, owner_org=space["id"], tag_string="arbres",
        resources=[{"url": "https://example.org/a.csv", "name": SCRIPT, "description": SCRIPT}],
    )  # fmt: skip
    asked = call("dge_help_ask", people.agent, deposit=made["id"], text=SCRIPT)[1]
    call("dge_help_answer", people.aide, id=asked["id"], text=SCRIPT)
    return {"deposit": made["id"], "call": asked["id"]}


def test_fault_62_no_text_that_somebody_types_becomes_a_script(space, other, people, poisoned, app):
    pages = [
        "/espaces/plombieres", "/espaces/plombieres/membres", "/espaces/plombieres/journal", "/espaces/plombieres/aide",
        f"/espaces/plombieres/aide/{poisoned['call']}", f"/espaces/plombieres/depots/{poisoned['deposit']}", "/espaces/plombieres/depots",
        "/espaces/plombieres/deposer", "/espaces/plombieres/bienvenue/1", "/espaces", "/espaces/aide", "/espaces/demandes",
        "/dataset/piege", "/dataset/", "/organization/plombieres", "/organization/", "/", "/dataset/piege/qualite", "/user/agent",
        "/espaces?q=" + SCRIPT,
    ]  # fmt: skip
    seen = 0
    for who in ("maire", "aide", None):
        headers = {"Authorization": getattr(people, who)["token"]} if who else {}
        for address in pages:
            body = app.get(address, headers=headers).get_data(as_text=True)
            assert texts(body) == [], f"{address} as {who}"
            seen += "&lt;script" in body or "&lt;img" in body
    assert seen > 15, "the pages show what was typed, as words"


def test_fault_62_the_log_as_a_table_runs_nothing(space, people, poisoned, app):
    helpers.call_action("user_patch", {"user": "agent"}, id="agent", fullname="=cmd|' /C calc'!A0")
    helpers.call_action("package_create", {"user": "agent"}, name="formule", title="=1+1", owner_org=space["id"])
    answer = app.get("/espaces/plombieres/journal.csv", headers={"Authorization": people.maire["token"]})
    cells = [cell.strip('"') for line in answer.get_data(as_text=True).splitlines() for cell in line.split(";")]
    assert not [cell for cell in cells if cell[:1] in set("=+-@")]
    assert "attachment" in answer.headers["Content-Disposition"]


@pytest.fixture
def protected(app, monkeypatch):
    """The site as it is outside tests: forms ask for a token."""
    monkeypatch.setitem(app.flask_app.config, "WTF_CSRF_ENABLED", True)
    return app.flask_app


def log_in(client, user):
    page = client.get("/user/login", **SITE).get_data(as_text=True)
    token = re.search(r'name="_csrf_token"[^>]*(?:content|value)="([^"]+)"', page)
    sent = {"login": user["name"], "password": PASSWORD, **({"_csrf_token": token[1]} if token else {})}
    return client.post("/user/login", data=sent, **SITE)


def forms_of(space):
    """Give the addresses of the room that change something by a form."""
    return [
        f"/espaces/{space['name']}/{end}" for end in
        ("membres", "membres/agent/role", "membres/agent/relancer", "membres/agent/retirer", "bienvenue/1", "aide", "deposer")
    ]  # fmt: skip


def test_fault_63_forms_from_elsewhere_do_nothing(space, people, protected, log):
    maire = people.maire
    helpers.call_action("user_patch", {"user": "maire"}, id="maire", password=PASSWORD)
    # A program that uses its token on a page opens no door for forged forms (CKAN would exempt the page for everybody).
    for address in forms_of(space):
        protected.test_client().post(address, headers={"Authorization": people.passant["token"]}, **SITE)
    before = log()
    with protected.test_client() as client:
        log_in(client, maire)
        assert client.get("/espaces/plombieres", **SITE).status_code == 200
        for address in forms_of(space):
            answer = client.post(address, data={"role": "member", "email": "x@example.org", "text": "x"}, **SITE)
            assert answer.status_code == 400, address
        forged = client.post(
            "/api/action/dge_workspace_member_remove", json={"id": space["id"], "user": "agent"}, **SITE
        )
        assert forged.status_code == 400
    assert log() == before


def test_fault_63_the_token_of_another_session_is_refused(space, people, protected):
    for name in ("maire", "agent"):
        helpers.call_action("user_patch", {"user": name}, id=name, password=PASSWORD)
    with protected.test_client() as thief:
        log_in(thief, people.agent)
        page = thief.get("/espaces/plombieres/aide", **SITE).get_data(as_text=True)
        stolen = BeautifulSoup(page, "html.parser").select_one("input[name=_csrf_token]")["value"]
    with protected.test_client() as client:
        log_in(client, people.maire)
        client.get("/espaces/plombieres/membres", **SITE)
        answer = client.post("/espaces/plombieres/membres/agent/retirer", data={"_csrf_token": stolen}, **SITE)
        assert answer.status_code == 400


def test_fault_63_a_session_that_was_set_before_is_not_the_one_after(space, people, protected):
    helpers.call_action("user_patch", {"user": "maire"}, id="maire", password=PASSWORD)
    with protected.test_client() as client:
        client.get("/user/login", **SITE)
        name = protected.config["SESSION_COOKIE_NAME"]
        before = client.get_cookie(name, domain="test.ckan.net")
        log_in(client, people.maire)
        after = client.get_cookie(name, domain="test.ckan.net")
        assert after is not None
        assert before is None or before.value != after.value
        assert after.http_only
        assert after.same_site == "Lax"
        kept = after.value
        client.post("/user/_logout", **SITE)
    with protected.test_client() as thief:
        if before is not None:
            thief.set_cookie(name, before.value, domain="test.ckan.net")
        assert thief.get("/espaces/plombieres", **SITE).status_code == 302
    assert kept


def test_fault_63_nothing_changes_by_following_a_link(space, people, app, log):
    before = log()
    headers = {"Authorization": people.maire["token"]}
    for address in ("membres/agent/role", "membres/agent/relancer", "membres/agent/retirer"):
        assert app.get(f"/espaces/plombieres/{address}", headers=headers, follow_redirects=False).status_code in {
            404,
            405,
        }
    assert log() == before

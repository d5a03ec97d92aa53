"""Suspended and closed workspaces: only read, by every road; opened again; told by mail and in the log."""

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories

from ckanext.datagrandest.workspaces import audit, store
from ckanext.datagrandest.workspaces.hosting.guarding import FINDERS
from ckanext.datagrandest.workspaces.model import ACTIVE, CLOSED, SUSPENDED

from .hosting_ground import KB, PLOMBIERES, call, dataset, file, platform, set_up, workspace

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db")
WHY = "la commune fusionne avec sa voisine"
MAIRE, AGENT, STAGIAIRE = "maire-plombieres", "agent-plombieres", "stagiaire-plombieres"


@pytest.fixture
def space(postbox):
    factories.User(name="aide", email="aide@example.org")
    factories.Organization(name="data-grand-est", users=[{"name": "aide", "capacity": "editor"}])
    return workspace()


def log_of(space):
    return [event.what for event in audit.events(space["id"])]


def test_an_animateur_suspends_and_opens_again(space, postbox):
    shown = call("dge_workspace_suspend", "aide", id=space["name"], reason=WHY)
    assert (shown["state"], WHY in shown["sentence"]) == (SUSPENDED, True)
    assert call("dge_workspace_resume", "aide", id=space["id"])["state"] == ACTIVE
    subjects = postbox.subjects(f"{MAIRE}@example.org")
    assert [("suspendu" in subject, "rouvert" in subject) for subject in subjects] == [(True, False), (False, True)]
    assert WHY in postbox[0][2]
    assert log_of(space)[:2] == ["workspace-resumed", "workspace-suspended"]


def test_its_administrator_closes_it_and_is_told_when_it_is_removed(space, postbox):
    shown = call("dge_workspace_close", MAIRE, id=space["id"], reason=WHY)
    row = store.find(space["id"])
    assert (shown["state"], row.reminded_at) == (CLOSED, None)
    assert 89 <= (row.remove_after - row.changed_at).days <= 90
    assert row.remove_after.strftime("%d/%m/%Y") in postbox[0][2]
    assert "/espaces/plombieres/hebergement" in postbox[0][2]


@pytest.mark.parametrize(
    ("action", "who"),
    [
        ("dge_workspace_suspend", MAIRE),
        ("dge_workspace_resume", MAIRE),
        ("dge_workspace_close", AGENT),
        ("dge_workspace_quota_request", AGENT),
        ("dge_workspace_quota_update", MAIRE),
        ("dge_workspace_export", AGENT),
        ("dge_workspace_bin_empty", AGENT),
        ("dge_workspace_show", "voisin"),
        ("dge_workspace_close", "maire-voisine"),
        ("dge_workspace_export", "maire-voisine"),
        ("dge_workspace_quota_request", "maire-voisine"),
        ("dge_workspace_bin_empty", "maire-voisine"),
        ("dge_workspace_show", "maire-voisine"),
    ],
)
def test_who_may_not_is_refused(space, action, who):
    factories.User(name="voisin")
    factories.User(name="maire-voisine")
    factories.Organization(name="voisine", users=[{"name": "maire-voisine", "capacity": "admin"}])
    with pytest.raises(tk.NotAuthorized):
        call(action, who, id=space["id"], reason=WHY, storage_mb=1)
    assert store.find(space["id"]).state == ACTIVE


@pytest.mark.parametrize(
    ("state", "action"),
    [(SUSPENDED, "suspend"), (CLOSED, "suspend"), (CLOSED, "close"), (ACTIVE, "resume")],
)
def test_a_state_that_leads_nowhere_is_refused(space, state, action):
    set_up(space, state=state)
    with pytest.raises(tk.ValidationError):
        call(f"dge_workspace_{action}", "aide", id=space["id"], reason=WHY)


def test_a_closed_workspace_whose_commune_has_another_one_stays_closed(space):
    call("dge_workspace_close", MAIRE, id=space["id"], reason=WHY)
    store.add(factories.Organization()["id"], *PLOMBIERES)
    model.Session.commit()
    with pytest.raises(tk.ValidationError, match="another workspace"):
        call("dge_workspace_resume", "aide", id=space["id"])


def test_a_reason_is_asked_for(space):
    with pytest.raises(tk.ValidationError):
        call("dge_workspace_suspend", "aide", id=space["id"], reason="non")


def roads(space, other):
    """Give every road that writes into a workspace: action, values."""
    kept = dataset(space, private=True)
    resource = platform("resource_create", package_id=kept["id"], name="Budget", upload=file(KB))
    foreign = dataset(other)
    organization = {"id": space["id"]}
    member = {"id": space["id"], "username": "nouveau", "role": "editor"}
    record = {"resource": {"package_id": kept["id"]}, "records": [{"a": 1}]}
    return [
        ("package_create", {"name": "neuf", "title": "Neuf", "owner_org": space["id"]}),
        ("package_create", {"name": "neuf", "title": "Neuf", "owner_org": space["name"]}),
        ("package_update", {**kept, "title": "Autre"}),
        ("package_patch", {"id": kept["name"], "title": "Autre"}),
        ("package_revise", {"match": {"id": kept["id"]}, "update": {"title": "Autre"}}),
        ("package_delete", {"id": kept["id"]}),
        ("package_patch", {"id": foreign["id"], "owner_org": space["id"]}),
        ("package_resource_reorder", {"id": kept["id"], "order": [resource["id"]]}),
        ("resource_create", {"package_id": kept["id"], "name": "Neuf", "upload": file(KB)}),
        ("resource_update", {"id": resource["id"], "name": "Autre", "upload": file(KB)}),
        ("resource_patch", {"id": resource["id"], "name": "Autre"}),
        ("resource_delete", {"id": resource["id"]}),
        ("resource_view_create", {"resource_id": resource["id"], "view_type": "text_view", "title": "Vue"}),
        ("datastore_create", record),
        ("datastore_create", {"resource_id": resource["id"], "records": [{"a": 1}], "force": True}),
        ("datastore_upsert", {"resource_id": resource["id"], "records": [{"a": 1}], "force": True}),
        ("datastore_delete", {"resource_id": resource["id"], "force": True}),
        ("bulk_update_public", {"datasets": [kept["id"]], "org_id": space["id"]}),
        ("bulk_update_private", {"datasets": [kept["id"]], "org_id": space["id"]}),
        ("bulk_update_delete", {"datasets": [kept["id"]], "org_id": space["id"]}),
        ("organization_update", {**organization, "name": space["name"], "title": "Autre"}),
        ("organization_patch", {**organization, "title": "Autre"}),
        ("organization_delete", organization),
        ("group_patch", {**organization, "title": "Autre"}),
        ("organization_member_create", member),
        ("organization_member_delete", {"id": space["id"], "username": STAGIAIRE}),
        ("member_create", {"id": space["id"], "object": "nouveau", "object_type": "user", "capacity": "editor"}),
        ("member_delete", {"id": space["id"], "object": STAGIAIRE, "object_type": "user"}),
        ("user_invite", {"email": "n@example.org", "group_id": space["id"], "role": "member"}),
        ("dge_quality_repair_apply", {"resource_id": resource["id"]}),
        ("dge_workspace_bin_empty", organization),
    ]


@pytest.mark.parametrize("state", [SUSPENDED, CLOSED])
@pytest.mark.parametrize("who", [MAIRE, "aide"])
def test_by_no_road_a_workspace_that_is_only_read_is_changed(space, state, who):
    factories.User(name="nouveau")
    other = factories.Organization(users=[{"name": who, "capacity": "admin"}])
    wanted = roads(space, other)
    set_up(space, state=state, reason=WHY)
    passed = []
    for action, values in wanted:
        try:
            call(action, who, **values)
            passed.append(action)
        except tk.NotAuthorized:
            model.Session.rollback()
    assert passed == []
    roads_asked = {action for action, _ in wanted}
    assert (
        not {"package_create", "resource_create", "organization_update", "member_create"} - roads_asked & FINDERS.keys()
    )


def test_its_datasets_stay_visible_and_are_found(space, app):
    kept = dataset(space)
    set_up(space, state=CLOSED, reason=WHY)
    assert app.get(f"/dataset/{kept['name']}").status_code == 200
    assert call("package_search", "", q=kept["name"])["count"] == 1


def test_the_sentence_reaches_who_writes_through_the_api(space, app):
    set_up(space, state=SUSPENDED, reason=WHY)
    token = factories.APIToken(user=AGENT)["token"]
    sent = {"name": "neuf", "title": "Neuf", "owner_org": space["id"]}
    answer = app.post("/api/action/package_create", json=sent, headers={"Authorization": token}, status=403)
    assert "suspendu" in answer.json["error"]["message"]
    assert WHY in answer.json["error"]["message"]


def test_more_room_is_asked_for_granted_mailed_and_logged(space, postbox):
    shown = call("dge_workspace_quota_request", MAIRE, id=space["id"], reason="les plans du cadastre")
    assert shown["asked"] == "les plans du cadastre"
    ((to, subject, body),) = postbox
    assert (to, "demande plus de place" in subject, "les plans du cadastre" in body) == ("aide@example.org", True, True)
    shown = call("dge_workspace_quota_update", "aide", id=space["id"], storage_mb=900, file_mb=80)
    assert shown["limits"] == {"storage_bytes": 900 << 20, "datasets": 50, "file_bytes": 80 << 20}
    assert shown["asked"] is None
    assert "900 Mo en tout, 80 Mo par fichier, et 50 jeux" in postbox[-1][2]
    assert log_of(space)[:2] == ["quota-granted", "quota-asked"]


@pytest.mark.parametrize("limits", [{}, {"storage_mb": 0}, {"storage_mb": "beaucoup"}, {"datasets": -1}])
def test_limits_that_are_none_are_refused(space, limits):
    with pytest.raises(tk.ValidationError):
        call("dge_workspace_quota_update", "aide", id=space["id"], **limits)


def test_a_workspace_shows_its_gauges_to_its_people(space, app):
    dataset(space)
    token = factories.APIToken(user=STAGIAIRE)["token"]
    page = app.get("/espaces/plombieres/hebergement", headers={"Authorization": token}).body
    assert '<meter min="0" max="50" value="1"' in page
    assert "0 octets sur 500 Mo" in page
    assert "hebergement/demande" not in page


def test_the_page_works_without_scripts(space, app, postbox):
    headers = {"Authorization": factories.APIToken(user=MAIRE)["token"]}
    page = "/espaces/plombieres/hebergement"
    app.post(f"{page}/demande", data={"reason": "les plans du cadastre"}, headers=headers)
    assert "les plans du cadastre" in app.get(page, headers=headers).body
    app.post(f"{page}/limites", data={"storage_mb": "900"}, headers=headers, status=403)
    team = {"Authorization": factories.APIToken(user="aide")["token"]}
    app.post(f"{page}/limites", data={"storage_mb": "900"}, headers=team)
    app.post(f"{page}/etat", data={"to": "suspend", "reason": WHY}, headers=team)
    assert WHY in app.get(page, headers=headers).body
    app.post(f"{page}/etat", data={"to": "resume"}, headers=team)
    app.post(f"{page}/etat", data={"to": "close", "reason": WHY}, headers=headers)
    assert (store.find("plombieres").state, store.find("plombieres").storage_bytes) == (CLOSED, 900 << 20)

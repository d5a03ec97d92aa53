"""Animateurs help in every workspace and in no ordinary organisation; nobody crosses workspaces; the log tells all."""

from __future__ import annotations

import pytest

from ckan import model
from ckan.tests import factories, helpers


def roads(dataset, space):
    """Give changes of a private dataset: action, data, and what the log says then."""
    resource = dataset["resources"][0]["id"]
    return [
        ("package_patch", {"id": dataset["id"], "title": "Autre"}, "dataset-changed"),
        ("package_update", {**dataset, "title": "Autre"}, "dataset-changed"),
        ("package_revise", {"match": {"id": dataset["id"]}, "update": {"title": "Autre"}}, "dataset-changed"),
        ("package_patch", {"id": dataset["id"], "private": False}, "dataset-published"),
        ("resource_create", {"package_id": dataset["id"], "url": "https://example.org/b.pdf"}, "dataset-changed"),
        ("resource_patch", {"id": resource, "name": "Autre"}, "dataset-changed"),
        ("resource_delete", {"id": resource}, "dataset-changed"),
        ("package_delete", {"id": dataset["id"]}, "dataset-deleted"),
        ("package_patch", {"id": dataset["id"], "state": "deleted"}, "dataset-deleted"),
        ("bulk_update_public", {"datasets": [dataset["id"]], "org_id": space["id"]}, "dataset-published"),
        ("bulk_update_delete", {"datasets": [dataset["id"]], "org_id": space["id"]}, "dataset-deleted"),
        (
            "package_create",
            {"name": "neuf", "title": "Neuf", "owner_org": space["id"], "private": True},
            "dataset-created",
        ),
        ("organization_patch", {"id": space["id"], "description": "Autre"}, "identity-changed"),
    ]


ROADS = range(13)


@pytest.mark.parametrize("road", ROADS)
def test_animateurs_change_what_is_in_a_workspace_and_the_log_says_so(space, draft, people, call, log, road):
    action, data, what = roads(draft, space)[road]
    before = len(log())
    status, answer = call(action, people.aide, **data)
    assert status == 200, answer
    assert (what, "Aide") in log()[before:]


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("who", ["voisin", "passant", None])
def test_others_change_nothing(space, other, draft, people, call, log, road, who):
    action, data, _ = roads(draft, space)[road]
    before = log()
    assert call(action, getattr(people, who) if who else None, **data)[0] in {403, 409}
    assert log() == before
    model.Session.remove()
    package = model.Package.get(draft["id"])
    assert (package.title, package.private, package.state) == ("Budget secret", True, "active")


@pytest.mark.parametrize("road", ROADS)
def test_animateurs_have_no_right_in_an_ordinary_organisation(space, people, call, road):
    editor = factories.User()
    ordinary = factories.Organization(users=[{"name": editor["name"], "capacity": "editor"}])
    dataset = helpers.call_action(
        "package_create", {"user": editor["name"]}, name="ailleurs", title="Budget secret", owner_org=ordinary["id"], private=True,
        resources=[{"url": "https://example.org/a.pdf"}],
    )  # fmt: skip
    assert call("package_show", people.aide, id=dataset["id"])[0] == 403
    action, data, _ = roads(dataset, ordinary)[road]
    assert call(action, people.aide, **data)[0] in {403, 409}


def test_a_dataset_goes_from_one_workspace_to_another_by_the_team_alone(space, other, draft, people, call):
    for user in (people.agent, people.voisin):
        assert call("package_patch", user, id=draft["id"], owner_org=other["id"])[0] in {403, 409}
    ordinary = factories.Organization()
    assert call("package_patch", people.aide, id=draft["id"], owner_org=ordinary["id"])[0] == 409
    assert call("package_patch", people.aide, id=draft["id"], owner_org=other["id"])[0] == 200


def test_private_datasets_are_seen_by_the_workspace_and_the_team(space, other, draft, people, call):
    seen = {}
    for name in ("maire", "agent", "stagiaire", "aide", "voisin", "passant"):
        user = getattr(people, name)
        shown = call("package_show", user, id=draft["id"])[0] == 200
        found = call("package_search", user, fq=f"id:{draft['id']}", include_private=True)[1]["count"] == 1
        assert shown == found, f"{name}: the index says otherwise"
        seen[name] = shown
    assert seen == {"maire": True, "agent": True, "stagiaire": True, "aide": True, "voisin": False, "passant": False}


def test_an_animateur_who_leaves_the_team_sees_nothing_any_more(space, draft, people, call):
    assert call("package_show", people.aide, id=draft["id"])[0] == 200
    helpers.call_action(
        "organization_member_delete", {"user": factories.Sysadmin()["name"]}, id="equipe", username="aide"
    )
    assert call("package_show", people.aide, id=draft["id"])[0] == 403
    assert call("package_search", people.aide, fq=f"id:{draft['id']}", include_private=True)[1]["count"] == 0


def test_a_group_of_others_is_not_reached_through_a_dataset(space, draft, people, call):
    group = factories.Group()
    assert call("package_patch", people.aide, id=draft["id"], groups=[{"id": group["id"]}])[0] == 403


def test_the_form_of_a_dataset_keeps_its_workspace(space, draft, people, app):
    page = app.get("/dataset/edit/budget-secret", headers={"Authorization": people.aide["token"]})
    assert f'<option value="{space["id"]}" selected' in page.body

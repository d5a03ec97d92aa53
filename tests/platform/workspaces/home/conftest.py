"""Two workspaces with their people, the team, and a stranger."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ckan import model
from ckan.tests import factories, helpers

from ckanext.datagrandest.workspaces import store

TEAM = "equipe"
ROLES = (("maire", "admin"), ("agent", "editor"), ("stagiaire", "member"))


@pytest.fixture(autouse=True)
def storage(ckan_config, monkeypatch, tmp_path: Path) -> Path:
    """Keep uploads in a folder of the test."""
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
    monkeypatch.setitem(ckan_config, "ckanext.datagrandest.workspaces.team", TEAM)
    return tmp_path


@pytest.fixture
def people() -> SimpleNamespace:
    """Users with tokens: of the workspace (`maire`, `agent`, `stagiaire`), of another one (`voisin`), of the team (`aide`), of none."""
    names = ("maire", "agent", "stagiaire", "voisin", "aide", "passant")
    made = {
        name: factories.UserWithToken(name=name, fullname=name.capitalize(), email=f"{name}@example.org")
        for name in names
    }
    return SimpleNamespace(**made)


def make_space(name: str, title: str, territory: str, users: list[dict[str, str]]) -> dict[str, Any]:
    """Make an organisation that is a workspace."""
    space = factories.Organization(name=name, title=title, users=users)
    store.add(space["id"], territory, "21880351000012")
    model.Session.commit()
    return space


@pytest.fixture
def space(people) -> dict[str, Any]:
    """The workspace of Plombières-les-Bains, with its three people."""
    factories.Organization(name=TEAM, users=[{"name": people.aide["name"], "capacity": "editor"}])
    users = [{"name": name, "capacity": capacity} for name, capacity in ROLES]
    return make_space("plombieres", "Plombières-les-Bains", "commune:88351", users)


@pytest.fixture
def other(people, space) -> dict[str, Any]:
    """The workspace of Bruyères, whose administrator is a neighbour."""
    return make_space("bruyeres", "Bruyères", "commune:88078", [{"name": "voisin", "capacity": "admin"}])


@pytest.fixture
def call(app):
    """Call an action through the API; give the status and the answer."""

    def post(action: str, user: dict[str, Any] | None, /, **data: Any) -> tuple[int, Any]:
        headers = {"Authorization": user["token"]} if user else {}
        response = app.post(f"/api/action/{action}", json=data, headers=headers)
        answer = json.loads(response.body)
        return response.status_code, answer.get("result", answer.get("error"))

    return post


@pytest.fixture
def draft(space, people) -> dict[str, Any]:
    """A private dataset of the workspace, with a file that is elsewhere."""
    return helpers.call_action(
        "package_create", {"user": "agent", "ignore_auth": False}, name="budget-secret", title="Budget secret",
        owner_org=space["id"], private=True, resources=[{"url": "https://example.org/budget.pdf", "name": "Budget"}],
    )  # fmt: skip


@pytest.fixture
def log(space):
    """Give what the log says, the earliest first."""

    def read(organization: dict[str, Any] = space) -> list[tuple[str, str]]:
        rows = helpers.call_action("dge_workspace_log", {"ignore_auth": True}, id=organization["id"], limit=1000)
        return [(row["what"], row["actor_name"]) for row in reversed(rows)]

    return read

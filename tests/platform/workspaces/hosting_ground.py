"""What the tests of hosting start from: a workspace with its people, and files of any size."""

from __future__ import annotations

import io
from typing import Any

from werkzeug.datastructures import FileStorage

from ckan import model
from ckan.tests import factories, helpers

from ckanext.datagrandest.workspaces import store
from ckanext.datagrandest.workspaces.model import Workspace

PLOMBIERES = ("commune:88351", "21880351000012")
KB = 1024


def workspace(name: str = "plombieres", **values: Any) -> dict[str, Any]:
    """Give the organisation of a workspace whose administrator is `maire`, publisher `agent`, contributor `stagiaire`."""
    people = (("maire", "admin"), ("agent", "editor"), ("stagiaire", "member"))
    members = []
    for person, capacity in people:
        who = f"{person}-{name}"
        factories.User(name=who, email=f"{who}@example.org")
        members.append({"name": who, "capacity": capacity})
    organization = factories.Organization(name=name, users=members)
    row = store.add(organization["id"], *PLOMBIERES)
    for field, value in values.items():
        setattr(row, field, value)
    model.Session.commit()
    return organization


def set_up(organization: dict[str, Any], **values: Any) -> Workspace:
    """Change what is granted to a workspace, or its state."""
    row = store.find(organization["id"])
    assert row is not None
    for field, value in values.items():
        setattr(row, field, value)
    model.Session.commit()
    return row


def file(size: int = KB, name: str = "budget.csv") -> FileStorage:
    """Give an upload of so many bytes."""
    content = (b"nom,montant\n" + b"a,1\n" * (size // 4 + 1))[:size]
    return FileStorage(stream=io.BytesIO(content), filename=name, content_type="text/csv")


def dataset(organization: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Give a dataset of an organisation."""
    return factories.Dataset(owner_org=organization["id"], **values)


def call(action: str, user: str, **data: Any) -> Any:
    """Call an action as a user, with what the user may do."""
    return helpers.call_action(action, {"user": user, "ignore_auth": False}, **data)


def platform(action: str, **data: Any) -> Any:
    """Call an action as the platform itself, which no right holds up."""
    return helpers.call_action(action, {"user": factories.Sysadmin()["name"]}, **data)

"""A workspace of Bruyères with its people, and files as its town hall sends them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

from ckan import model as ckan_model
from ckan.tests import factories, helpers

from ckanext.datagrandest.jobs import runner
from ckanext.datagrandest.jobs import store as jobs
from ckanext.datagrandest.quality import tasks
from ckanext.datagrandest.workspaces import store as workspaces

HEADER = (
    "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,objet,montant,nature,"
    "conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,pourcentageSubvention"
)
ROW = (
    "Commune de Bruyères,21880078700010,{date},D{number},Les Amis du kiosque,90188012000018,Fonctionnement,{amount},"
    "aide en numéraire,unique,2024-03-01,,non,1"
)
VALID = f"{HEADER}\n{ROW.format(date='2024-02-01', amount='1500.5', number=1)}\n".encode()
SPOILED = f"{HEADER}\n{ROW.format(date='01/02/2024', amount='1500,5', number=1).replace('1500,5', '1 500.5')}\n".encode(
    "cp1252"
)
#: Wrong in a way that no rule mends.
INVALID = f"{HEADER}\n{ROW.format(date='bientôt', amount='beaucoup', number=1)}\n".encode()
PEOPLE = {"maire": "admin", "agent": "editor", "stagiaire": "member"}


@pytest.fixture(autouse=True)
def storage(ckan_config, monkeypatch, tmp_path: Path) -> Path:
    """Keep uploads in a folder of the test."""
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
    return tmp_path


@pytest.fixture
def people() -> dict[str, dict[str, Any]]:
    """Those of the workspace (`maire`, `agent`, `stagiaire`), of another one (`voisin`) and of the team (`aide`)."""
    names = (*PEOPLE, "voisin", "aide")
    return {name: factories.UserWithToken(name=name, email=f"{name}@example.org") for name in names}


@pytest.fixture
def workspace(people) -> dict[str, Any]:
    """The workspace of Bruyères."""
    members = [{"name": name, "capacity": capacity} for name, capacity in PEOPLE.items()]
    made = factories.Organization(
        name="bruyeres", title="Commune de Bruyères", users=members, territories=["commune:88078"]
    )
    workspaces.add(made["id"], "commune:88078", "21880078700010")
    ckan_model.Session.commit()
    return made


@pytest.fixture
def elsewhere(people, workspace) -> dict[str, Any]:
    """The workspace of a neighbour, who administers it."""
    made = factories.Organization(name="epinal", title="Épinal", users=[{"name": "voisin", "capacity": "admin"}])
    workspaces.add(made["id"], "commune:88160", "21880160300010")
    ckan_model.Session.commit()
    return made


@pytest.fixture
def deposit(workspace) -> Callable[..., dict[str, Any]]:
    """Deposit a file as somebody of the workspace, in this process."""

    def send(
        content: bytes = VALID, name: str = "subventions-2024.csv", user: str = "agent", **data: Any
    ) -> dict[str, Any]:
        context = {"user": user, "ignore_auth": False}
        file = FileStorage(io.BytesIO(content), filename=name)
        return helpers.call_action("dge_deposit_create", context, workspace="bruyeres", upload=file, **data)

    return send


@pytest.fixture
def read() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Do what the workers do for a deposit, and show it to the mayor."""

    def run(deposit: dict[str, Any]) -> dict[str, Any]:
        while job := jobs.active(tasks.job_key(deposit["resource_id"])):
            runner.run(job.id, job.attempt)
        return show(deposit["id"])

    return run


def show(deposit_id: str, user: str = "maire") -> dict[str, Any]:
    """Show a deposit to somebody."""
    ckan_model.Session.remove()
    return helpers.call_action("dge_deposit_show", {"user": user, "ignore_auth": False}, id=deposit_id)


def act(action: str, user: str, **data: Any) -> dict[str, Any]:
    """Call an action as somebody, with the rights they have."""
    return helpers.call_action(action, {"user": user, "ignore_auth": False}, **data)


@pytest.fixture
def call(app):
    """Call an action through the API; give the status and the answer."""

    def post(action: str, user: dict[str, Any] | None, **data: Any) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": user["token"]} if user else {}
        response = app.post(f"/api/action/{action}", json=data, headers=headers)
        answer = json.loads(response.body)
        return response.status_code, answer.get("result", answer.get("error"))

    return post

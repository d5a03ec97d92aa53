"""Files of subventions as towns send them, in the hands of an editor of Épinal."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from werkzeug.datastructures import FileStorage

from ckan import model as ckan_model
from ckan.tests import factories, helpers

from ckanext.datagrandest.quality import tasks

HEADER = (
    "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,objet,montant,nature,"
    "conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,pourcentageSubvention"
)
ROW = (
    "Commune de Bruyères,21880078700010,{date},D1,Les Amis du kiosque,90188012000018,Fonctionnement,{amount},aide en numéraire,"
    "unique,2024-03-01,,non,1"
)
VALID = f"{HEADER}\n{ROW.format(date='2024-02-01', amount='1500.5')}\n".encode()
SPOILED = f"{HEADER}\n{ROW.format(date='01/02/2024', amount='1500.5')}\n".encode("cp1252")
#: Wrong in a way that no rule mends.
INVALID = f"{HEADER}\n{ROW.format(date='bientôt', amount='beaucoup')}\n".encode()


@pytest.fixture
def editor() -> dict[str, Any]:
    """An editor of the organisation that publishes."""
    return factories.UserWithToken(name="editrice", email="editrice@example.org")


@pytest.fixture
def organization(editor) -> dict[str, Any]:
    """The organisation that publishes."""
    return factories.Organization(
        name="epinal", title="Ville d'Épinal", users=[{"name": editor["name"], "capacity": "editor"}]
    )


@pytest.fixture
def upload(organization, editor) -> Callable[..., dict[str, Any]]:
    """Upload a file as the editor: into a new dataset, or in the place of a resource's file (`id=`)."""

    def send(content: bytes, name: str = "subventions.csv", *, private: bool = False, **fields: Any) -> dict[str, Any]:
        context = {"user": editor["name"], "ignore_auth": False}
        file = FileStorage(io.BytesIO(content), filename=name)
        if "id" in fields:
            return helpers.call_action("resource_patch", context, upload=file, url=name, **fields)
        dataset = factories.Dataset(owner_org=organization["id"], private=private, user=editor)
        values = {"format": name.rpartition(".")[2].upper(), "url": name, **fields}
        return helpers.call_action("resource_create", context, package_id=dataset["id"], upload=file, **values)

    return send


@pytest.fixture
def judge() -> Callable[[str], dict[str, Any]]:
    """Judge a resource in this process, and give what `dge_quality_report_show` says."""

    def run(resource_id: str) -> dict[str, Any]:
        tasks.judge_resource(resource_id)
        return helpers.call_action("dge_quality_report_show", resource_id=resource_id)

    return run


@pytest.fixture
def call(app):
    """Call an action through the API; give the status and the answer."""

    def post(action: str, user: dict[str, Any] | None, **data: Any) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": user["token"]} if user else {}
        response = app.post(f"/api/action/{action}", json=data, headers=headers)
        answer = json.loads(response.body)
        return response.status_code, answer.get("result", answer.get("error"))

    return post


@pytest.fixture(autouse=True)
def storage(ckan_config, monkeypatch, tmp_path: Path) -> Path:
    """Keep uploads in a folder of the test."""
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
    return tmp_path


@pytest.fixture
def count_queries() -> Callable[..., int]:
    """Count the statements of CKAN's session that a call sends and that name a text."""

    def count(run: Callable[[], object], text: str) -> int:
        said: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            said.append(statement)

        engine = ckan_model.Session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        try:
            run()
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return sum(text in statement for statement in said)

    return count

"""Many at once: none lost, none twice, ten titles alike, two who publish the same deposit."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

from ckan import authz
from ckan import model as ckan_model
from ckan.lib import search
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces import store as workspaces
from ckanext.datagrandest.workspaces.depositing import store

from .conftest import VALID, act, show

SPACES = 10


@pytest.fixture
def at_once(app) -> Callable[..., list[Any]]:
    """Do something of all items in threads, each with a session of its own, as requests do."""

    def run(do: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
        def one(item: Any) -> Any:
            with app.flask_app.test_request_context():
                try:
                    return do(item)
                finally:
                    ckan_model.Session.remove()

        tk.get_action("dge_deposit_list")
        authz.auth_functions_list()  # CKAN gathers both once, at first sight: threads must not do it at once
        ckan_model.Session.remove()
        with ThreadPoolExecutor(SPACES) as threads:
            return list(threads.map(one, items))

    return run


@pytest.fixture
def spaces() -> list[str]:
    """Workspaces of as many communes, all called alike, each with one publisher of the same name."""
    for number in range(SPACES):
        name = f"commune-{number}"
        factories.User(name=name, email=f"{name}@example.org")
        made = factories.Organization(name=name, title="Commune", users=[{"name": name, "capacity": "editor"}])
        workspaces.add(made["id"], f"commune:{number}", "21880078700010")
    ckan_model.Session.commit()
    return [f"commune-{number}" for number in range(SPACES)]


def send(name: str) -> dict[str, Any]:
    """Deposit as the publisher of a workspace."""
    file = FileStorage(io.BytesIO(VALID), filename="subventions-2024.csv")
    return act("dge_deposit_create", name, workspace=name, upload=file)


def publish(deposit: dict[str, Any]) -> dict[str, Any]:
    """Publish as the publisher of its workspace."""
    return act("dge_deposit_publish", deposit["workspace"]["name"], id=deposit["id"])


def test_deposits_at_once_are_neither_lost_nor_twice_and_titles_alike_get_names_apart(spaces, at_once, read):
    made = at_once(send, spaces)
    assert len({one["id"] for one in made}) == len({one["dataset_id"] for one in made}) == SPACES
    waiting = [show(one["id"], one["workspace"]["name"])["queue"]["before"] for one in made]
    assert sorted(waiting) == list(range(SPACES)), "each is told how many come before it"
    for one in made:
        kept = store.of_organization(one["workspace"]["id"])
        assert [row.id for row in kept] == [one["id"]]
    factories.Sysadmin(name="maire")
    assert {read(one)["state"] for one in made} == {"ready"}

    published = at_once(publish, [one for one in made for _ in range(2)])
    assert {one["state"] for one in published} == {"published"}
    names = {helpers.call_action("package_show", id=one["dataset_id"])["name"] for one in made}
    base = "subventions-versees-commune-2024"
    assert names == {base, *(f"{base}-{number}" for number in range(2, SPACES + 1))}
    assert helpers.call_action("package_search")["count"] == SPACES
    for one in made:
        assert [event.what for event in audit.about(one["id"])].count("deposit-published") == 1


def test_a_search_that_is_down_does_not_hold_a_publication_up_for_ever(deposit, read, monkeypatch):
    made = deposit()
    read(made)

    def down(*_given: Any, **_named: Any) -> None:
        raise search.SearchIndexError("down")

    with monkeypatch.context() as broken:
        broken.setattr(search, "rebuild", down)
        published = act("dge_deposit_publish", "agent", id=made["id"])
        assert (published["state"], published["catalogued_at"]) == ("published", None)
    from ckanext.datagrandest.workspaces.depositing import tasks

    assert tasks.sweep()["catalogued"] == 1
    assert show(made["id"])["catalogued_at"]
    assert helpers.call_action("package_search", q="subventions")["count"] == 1


def test_a_decision_of_two_is_taken_once(deposit, read, at_once):
    made = deposit(user="stagiaire")
    read(made)
    act("dge_deposit_publish", "stagiaire", id=made["id"])

    def answer(how: str) -> str:
        try:
            data = {"reason": "à revoir"} if how == "dge_deposit_return" else {}
            return act(how, "maire", id=made["id"], **data)["state"]
        except tk.ValidationError:
            ckan_model.Session.rollback()
            return "refused"

    answers = at_once(answer, ["dge_deposit_approve", "dge_deposit_return"])
    assert sorted(answers) in (["published", "refused"], ["ready", "refused"])

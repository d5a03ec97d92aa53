"""Two people at once: the database decides, and the second reads why."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from ckan import authz, model
from ckan.plugins import toolkit as tk
from ckan.tests import factories

from ckanext.datagrandest.workspaces import store
from ckanext.datagrandest.workspaces.model import CLOSED, Workspace
from ckanext.datagrandest.workspaces.requesting import asking
from ckanext.datagrandest.workspaces.requesting.model import OPEN, Request

from .requesting import act, ask

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "mail_server", "with_request_context")


def at_once(app, *calls):
    """Call functions in threads, each with a connection of its own; give what they return, or the refusal."""
    barrier = Barrier(len(calls))
    authz.auth_functions_list()  # CKAN fills this table at its first use, and not in one go

    def run(call):
        with app.flask_app.test_request_context():
            barrier.wait(timeout=20)
            try:
                return call()
            except tk.ValidationError as error:
                return error
            finally:
                model.Session.remove()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_of_two_requests_at_once_one_is_kept(app, monkeypatch):
    both_looked = Barrier(2)
    look = asking._ensure_free
    monkeypatch.setattr(asking, "_ensure_free", lambda *given: (look(*given), both_looked.wait(timeout=20)))
    results = at_once(app, lambda: ask(email="a@example.org"), lambda: ask(email="b@example.org"))
    told = [result for result in results if isinstance(result, tk.ValidationError)]
    assert len(told) == 1
    assert "en cours pour Plombières-les-Bains" in told[0].error_dict["commune"][0]
    assert model.Session.query(Request).filter(Request.state.in_(OPEN)).count() == 1


def test_of_two_approvals_at_once_one_wins(app):
    for name in ("chef", "cheffe"):
        factories.Sysadmin(name=name)
    asked = ask()
    calls = [lambda name=name: act("approve", name, id=asked["id"]) for name in ("chef", "cheffe")]
    results = at_once(app, *calls)
    told = [result for result in results if isinstance(result, tk.ValidationError)]
    assert len(told) == 1
    assert "déjà été acceptée" in told[0].error_dict["id"][0]
    assert model.Session.query(Workspace).count() == 1
    assert model.Session.query(model.Group).filter_by(is_organization=True).count() == 1


def test_an_approval_and_a_refusal_at_once_leave_one_decision(app):
    factories.Sysadmin(name="chef")
    asked = ask()
    results = at_once(
        app, lambda: act("approve", "chef", id=asked["id"]), lambda: act("refuse", "chef", id=asked["id"])
    )
    assert sum(isinstance(result, tk.ValidationError) for result in results) == 1
    state = model.Session.get(Request, asked["id"]).state
    assert model.Session.query(Workspace).count() == (1 if state == "approved" else 0)


def test_an_approval_that_fails_leaves_nothing_behind(monkeypatch):
    factories.Sysadmin(name="chef")
    asked = ask()
    before = (model.Session.query(model.Group).count(), model.Session.query(model.User).count())
    space = factories.Organization()
    from ckanext.datagrandest.workspaces import store

    store.add(space["id"], "commune:88351", "21880351800016")
    model.Session.commit()
    with pytest.raises(tk.ValidationError, match="a déjà un espace"):
        act("approve", "chef", id=asked["id"])
    model.Session.expire_all()
    assert model.Session.get(Request, asked["id"]).state == "unconfirmed"
    assert (model.Session.query(model.Group).count() - 1, model.Session.query(model.User).count()) >= before
    assert model.Session.query(model.User).filter_by(email="mairie@plombieres.example").count() == 0
    assert model.Session.query(model.Group).filter_by(name="plombieres-les-bains").count() == 0


@pytest.mark.ckan_config("ckanext.datagrandest.workspaces.requests_per_hour", 100)
def test_a_commune_that_closed_its_workspaces_opens_another_under_a_name_of_its_own(app):
    factories.Sysadmin(name="chef")
    names = []
    for number in range(6):
        asked = ask(email=f"mairie{number}@plombieres.example")
        names.append(act("approve", "chef", id=asked["id"])["organization"]["name"])
        store.find(names[-1]).state = CLOSED
        model.Session.commit()
    assert names == [
        *(f"plombieres-les-bains{end}" for end in ("", "-88", "-88351", "-88351-2", "-88351-3", "-88351-4")),
    ]

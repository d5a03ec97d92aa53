"""Requests expire, and the personal data of those that ended are erased when the declared time has come."""

from datetime import timedelta

import pytest

from ckan import model
from ckan.tests import factories

from ckanext.datagrandest.jobs import tick
from ckanext.datagrandest.workspaces.requesting import upkeep
from ckanext.datagrandest.workspaces.requesting.model import Request

from .requesting import GIRMONT, PLOMBIERES, act, ask

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "mail_server")


def aged(request_id, **days):
    request = model.Session.get(Request, request_id)
    for name, number in days.items():
        setattr(request, name, getattr(request, name) - timedelta(days=number))
    model.Session.commit()
    return request


def personal(request):
    model.Session.refresh(request)
    return [getattr(request, name) for name in upkeep.PERSONAL if getattr(request, name) is not None]


def test_what_nobody_confirmed_expires_and_is_erased_at_once():
    late, fresh = aged(ask()["id"], mailed_at=4), model.Session.get(Request, ask(**GIRMONT)["id"])
    assert upkeep.tidy() == {"expired": 1, "erased": 0}
    assert (late.state, personal(late), bool(late.erased_at)) == ("expired", [], True)
    assert (fresh.state, fresh.email) == ("unconfirmed", GIRMONT["email"])
    assert ask()["state"] == "unconfirmed", "the commune may ask again"


def test_what_could_not_be_mailed_waits_for_the_team(ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "smtp.server", "")
    request = aged(ask()["id"], created_at=90)
    assert upkeep.tidy() == {"expired": 0, "erased": 0}
    assert personal(request)


def test_decided_requests_are_erased_after_the_declared_delay():
    factories.Sysadmin(name="chef")
    refused, approved = ask()["id"], ask(**GIRMONT)["id"]
    act("refuse", "chef", id=refused, reason="Anne, écrivez à Paul.")
    found = act("approve", "chef", id=approved)
    assert upkeep.tidy() == {"expired": 0, "erased": 0}
    rows = [aged(one, changed_at=31) for one in (refused, approved)]
    assert upkeep.tidy() == {"expired": 0, "erased": 2}
    assert [personal(row) for row in rows] == [[], []]
    assert upkeep.tidy() == {"expired": 0, "erased": 0}
    shown = act("request_show", "chef", id=approved)
    assert shown["organization"]["id"] == found["organization"]["id"]
    assert PLOMBIERES["email"] not in str(act("request_show", "chef", id=refused))


def test_an_invitation_that_never_left_keeps_its_address(ckan_config, monkeypatch):
    factories.Sysadmin(name="chef")
    monkeypatch.setitem(ckan_config, "smtp.server", "")
    approved = ask()["id"]
    act("approve", "chef", id=approved)
    request = aged(approved, changed_at=31)
    upkeep.tidy()
    assert request.email


def test_the_tick_does_it():
    assert "workspaces.requests" in {job.name for job in tick.declared_jobs()}

"""Every action of the room is tried as everybody: a new action without its line here fails."""

from __future__ import annotations

import io
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

from ckan.tests import helpers

from ckanext.datagrandest.workspaces.plugin import ACTIONS, AUTH

#: The actions that the room defines; those that it chains are CKAN's or of other rooms.
OWN = sorted(name for name, action in ACTIONS.items() if not getattr(action, "chained_action", False))

EVERYBODY = ("nobody", "passant", "voisin", "stagiaire", "agent", "maire", "aide")
ACCOUNTS = EVERYBODY[1:]
MEMBERS = ("stagiaire", "agent", "maire", "aide")
PUBLISHERS = ("agent", "maire", "aide")
ADMINISTRATORS = ("maire", "aide")
TEAM = ("aide",)

#: By action: who is let in; everybody else is refused.
MAY: dict[str, tuple[str, ...]] = {
    "dge_deposit_abandon": PUBLISHERS,
    "dge_deposit_approve": PUBLISHERS,
    "dge_deposit_create": MEMBERS,
    "dge_deposit_list": MEMBERS,
    "dge_deposit_publish": PUBLISHERS,
    "dge_deposit_receipt": MEMBERS,
    "dge_deposit_return": PUBLISHERS,
    "dge_deposit_show": MEMBERS,
    "dge_deposit_update": PUBLISHERS,
    "dge_help_answer": MEMBERS,
    "dge_help_ask": MEMBERS,
    "dge_help_close": MEMBERS,
    "dge_help_list": MEMBERS,
    "dge_help_show": MEMBERS,
    "dge_help_take": TEAM,
    "dge_resource_version_restore": PUBLISHERS,
    "dge_resource_versions": MEMBERS,
    "dge_workspace_answer": EVERYBODY,
    "dge_workspace_approve": TEAM,
    "dge_workspace_bin_empty": ADMINISTRATORS,
    "dge_workspace_close": ADMINISTRATORS,
    "dge_workspace_confirm": EVERYBODY,
    "dge_workspace_export": ADMINISTRATORS,
    "dge_workspace_home": MEMBERS,
    "dge_workspace_invite": TEAM,
    "dge_workspace_list": ACCOUNTS,
    "dge_workspace_log": MEMBERS,
    "dge_workspace_member_invite": ADMINISTRATORS,
    "dge_workspace_member_list": MEMBERS,
    "dge_workspace_member_remind": ADMINISTRATORS,
    "dge_workspace_member_remove": ADMINISTRATORS,
    "dge_workspace_member_update": ADMINISTRATORS,
    "dge_workspace_question": TEAM,
    "dge_workspace_quota_request": ADMINISTRATORS,
    "dge_workspace_quota_update": TEAM,
    "dge_workspace_refuse": TEAM,
    "dge_workspace_request": EVERYBODY,
    "dge_workspace_request_list": TEAM,
    "dge_workspace_request_show": TEAM,
    "dge_workspace_resume": TEAM,
    "dge_workspace_show": MEMBERS,
    "dge_workspace_suspend": TEAM,
}


@pytest.fixture
def targets(space, other, people, call) -> dict[str, Any]:
    """A deposit of the agent, a call for help about it, and what actions are asked with to reach them."""
    file = FileStorage(io.BytesIO(b"nom,objet\nAmis du kiosque,Concert\n"), filename="subventions.csv")
    made = helpers.call_action(
        "dge_deposit_create", {"user": "agent", "ignore_auth": False}, workspace=space["id"], upload=file
    )
    asked = helpers.call_action("dge_help_ask", {"user": "agent", "ignore_auth": False}, deposit=made["id"], text="?")
    return {"deposit": made["id"], "call": asked["id"], "resource": made["resource_id"], "dataset": made["dataset_id"]}


def data_of(action: str, space: dict[str, Any], targets: dict[str, Any]) -> dict[str, Any]:
    """Give what reaches something of the workspace, with all that an action may ask for besides."""
    known = {"workspace": space["id"], "resource_id": targets["resource"], "text": "x", "role": "editor", "email": "x@example.org",
             "user": "agent", "sha256": "0" * 64, "reason": "une raison", "question": "?"}  # fmt: skip
    if action.startswith("dge_deposit_"):
        return {**known, "id": targets["deposit"]}
    if action.startswith("dge_help_"):
        return {**known, "id": targets["call"], "deposit": targets["deposit"]}
    # The mayor: whoever else is named may leave, which is no one else's to refuse.
    return {**known, "id": space["id"], "number": 1, "user": "maire"}


def test_each_action_has_its_line_and_its_own_right():
    assert set(OWN) <= MAY.keys(), "say in MAY who may use the new action"
    assert set(OWN) <= AUTH.keys(), "an action without an authorisation function of its own"


@pytest.mark.parametrize("action", OWN)
def test_who_may_do_what(space, other, people, targets, call, action, ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "smtp.mail_from", "")  # nobody is written to here
    data = data_of(action, space, targets)
    # Those who are refused come first, so that they meet what is there; of what changes things one of the others is tried.
    refused = [who for who in EVERYBODY if who not in MAY[action]]
    tried = EVERYBODY if _reads(action) else [*refused, MAY[action][-1]]
    answers = {who: call(action, getattr(people, who, None), **data) for who in tried}
    let_in = {who for who, (status, _) in answers.items() if status != 403}
    assert let_in == set(MAY[action]) & answers.keys(), answers
    for who in set(answers) - let_in:
        assert "subventions" not in str(answers[who][1])


@pytest.mark.parametrize(
    "action", [name for name in OWN if name not in {"dge_workspace_list"} and "dge_workspace_request" not in name]
)
def test_what_does_not_exist_tells_nobody_more(space, people, call, action):
    nothing = dict.fromkeys(("id", "workspace", "deposit", "resource_id", "user", "token"), "nulle-part")
    said = {call(action, user, **nothing, text="x", role="editor", email="x@example.org", reason="une raison", question="?")[0]
            for user in (people.passant, None)}  # fmt: skip
    assert said <= {403, 404, 409}, said


def _reads(action: str) -> bool:
    return bool(getattr(ACTIONS[action], "side_effect_free", False))

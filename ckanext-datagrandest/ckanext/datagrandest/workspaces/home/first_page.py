"""All that the first page of a workspace shows, as `dge_workspace_home` gives it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import store
from ckanext.datagrandest.workspaces.home import datasets, path
from ckanext.datagrandest.workspaces.home.next_step import Facts, Kind, NextStep, next_step
from ckanext.datagrandest.workspaces.hosting.limits import refusal_of
from ckanext.datagrandest.workspaces.hosting.usage import limits_of, usage_of
from ckanext.datagrandest.workspaces.rights import Role

_DONE = ("published", "abandoned")

#: What the page says of the next step, and on its button.
WORDS: dict[Kind, tuple[str, str]] = {
    Kind.CLOSED: (N_("Take away all that is here in one archive, or write to the team."), N_("Write to the team")),
    Kind.PATH: (N_("Three screens to make this workspace yours: your commune, a first file, who helps you."), N_("Go on")),
    Kind.ANSWER: (N_("The team has answered your call for help: {title}"), N_("Read the answer")),
    Kind.APPROVE: (N_("Somebody waits for your approval: {title}"), N_("Look at it")),
    Kind.DEPOSIT: (N_("You have begun something: {title}"), N_("Go on with it")),
    Kind.FIRST: (N_("Choose a file that you already have: a list of subsidies, of equipment, of deliberations. An Excel file is enough."), N_("Deposit a first file")),
    Kind.IMPROVE: (N_("“{title}” could do better. {advice}"), N_("Improve it")),
    Kind.ANOTHER: (N_("All is well here. Another file?"), N_("Deposit a file")),
}  # fmt: skip


def of_workspace(context: Context, organization: Any, role: Role) -> dict[str, Any]:
    """Give the figures, lists and the next step of a workspace to somebody who may see it."""
    workspace = store.find(organization.id)
    if workspace is None:
        raise tk.ObjectNotFound(tk._("There is no such workspace."))
    asked = {"workspace": organization.id}
    deposits = tk.get_action("dge_deposit_list")(Context(context), dict(asked))
    calls = tk.get_action("dge_help_list")(Context(context), dict(asked))
    unfinished = [one for one in deposits if one["state"] not in _DONE]
    held = datasets.of_workspace(organization.id)
    facts = Facts(
        writable=refusal_of(workspace) is None, publishes=role >= Role.PUBLISHER, datasets=held, deposits=unfinished,
        screen=path.screen_of(organization.id) if role is Role.ADMINISTRATOR else None,
        calls=[one for one in calls if one["state"] != "closed"],
    )  # fmt: skip
    people = tk.get_action("dge_workspace_member_list")(Context(context), {"id": organization.id})
    return {
        "id": organization.id, "name": organization.name, "title": organization.title or organization.name,
        "state": workspace.state, "territory": workspace.territory, "next": _next(organization.name, next_step(facts)),
        "datasets": held, "deposits": unfinished, "calls": list(facts.calls), "members": len(people),
        "usage": usage_of(organization.id).as_dict(), "limits": limits_of(workspace).as_dict(),
    }  # fmt: skip


def _next(name: str, step: NextStep) -> dict[str, Any]:
    subject = dict(step.subject or {})
    sentence, button = WORDS[step.kind]
    advice = subject["step"]["advice"] if step.kind is Kind.IMPROVE else ""
    title = subject.get("file") if step.kind is Kind.ANSWER else subject.get("title")
    said = tk._(sentence).format(title=title or "", advice=advice)
    return {"kind": step.kind.value, "sentence": said, "button": tk._(button), "url": _address(name, step, subject)}


def _address(name: str, step: NextStep, subject: dict[str, Any]) -> str:
    match step.kind:
        case Kind.CLOSED:
            return tk.h.url_for("dge_help.index", id=name)
        case Kind.PATH:
            return tk.h.url_for("dge_workspaces.welcome", id=name, screen=subject["screen"])
        case Kind.ANSWER:
            return tk.h.url_for("dge_help.show", id=name, call=subject["id"])
        case Kind.APPROVE | Kind.DEPOSIT:
            return tk.h.url_for("dge_deposit.show", workspace=name, id=subject["id"])
        case Kind.IMPROVE:
            return subject["step"]["url"]
        case Kind.FIRST | Kind.ANOTHER:
            return tk.h.url_for("dge_deposit.drop", workspace=name)

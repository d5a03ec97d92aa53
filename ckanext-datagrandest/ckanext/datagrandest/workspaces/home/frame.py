"""The frame of the pages of a workspace: whose it is, what the reader is there, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import rights, store
from ckanext.datagrandest.workspaces.members.levels import REFUSALS
from ckanext.datagrandest.workspaces.model import Workspace
from ckanext.datagrandest.workspaces.rights import Role

NONE = N_("There is no such workspace.")


@dataclass(frozen=True, slots=True)
class Space:
    """A workspace as its pages need it.

    Attributes:
        organization: CKAN's organisation (its model).
        workspace: its row.
        role: what the reader is there.
    """

    organization: Any
    workspace: Workspace
    role: Role

    @property
    def name(self) -> str:
        """Name in addresses."""
        return self.organization.name

    @property
    def title(self) -> str:
        """What people read."""
        return self.organization.title or self.organization.name

    @property
    def may_deposit(self) -> bool:
        """Whether files can be deposited: the workspace is active."""
        return self.workspace.state == "active"

    @property
    def manages(self) -> bool:
        """Whether the reader is an administrator or an animateur."""
        return self.role >= Role.ADMINISTRATOR

    @property
    def publishes(self) -> bool:
        """Whether the reader may publish."""
        return self.role >= Role.PUBLISHER


def space_of(name: str, least: Role = Role.CONTRIBUTOR) -> Space:
    """Give a workspace to a page; abort where the reader has no place there."""
    group: Any = ckan_model.Group.get(name)
    workspace = store.find(group.id) if group is not None and group.state == "active" else None
    if group is None or workspace is None:
        return tk.abort(404, tk._(NONE))
    role = rights.role(tk.current_user.name if tk.current_user.is_authenticated else None, group.id)
    if role < least:
        refuse(REFUSALS[least])
    return Space(group, workspace, role)


def refuse(sentence: str) -> NoReturn:
    """Send visitors to the page where they log in, and back; tell others why not."""
    if not tk.current_user.is_authenticated:
        came_from = tk.request.full_path.rstrip("?") if tk.request.method == "GET" else None
        from flask import redirect
        from werkzeug.exceptions import abort

        abort(redirect(tk.h.url_for("user.login", came_from=came_from)))
    tk.abort(403, tk._(sentence))
    raise AssertionError


def context() -> Any:
    """Give the context of actions that the reader asks for."""
    return {"user": tk.current_user.name, "auth_user_obj": tk.current_user}


def call(action: str, **data: Any) -> Any:
    """Call an action as the reader; abort with a page where there is no right, or nothing."""
    try:
        return tk.get_action(action)(context(), data)
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error.message or ""))
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error.message or ""))


def act(action: str, done: str | None = None, **data: Any) -> Any:
    """Call an action that changes something; say what was done, or why it is refused (then the answer is None)."""
    try:
        answer = call(action, **data)
    except tk.ValidationError as error:
        for sentences in error.error_dict.values():
            tk.h.flash_error(" ".join(map(str, sentences)) if isinstance(sentences, list) else str(sentences))
        return None
    if done:
        tk.h.flash_success(done)
    return answer

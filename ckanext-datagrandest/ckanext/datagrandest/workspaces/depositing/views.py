"""Pages of deposits: the one where a file is dropped, the one that leads it to publication, and their list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response
from flask.views import MethodView

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces.depositing import drawing, dropping, forms, prefill, refusals

deposits = Blueprint("dge_deposit", __name__, url_prefix="/espaces/<workspace>")

NOT_ALLOWED = N_("You are not a member of this workspace.")
NOTHING = N_("There is no such workspace or deposit.")
NO_FILE = N_("Choose a file, or give its address.")


class DropView(MethodView):
    """The page where files are dropped."""

    def get(self, workspace: str) -> str:
        """Show the form."""
        return _drop_page(_workspace(workspace))

    def post(self, workspace: str) -> Any:
        """Keep what was sent; say of each file that is refused why."""
        organization = _workspace(workspace)
        sent: list[dict[str, Any]] = [{"upload": one} for one in tk.request.files.getlist("upload") if one.filename]
        sent += [{"url": url} for url in tk.request.form.get("url", "").split()]
        if not sent:
            return _drop_page(organization, {"upload": [tk._(NO_FILE)]})
        common = {name: tk.request.form.get(name, "") for name in ("schema", "replaces")}
        kept, refused = _create(organization["id"], sent, common)
        if not kept:
            return _drop_page(organization, refused)
        _say(refused)
        return _go_on(organization["name"], kept)


def index(workspace: str) -> str:
    """List the deposits of a workspace."""
    organization = _workspace(workspace)
    found = _call("dge_deposit_list", {"workspace": organization["id"]})
    return tk.render("workspaces/depositing/list.html", extra_vars={"workspace": organization, "deposits": found})


def show(workspace: str, id: str) -> str:  # noqa: A002 - CKAN's name of the parameter
    """Show a deposit and what comes next."""
    return _page(_deposit(workspace, id))


def receipt(workspace: str, id: str) -> str:  # noqa: A002
    """Show the receipt of a deposit, to be read or printed."""
    deposit = _deposit(workspace, id)
    shown = {"receipt": _call("dge_deposit_receipt", {"id": deposit["id"]}), "workspace": deposit["workspace"]}
    return tk.render("workspaces/depositing/receipt.html", extra_vars=shown)


def change(workspace: str, id: str, step: str) -> Any:  # noqa: A002
    """Do a step of a deposit, and come back to its page."""
    deposit = _deposit(workspace, id)
    act = _STEPS.get(step)
    if act is None:
        return tk.abort(404, tk._(NOTHING))
    try:
        act(deposit)
    except tk.ValidationError as error:
        return _page(deposit, error.error_dict)
    return tk.redirect_to("dge_deposit.show", workspace=workspace, id=id)


deposits.add_url_rule("/deposer", view_func=DropView.as_view("drop"))
deposits.add_url_rule("/depots", view_func=index)
deposits.add_url_rule("/depots/<id>", view_func=show)
deposits.add_url_rule("/depots/<id>/recu", view_func=receipt)
deposits.add_url_rule("/depots/<id>/<step>", view_func=change, methods=["POST"])


def _schema(deposit: Mapping[str, Any]) -> None:
    name, _, version = tk.request.form.get("schema", "").partition("@")
    _update(deposit, schema=name, schema_version=version)


def _describe(deposit: Mapping[str, Any]) -> None:
    changed = forms.changed(forms.fields(tk.request.form), deposit["metadata"])
    if changed:
        _update(deposit, metadata=changed)


def _save(deposit: Mapping[str, Any]) -> None:
    _describe(deposit)
    tk.h.flash_success(tk._("The draft is kept: you can go on another day, on another device."))


def _repair(deposit: Mapping[str, Any]) -> None:
    accepted = set(tk.request.form.getlist("accepted"))
    _update(deposit, refused=[rule for rule in tk.request.form.getlist("proposed") if rule not in accepted])
    tk.h.flash_success(tk._("The file is corrected. The original is kept: you can have it back."))


def _undo(deposit: Mapping[str, Any]) -> None:
    _update(deposit, undo=True)
    tk.h.flash_success(tk._("The original file is back."))


def _read(deposit: Mapping[str, Any]) -> None:
    names = ("encoding", "delimiter", "sheet", "header_row")
    _update(deposit, reading={name: value for name in names if (value := tk.request.form.get(name, "").strip())})


def _mask(deposit: Mapping[str, Any]) -> None:
    form = tk.request.form
    ticked = [name for name in form if re.fullmatch(r"finding-\d{1,4}", name)]
    kinds = [(form[name].partition(" "), form.get(name.replace("finding", "mask"), "")) for name in ticked]
    _update(deposit, masked=[{"kind": kind, "field": field, "mask": mask} for (kind, _, field), mask in kinds])
    tk.h.flash_success(tk._("The data are masked. The original is kept: you can have it back."))


def _decide(deposit: Mapping[str, Any]) -> None:
    _update(deposit, decision=tk.request.form.get("reason", ""))


def _publish(deposit: Mapping[str, Any]) -> None:
    _describe(deposit)
    _call("dge_deposit_publish", {"id": deposit["id"]})


def _return(deposit: Mapping[str, Any]) -> None:
    _call("dge_deposit_return", {"id": deposit["id"], "reason": tk.request.form.get("reason", "")})


def _abandon(deposit: Mapping[str, Any]) -> None:
    _call("dge_deposit_abandon", {"id": deposit["id"]})
    tk.h.flash_success(tk._("The deposit is given up; nothing of it was published."))


_STEPS: dict[str, Callable[[Mapping[str, Any]], None]] = {
    "schema": _schema,
    "description": _save,
    "corriger": _repair,
    "annuler-correction": _undo,
    "lecture": _read,
    "masquer": _mask,
    "decider": _decide,
    "publier": _publish,
    "rendre": _return,
    "abandonner": _abandon,
}


def _update(deposit: Mapping[str, Any], **data: Any) -> None:
    _call("dge_deposit_update", {"id": deposit["id"], **data})


def _create(
    organization_id: str, sent: list[dict[str, Any]], common: Mapping[str, str]
) -> tuple[list[str], dict[str, list[str]]]:
    """Deposit files; give the ids of the deposits, and what was refused by field."""
    kept: list[str] = []
    refused: dict[str, list[str]] = {}
    for one in sent:
        try:
            kept.append(_call("dge_deposit_create", {"workspace": organization_id, **common, **one})["id"])
        except tk.ValidationError as error:
            for name, sentences in refusals.sentences(error).items():
                refused.setdefault(name, []).extend(sentences)
    return kept, refused


def _go_on(workspace: str, kept: list[str]) -> Any:
    """Go to the deposit, or to the list of several; a script that shows the progress goes there by itself."""
    only = len(kept) == 1
    url = tk.h.url_for("dge_deposit.show", workspace=workspace, id=kept[0]) if only else None
    url = url or tk.h.url_for("dge_deposit.index", workspace=workspace)
    if tk.request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return Response(status=204, headers={"X-Next-Page": url})
    return tk.redirect_to(url)


def _drop_page(organization: dict[str, Any], errors: Mapping[str, list[str]] | None = None) -> str:
    shown = {**dropping.shown(organization["id"], tk.request.values.get("replaces", "")), "errors": errors or {}}
    return tk.render("workspaces/depositing/drop.html", extra_vars={**shown, "workspace": organization})


def _page(deposit: dict[str, Any], errors: Mapping[str, Any] | None = None) -> str:
    declared = {one["field_name"]: one for one in tk.h.scheming_get_dataset_schema("dataset")["dataset_fields"]}
    typed = forms.fields(tk.request.form) if errors else {}
    preview = deposit["preview"] or {}
    shown = {
        "deposit": deposit, "workspace": deposit["workspace"], "errors": dict(errors or {}),
        "fields": [declared[name] for name in prefill.FIELDS], "data": {**deposit["metadata"], **typed},
        "schemas": tk.get_action("dge_schema_list")({}, {}), "map": drawing.of(deposit["metadata"], preview.get("points") or []),
    }  # fmt: skip
    return tk.render("workspaces/depositing/show.html", extra_vars=shown)


def _workspace(name: str) -> dict[str, Any]:
    """Give the workspace to somebody of it; others get a page that refuses."""
    organization: Any = ckan_model.Group.get(name)
    if organization is None or not organization.is_organization or organization.state != "active":
        return tk.abort(404, tk._(NOTHING))
    if not tk.h.check_access("dge_deposit_list", {"workspace": organization.id}):
        return tk.abort(403, tk._(NOT_ALLOWED))
    return {"id": organization.id, "name": organization.name, "title": organization.title or organization.name}


def _deposit(workspace: str, deposit_id: str) -> dict[str, Any]:
    """Give a deposit of the workspace that the address names; one of another is not found there."""
    organization = _workspace(workspace)
    found = _call("dge_deposit_show", {"id": deposit_id})
    return found if found["workspace"]["id"] == organization["id"] else tk.abort(404, tk._(NOTHING))


def _call(action: str, data: dict[str, Any]) -> Any:
    """Call an action as the reader; abort with a page where there is no right."""
    try:
        return tk.get_action(action)({"user": tk.current_user.name, "auth_user_obj": tk.current_user}, data)
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error) or tk._(NOT_ALLOWED))
    except tk.ObjectNotFound:
        return tk.abort(404, tk._(NOTHING))


def _say(refused: Mapping[str, list[str]]) -> None:
    for sentences in refused.values():
        for sentence in sentences:
            tk.h.flash_error(sentence)

"""Pages of the room: the report on a file, in its formats, and its repair."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask.views import MethodView

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality import config, downloads, originals, store

quality = Blueprint("dge_quality", __name__, url_prefix="/dataset/<id>/resource/<resource_id>/qualite")

NOT_ALLOWED = N_("You may not see or change the quality of this file.")
NO_FILE = N_("There is no such file.")


def report(id: str, resource_id: str) -> str:  # noqa: A002 - CKAN's name of the parameter
    """Show the report on a file."""
    package, resource = resource_of(id, resource_id)
    found = call("dge_quality_report_show", {"resource_id": resource_id})
    may_change = tk.h.check_access("resource_update", {"id": resource_id})
    privacy = call("dge_quality_privacy_show", {"resource_id": resource_id}) if may_change else None
    shown = {"pkg": package, "res": resource, "quality": found, "may_change": may_change, "privacy": privacy}
    return tk.render("quality/report.html", extra_vars=shown)


def download(id: str, resource_id: str, name: str) -> Any:  # noqa: A002
    """Give the report in one of the formats of `downloads.KINDS`."""
    resource_of(id, resource_id)
    found = call("dge_quality_report_show", {"resource_id": resource_id})
    return downloads.written(found, name) or tk.abort(404, tk._(NO_FILE))


def badge(id: str, resource_id: str) -> Response:  # noqa: A002
    """Give the badge of the file's verdict, as SVG."""
    resource_of(id, resource_id)
    return downloads.drawn(call("dge_quality_report_show", {"resource_id": resource_id}))


def judge(id: str, resource_id: str) -> Any:  # noqa: A002
    """Have the file judged again."""
    resource_of(id, resource_id)
    act("dge_quality_judge", {"resource_id": resource_id})
    return to_report(id, resource_id)


def undo(id: str, resource_id: str) -> Any:  # noqa: A002
    """Put the original back."""
    resource_of(id, resource_id)
    if act("dge_quality_repair_undo", {"resource_id": resource_id}):
        tk.h.flash_success(tk._("The original file is back."))
    return to_report(id, resource_id)


def original(id: str, resource_id: str, sha256: str) -> Any:  # noqa: A002
    """Give a file that a repair replaced to those who may change the resource: others never saw it corrected."""
    resource_of(id, resource_id)
    if not tk.h.check_access("resource_update", {"id": resource_id}):
        tk.abort(403, tk._(NOT_ALLOWED))
    row = next((one for one in store.repairs(resource_id) if one["original_sha256"] == sha256), None)
    if row is None or not originals.has(config.originals(), sha256):
        return tk.abort(404, tk._(NO_FILE))
    return kept_file(sha256, row["original_name"])


def kept_file(sha256: str, name: str) -> Response:
    """Send a file that was kept aside, as a download of a name."""
    kept = config.originals()
    answer = Response(originals.chunks(kept, sha256), content_type="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.content_length = originals.size(kept, sha256)
    return answer


class RepairView(MethodView):
    """The page of proposals, and their application."""

    def get(self, id: str, resource_id: str) -> Any:  # noqa: A002
        """Show what can be repaired, before and after."""
        package, resource = resource_of(id, resource_id)
        try:
            proposed = call("dge_quality_repair_show", {"resource_id": resource_id})
        except tk.ValidationError as error:
            say(error)
            return to_report(id, resource_id)
        shown = {
            "pkg": package,
            "res": resource,
            "proposed": proposed,
            "may_apply": resource.get("url_type") == "upload",
        }
        return tk.render("quality/repair.html", extra_vars=shown)

    def post(self, id: str, resource_id: str) -> Any:  # noqa: A002
        """Apply the rules that are ticked."""
        resource_of(id, resource_id)
        accepted = set(tk.request.form.getlist("accepted"))
        refused = [rule for rule in tk.request.form.getlist("proposed") if rule not in accepted]
        if act("dge_quality_repair_apply", {"resource_id": resource_id, "refused": refused}):
            tk.h.flash_success(tk._("The file is repaired. The original is kept: you can have it back on this page."))
        return to_report(id, resource_id)


quality.add_url_rule("", view_func=report)
quality.add_url_rule("/<name>", view_func=download)
quality.add_url_rule("/badge.svg", view_func=badge)
quality.add_url_rule("/juger", view_func=judge, methods=["POST"])
quality.add_url_rule("/annuler", view_func=undo, methods=["POST"])
quality.add_url_rule("/original/<sha256>", view_func=original)
quality.add_url_rule("/reparation", view_func=RepairView.as_view("repair"))


def call(action: str, data: dict[str, Any]) -> Any:
    """Call an action as the reader; abort with a page where there is no right."""
    try:
        return tk.get_action(action)({"user": tk.current_user.name, "auth_user_obj": tk.current_user}, data)
    except tk.NotAuthorized:
        return tk.abort(403, tk._(NOT_ALLOWED))
    except tk.ObjectNotFound:
        return tk.abort(404, tk._(NO_FILE))


def act(action: str, data: dict[str, Any]) -> bool:
    """Call an action that changes something; say why it refuses."""
    try:
        call(action, data)
    except tk.ValidationError as error:
        say(error)
        return False
    return True


def say(error: tk.ValidationError) -> None:
    """Show the sentences of a refusal on the next page."""
    for sentences in error.error_dict.values():
        tk.h.flash_error(" ".join(map(str, sentences)) if isinstance(sentences, list) else str(sentences))


def resource_of(package_id: str, resource_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give a dataset and its resource as the reader may see them; a resource of another dataset is not found."""
    package = call("package_show", {"id": package_id})
    resource = next((one for one in package["resources"] if one["id"] == resource_id), None)
    return package, resource if resource is not None else tk.abort(404, tk._(NO_FILE))


def to_report(package_id: str, resource_id: str) -> Any:
    """Go to the report."""
    return tk.redirect_to("dge_quality.report", id=package_id, resource_id=resource_id)

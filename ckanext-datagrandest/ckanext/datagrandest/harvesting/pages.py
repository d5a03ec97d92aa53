"""Pages where people decide: removals that were held, datasets that are closed. They call actions, changes by POST."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, request

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.harvesting import origin

dge_harvest_decisions = Blueprint("dge_harvest_decisions", __name__)

#: Pages of a dataset that answer 404 once it is closed.
OF_A_DATASET = frozenset({"dataset.read", "dataset_resource.read", "resource.read"})


def called(action: str, data_dict: dict[str, Any]) -> Any:
    """Call an action for a page: who may not gets 403, what is not there 404; refusals are shown, `None` is given."""
    try:
        return tk.get_action(action)({}, data_dict)
    except tk.NotAuthorized:
        abort(403)
    except tk.ObjectNotFound:
        abort(404)
    except tk.ValidationError as error:
        for sentence in error.error_summary.values():
            tk.h.flash_error(sentence)
        return None


@dge_harvest_decisions.get("/harvest/<source>/removals")
def removals(source: str) -> str:
    """Show what the removal guard held for a source."""
    holds = called("dge_harvest_hold_list", {"source_id": source})
    shown = called("harvest_source_show", {"id": source})
    return tk.render("harvesting/removals.html", {"harvest_source": shown, "pkg_dict": shown, "holds": holds})


@dge_harvest_decisions.post("/harvest/<source>/removals/<hold_id>")
def answer_removals(source: str, hold_id: str) -> Any:
    """Accept or reject the removals of a question."""
    answered = called("dge_harvest_hold_answer", {"id": hold_id, "answer": request.form.get("answer", "")})
    if answered and answered["state"] == "accepted":
        tk.h.flash_success(tk._("The removal is accepted: these datasets are closed after their grace period."))
    elif answered:
        tk.h.flash_success(tk._("The removal is refused: these datasets stay open."))
    return tk.redirect_to("dge_harvest_decisions.removals", source=source)


@dge_harvest_decisions.post("/dataset/<id>/reopen")
def reopen(id: str) -> Any:  # noqa: A002 - the name in CKAN's routes
    """Open a closed dataset again."""
    if called("dge_harvest_dataset_reopen", {"id": id}):
        tk.h.flash_success(tk._("This dataset is open again."))
    return tk.redirect_to("dataset.read", id=id)


@dge_harvest_decisions.post("/dataset/<id>/unlock")
def unlock(id: str) -> Any:  # noqa: A002
    """Give a field back to the source."""
    if called("dge_harvest_field_unlock", {"id": id, "field": request.form.get("field", "")}):
        tk.h.flash_success(tk._("This field follows the source again."))
    return tk.redirect_to("dataset.read", id=id)


@dge_harvest_decisions.after_app_request
def say_that_it_is_closed(response: Response) -> Any:
    """Say what became of a closed dataset in the place of “not found”: 410, or the dataset that continues it."""
    if response.status_code not in (403, 404) or request.endpoint not in OF_A_DATASET:
        return response
    try:
        found = tk.get_action("dge_dataset_tombstone_show")({}, {"id": (request.view_args or {})["id"]})
    except tk.ObjectNotFound:
        return response
    if found["merged_into"]:
        return redirect(tk.h.url_for("dataset.read", id=found["merged_into"]))
    body = tk.render("harvesting/tombstone.html", {"tombstone": found, "alike": origin.alike(found["title"])})
    return make_response(body, 410)


@dge_harvest_decisions.get("/harvest/twins")
def twins() -> str:
    """List the pairs of records that may be the same data, or about which a person decided."""
    state = request.args.get("state", "probable")
    pairs = called("dge_harvest_twin_list", {"state": state}) or []
    return tk.render("harvesting/twins.html", {"pairs": pairs, "state": state, "why": origin.why_twins})


@dge_harvest_decisions.post("/harvest/twins/decide")
def decide_twins() -> Any:
    """Say that two records are the same data, or are not."""
    names = ("source_a", "guid_a", "source_b", "guid_b", "decision")
    decided = called("dge_harvest_twin_decide", {name: request.form.get(name, "") for name in names})
    if decided:
        said = {
            "same": tk._("These records are one dataset now."),
            "different": tk._("These records stay two datasets; no harvest merges them."),
            "probable": tk._("This pair is to be decided again."),
        }
        tk.h.flash_success(said[decided["state"]])
    return tk.redirect_to("dge_harvest_decisions.twins")


@dge_harvest_decisions.post("/dataset/<id>/separate")
def separate(id: str) -> Any:  # noqa: A002
    """Undo a merge."""
    record = {name: request.form.get(name, "") for name in ("source_id", "guid")}
    undone = called("dge_harvest_merge_undo", {"id": id, **record})
    if undone:
        tk.h.flash_success(tk._("The merge is undone: the record of the other source has a dataset of its own."))
    return tk.redirect_to("dataset.read", id=undone["name"] if undone else id)

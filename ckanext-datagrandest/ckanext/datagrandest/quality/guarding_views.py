"""Pages about personal data in a file, and about how the file is read."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.quality import guarding_schema
from ckanext.datagrandest.quality.views import act, call, quality, resource_of, say, to_report

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "iso8859-15", "utf-16", "cp850", "mac-roman")


class PrivacyView(MethodView):
    """The page of likely personal data, and their masking."""

    def get(self, id: str, resource_id: str) -> Any:  # noqa: A002 - CKAN's name of the parameter
        """Show what is likely to be about people, which rule of law it touches, and what can be done."""
        package, resource = resource_of(id, resource_id)
        found = call("dge_quality_privacy_show", {"resource_id": resource_id})
        shown = {"pkg": package, "res": resource, "found": found, "may_apply": resource.get("url_type") == "upload"}
        return tk.render("quality/privacy.html", extra_vars=shown)

    def post(self, id: str, resource_id: str) -> Any:  # noqa: A002
        """Mask what is ticked."""
        resource_of(id, resource_id)
        form = tk.request.form
        found = call("dge_quality_privacy_show", {"resource_id": resource_id})["findings"] or []
        accepted = [
            {"kind": item["kind"], "field": item["field"], "mask": form.get(f"mask-{place}", "")}
            for place, item in enumerate(found)
            if form.get(f"finding-{place}") == f"{item['kind']} {item['field']}"
        ]
        if not act("dge_quality_privacy_mask", {"resource_id": resource_id, "accepted": accepted}):
            return tk.redirect_to("dge_quality.privacy", id=id, resource_id=resource_id)
        tk.h.flash_success(tk._("The data are masked. The original is kept where only your organisation can read it."))
        return to_report(id, resource_id)


class DialectView(MethodView):
    """The page where the reading of a file is corrected."""

    def get(self, id: str, resource_id: str) -> Any:  # noqa: A002
        """Show how the file is read."""
        package, resource = resource_of(id, resource_id)
        found = call("dge_quality_privacy_show", {"resource_id": resource_id})
        shown = {"pkg": package, "res": resource, "found": found, "encodings": ENCODINGS,
                 "last_row": guarding_schema.LAST_HEADER_ROW}  # fmt: skip
        return tk.render("quality/dialect.html", extra_vars=shown)

    def post(self, id: str, resource_id: str) -> Any:  # noqa: A002
        """Keep what is corrected, and have the file judged again."""
        resource_of(id, resource_id)
        names = ("encoding", "delimiter", "sheet", "header_row")
        choices = {name: tk.request.form.get(name, "") for name in names}
        if not act("dge_quality_dialect_update", {"resource_id": resource_id, **choices}):
            return tk.redirect_to("dge_quality.dialect", id=id, resource_id=resource_id)
        tk.h.flash_success(tk._("The file is read again as you said."))
        return to_report(id, resource_id)


def decide(id: str, resource_id: str) -> Any:  # noqa: A002
    """Record why the data may be published."""
    resource_of(id, resource_id)
    reason = tk.request.form.get("reason", "")
    try:
        call("dge_quality_privacy_decide", {"resource_id": resource_id, "reason": reason})
        tk.h.flash_success(tk._("Your decision is recorded with your name and the date."))
    except tk.ValidationError as error:
        say(error)
    return tk.redirect_to("dge_quality.privacy", id=id, resource_id=resource_id)


def withdraw(id: str, resource_id: str) -> Any:  # noqa: A002
    """Withdraw the decision."""
    resource_of(id, resource_id)
    if act("dge_quality_privacy_withdraw", {"resource_id": resource_id}):
        tk.h.flash_success(tk._("The decision is withdrawn."))
    return tk.redirect_to("dge_quality.privacy", id=id, resource_id=resource_id)


quality.add_url_rule("/donnees-personnelles", view_func=PrivacyView.as_view("privacy"))
quality.add_url_rule("/lecture", view_func=DialectView.as_view("dialect"))
quality.add_url_rule("/decision", view_func=decide, methods=["POST"])
quality.add_url_rule("/decision/retirer", view_func=withdraw, methods=["POST"])

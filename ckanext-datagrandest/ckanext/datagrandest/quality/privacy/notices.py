"""A mail to those who look after the data when a file is found to hold likely personal data: once for each kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.messages import N_, Message, translator
from ckanext.datagrandest.quality import config, notices
from ckanext.datagrandest.quality.due import Asked
from ckanext.datagrandest.quality.privacy import store

SUBJECT = N_("A file of “{dataset}” is likely to hold personal data")
BODY = N_(
    "Hello,\n\nThe file “{file}” is likely to hold personal data:\n\n{findings}\n\n{state}\n\nLook at them, mask them, or say why they may be published:\n{url}\n\n"
    "You receive this message because you look after the data of “{organization}”."
)
IS_PUBLIC = N_("This dataset is public: everybody can read these data now.")
IS_PRIVATE = N_("This dataset is not public: nobody else can read these data.")


def after_look(asked: Asked, before: Mapping[str, Any] | None, look: Mapping[str, Any]) -> None:
    """Write to those who look after the data when a look finds what the one before did not, and nobody decided on."""
    known = {(item["kind"], item["field"]) for item in (before or {}).get("findings") or []}
    known |= store.covered(store.decisions([asked.id]))
    new = [item for item in look["findings"] or [] if (item["kind"], item["field"]) not in known]
    package: Any = ckan_model.Session.get(ckan_model.Package, asked.package_id)
    if new and package is not None:
        notices.send(package, *compose(asked, new, package))


def compose(asked: Asked, findings: list[dict[str, Any]], package: Any) -> tuple[str, str]:
    """Write the subject and the body of a mail, in the site's language; no value of the file is in it."""
    translate = translator(config.locale())
    url = f"{tk.config['ckan.site_url'].rstrip('/')}/dataset/{package.name}/resource/{asked.id}/qualite"
    told = "\n".join(f"- {item['title']}" for item in findings)
    state = Message(IS_PRIVATE if package.private else IS_PUBLIC)
    params = {"file": asked.name, "findings": told, "state": state, "url": f"{url}/donnees-personnelles",
              "organization": notices.organization_title(package)}  # fmt: skip
    subject = Message(SUBJECT, {"dataset": package.title or package.name})
    return subject.render(translate), Message(BODY, params).render(translate)

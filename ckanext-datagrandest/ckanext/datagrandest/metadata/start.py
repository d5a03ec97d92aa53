"""The schema lint at start and in `dge check`."""

from __future__ import annotations

from collections.abc import Callable

import ckan.plugins.toolkit as tk
from ckan.exceptions import CkanConfigurationException

from ckanext.datagrandest.interfaces import Finding
from ckanext.datagrandest.messages import N_, translator
from ckanext.datagrandest.metadata.lint import KnownValidator, lint_all

TITLE = N_("The platform cannot start: its schemas are not sound.")


def refuse_unsound_schemas(known_validator: KnownValidator | None = None) -> None:
    """Stop the start with one sentence a problem.

    Raises:
        CkanConfigurationException: a schema or a vocabulary has to be corrected.
    """
    problems = lint_all(known_validator)
    if problems:
        translate = _translate()
        lines = [f"- {problem.message.render(translate)} {problem.remedy.render(translate)}" for problem in problems]
        raise CkanConfigurationException("\n".join(["", translate(TITLE), *lines]))


def known_validator(name: str) -> bool:
    """Tell whether a loaded plugin or CKAN provides a validator or converter."""
    try:
        tk.get_validator(name)
    except tk.UnknownValidator:
        return False
    return True


def findings() -> list[Finding]:
    """Give what is wrong with the schemas on the running platform, for `dge check`."""
    translate = _translate()
    return [
        Finding(problem.message.render(translate), problem.remedy.render(translate))
        for problem in lint_all(known_validator)
    ]


def _translate() -> Callable[[str], str]:
    """At start there is no request: the site's own language is used."""
    return translator(str(tk.config.get("ckan.locale_default") or "fr"))

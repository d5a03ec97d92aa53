"""Runs the checks of the ground and of every plugin."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.datagrandest.interfaces import Check, Finding, IPlatformCheck
from ckanext.datagrandest.soundness import ground

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """What one check found.

    Attributes:
        name: of the check, `<room>.<what>`.
        findings: empty when all is well.
    """

    name: str
    findings: tuple[Finding, ...]


def all_checks() -> dict[str, Check]:
    """Collect the checks of the ground and of the plugins, in the order in which they run."""
    collected = ground.checks()
    for plugin in p.PluginImplementations(IPlatformCheck):
        collected |= plugin.platform_checks()
    return collected


def results() -> Iterator[Result]:
    """Run each check; one that breaks is a finding itself and stops no other."""
    for name, check in all_checks().items():
        try:
            findings = tuple(check())
        except Exception as error:  # noqa: BLE001 - the boundary: a broken check must not hide the others
            log.exception("check %s", name)
            message = tk._("The check could not be made: {error}").format(error=f"{type(error).__name__}: {error}")
            findings = (Finding(message, tk._("The log of this command says where it broke off.")),)
        yield Result(name, findings)

"""Are the options of the room sound? Run by `ckan dge check`."""

from __future__ import annotations

from collections.abc import Iterator

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.interfaces import Finding
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net import config
from ckanext.datagrandest.net.errors import MalformedUrl
from ckanext.datagrandest.net.hosts import MAX_PORT, normalize_authority
from ckanext.datagrandest.net.policy import DEFAULT_PORTS

_CORRECT = N_("Correct the option {option} in ckan.ini.")


def findings() -> Iterator[Finding]:
    """Give what is wrong with the options, translated."""
    for option, problem in problems():
        remedy = Message(_CORRECT, {"option": f"{config.PREFIX}.{option}"})
        yield Finding(problem.render(tk._), remedy.render(tk._))


def problems() -> Iterator[tuple[str, Message]]:
    """Give options that cannot be read as they are written, with what is wrong."""
    for entry in config.allowed_hosts():
        try:
            normalize_authority(entry)
        except MalformedUrl as error:
            yield "allowed_hosts", error.message
    for port in config.ports():
        if not port.isascii() or not port.isdigit() or not 0 < int(port) <= MAX_PORT:
            yield "ports", Message(N_("“{entry}” is not a port: give numbers from 1 to 65535."), {"entry": port})
    for scheme in config.schemes():
        if scheme.lower() not in DEFAULT_PORTS:
            yield "schemes", Message(N_("“{entry}” cannot be called: only http and https can."), {"entry": scheme})
    bundle = config.ca_bundle()
    if bundle and not bundle.is_file():
        yield "ca_bundle", Message(N_("There is no file {path}."), {"path": str(bundle)})

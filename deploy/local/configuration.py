"""Writes `ckan.ini` from the template, keeping what was changed by hand."""

from __future__ import annotations

import configparser
import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path
from string import Template
from types import ModuleType

from local import postgres, redis, solr
from local.errors import DeployError
from local.instance import ROOT, Instance, read_json, write_private
from local.ports import Ports
from local.users import give_one

TEMPLATE = ROOT / "config" / "ckan.ini"
TEST_OVERLAY = ROOT / "config" / "ckan.test.ini"
PACKAGE = ROOT / "ckanext-datagrandest" / "ckanext" / "datagrandest"
SECTION = "app:main"


def composition() -> ModuleType:
    """Load `composition.py` alone, without CKAN."""
    spec = importlib.util.spec_from_file_location("composition", PACKAGE / "composition.py")
    if spec is None or spec.loader is None:
        raise DeployError(f"{PACKAGE}/composition.py is missing.", "Restore it: git checkout -- ckanext-datagrandest")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def values(instance: Instance, ports: Ports) -> dict[str, str]:
    """Give what the template's `${…}` stand for."""
    port = ports["web"]
    known = instance.secrets
    return {
        "plugins": " ".join(composition().PLUGINS),
        "secret_key": known["secret_key"],
        "site_url": f"http://localhost:{port}",
        "database_url": postgres.url(instance, ports, "ckan", "ckan"),
        "datastore_write_url": postgres.url(instance, ports, "ckan", "datastore"),
        "datastore_read_url": postgres.url(instance, ports, "datastore_ro", "datastore"),
        "redis_url": redis.url(ports),
        "solr_url": solr.url(ports),
        "storage": str(instance.var / "storage"),
        "webassets": str(instance.var / "webassets"),
        "smtp_server": f"127.0.0.1:{ports['mail']}",
        "csw_addresses": f"127.0.0.1:{ports['csw']} 127.0.0.1:{ports['csw-folder']}",
    }


def write(instance: Instance, ports: Ports, overlay: Path | None = None) -> None:
    """Write `ckan.ini`: the template's options, then those that someone changed in the last one.

    An option counts as changed by hand when its value is not the one that the last run wrote (kept in
    `ckan.ini.written.json`); such options stay, also when the template moves on.

    Raises:
        DeployError: the existing file is not readable as an ini file. It is left as it is.
    """
    known = values(instance, ports)
    fresh = render(known)
    options = _options(fresh, TEMPLATE) | (_options(render(known, overlay), overlay) if overlay else {})
    written_path = instance.var / "ckan.ini.written.json"
    edits = _edits(instance.ini, read_json(written_path))
    write_private(instance.ini, _with(fresh, {**options, **edits}, edits))
    write_private(written_path, json.dumps(options, indent=1))
    give_one(instance.ini)


def check(instance: Instance) -> None:
    """Refuse a `ckan.ini` that cannot be read before anything is started."""
    _edits(instance.ini, {})


def render(known: Mapping[str, str], template: Path | None = None) -> str:
    """Fill a template, by default that of the whole file."""
    template = template or TEMPLATE
    try:
        return Template(template.read_text(encoding="utf-8")).substitute(known)
    except (KeyError, ValueError) as error:
        raise DeployError(f"{template} cannot be filled: {error}.", "Write a literal dollar as $$.") from error


def _options(text: str, path: Path) -> dict[str, str]:
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign] - CKAN's options are case-sensitive
    try:
        parser.read_string(text, source=str(path))
        return dict(parser[SECTION])
    except (configparser.Error, KeyError) as error:
        reason = f"there is no section [{SECTION}]" if isinstance(error, KeyError) else str(error)
        raise DeployError(
            f"{path} is not a readable ini file: {reason}",
            f"Correct that line; or `mv {path} {path}.broken` and run again: a new one is written (no data is lost).",
        ) from error


def _edits(path: Path, written: Mapping[str, str]) -> dict[str, str]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise DeployError(f"{path} is not UTF-8 text: {error}", f"`mv {path} {path}.broken` and run again.") from error
    return {name: value for name, value in _options(text, path).items() if written.get(name) != value}


def _with(fresh: str, options: Mapping[str, str], edits: Mapping[str, str]) -> str:
    """Put values into the text of the template; options it does not have go below, under a comment."""
    lines, left, inside, skipping = [], dict(options), False, False
    for line in fresh.splitlines():
        if line.startswith("["):
            if inside:
                lines += _block(left, edits)
            inside, skipping = line.strip() == f"[{SECTION}]", False
        if skipping and line[:1].isspace():
            continue
        skipping = False
        name = line.split("=", 1)[0].strip()
        if inside and "=" in line and not line.startswith("#") and name in left:
            lines.append(f"{name} = {_folded(left.pop(name))}")
            skipping = True
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _block(left: dict[str, str], edits: Mapping[str, str]) -> list[str]:
    if not left:
        return []
    comment = "# Added by hand, kept by deploy/up." if left.keys() <= edits.keys() else "# Beside the template."
    block = [comment, *(f"{name} = {_folded(value)}" for name, value in left.items()), ""]
    left.clear()
    return block


def _folded(value: str) -> str:
    return value.replace("\n", "\n    ")

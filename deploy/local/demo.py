"""The demonstration source: a real CSW server whose records are harvested at the first start."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local import api, configuration, environment
from local.errors import DeployError
from local.instance import ROOT, Instance, state_folder
from local.ports import Ports
from local.process import run
from local.progress import say, step
from local.supervise import Program
from local.users import as_service, ensure_reachable, service_folder

CSW = ROOT / "deploy" / "demo" / "csw.py"
SHOWN_REFUSALS = 10
ORGANIZATION = {"name": "demonstration", "title": "Catalogue de démonstration"}
SOURCE = "demonstration"


def _python() -> Path:
    return state_folder() / "pycsw" / "bin" / "python"


def state(instance: Instance) -> Path:
    """Give the folder of the server's records."""
    return instance.var / "csw"


def program(instance: Instance, ports: Ports) -> Program:
    """Give the CSW server's process."""
    words = [str(_python()), str(CSW), "serve", "--state", str(state(instance)), "--port", str(ports["csw"])]
    return Program("csw", words)


def prepare(instance: Instance, records: Path | None) -> None:
    """Install pycsw and give it its records: those of a folder, or the demonstration's."""
    environment.ensure_pycsw(instance.setup_log)
    service_folder(state(instance))
    wanted = _wanted(instance, records)
    if wanted is None:
        return
    if records:
        ensure_reachable(records)
    with step(f"Loading the records of {records or 'the demonstration'} into the CSW server"):
        words = [_python(), CSW, "load", *([records] if records else []), "--state", state(instance)]
        remedy = "Read the line above; give --records a folder of XML files that the services' user may read."
        run(as_service(words), log=instance.setup_log, remedy=remedy, cwd=instance.run)
    (instance.var / "csw-records.json").write_text(json.dumps(wanted), encoding="utf-8")
    (instance.var / "demo-harvested").unlink(missing_ok=True)


def _wanted(instance: Instance, records: Path | None) -> dict[str, str] | None:
    """Say which records the server should hold; `None` when it holds them."""
    known_path = instance.var / "csw-records.json"
    known: Mapping[str, str] = json.loads(known_path.read_text(encoding="utf-8")) if known_path.exists() else {}
    folder = str(records.resolve()) if records else known.get("folder", "")
    if records is None and folder:
        return None  # a folder chosen in an earlier run stays
    digest = hashlib.sha256()
    for path in sorted(records.rglob("*.xml") if records else CSW.parent.glob("*")):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    wanted = {"folder": folder, "digest": digest.hexdigest()}
    return None if wanted == known else wanted


def harvest(instance: Instance, ports: Ports) -> None:
    """Create the source once and run it through the real pipeline; tell what came in and what did not."""
    done = instance.var / "demo-harvested"
    if done.exists() or "dge_csw" not in configuration.composition().PLUGINS:
        return
    _ensure_source(instance, ports)
    with step("Harvesting the demonstration source"):
        words = [instance.program("ckan"), "-c", instance.ini, "dge", "harvest", "run", SOURCE, "--json"]
        output = run(
            as_service(words),
            log=instance.setup_log,
            cwd=instance.run,
            env={"HOME": str(instance.run / "home")},
            remedy=f"Read {instance.setup_log}, then run deploy/up again: the harvest goes on where it stopped.",
        )
    counts = _last_json(output)
    say("  " + ", ".join(f"{name}: {value}" for name, value in counts.items()))
    done.write_text(json.dumps(counts), encoding="utf-8")


def _last_json(output: str) -> dict[str, Any]:
    for line in reversed(output.splitlines()):
        if line.startswith("{"):
            return json.loads(line)
    raise DeployError("The harvest printed no result.", "Run `dge harvest run` by hand and read what it says.")


def _ensure_source(instance: Instance, ports: Ports) -> None:
    if api.exists(instance, ports, "harvest_source_show", SOURCE):
        return
    if not api.exists(instance, ports, "organization_show", ORGANIZATION["name"]):
        api.call(instance, ports, "organization_create", ORGANIZATION)
    source = {
        "name": SOURCE,
        "title": "Serveur CSW de démonstration",
        "url": f"http://127.0.0.1:{ports['csw']}/csw",
        "source_type": "dge-csw",
        "owner_org": ORGANIZATION["name"],
        "frequency": "MANUAL",
    }
    api.call(instance, ports, "harvest_source_create", source)


def report(instance: Instance) -> None:
    """Tell which records the server refused to hold, and why."""
    path = state(instance) / "load.json"
    if not path.exists():
        return
    entries: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    refused = [entry for entry in entries if entry["state"] == "refused"]
    say(f"  CSW server: {len(entries) - len(refused)} records held, {len(refused)} refused")
    for entry in refused[:SHOWN_REFUSALS]:
        say(f"    - {entry['file']}: {entry['reason']}")
    if refused:
        say(f"    every record and its reason: {path}")

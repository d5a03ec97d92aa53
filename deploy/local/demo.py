"""The sources that a platform is filled from: CSW servers of our own, harvested through the real pipeline."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local import api, environment
from local.errors import DeployError
from local.instance import ROOT, Instance, state_folder, write_private
from local.ports import Ports
from local.process import run
from local.progress import say, step
from local.supervise import Program
from local.users import as_service, ensure_reachable, service_folder

CSW = ROOT / "deploy" / "demo" / "csw.py"
SHOWN = 10


@dataclass(frozen=True)
class Holding:
    """One CSW server and the source that harvests it.

    Attributes:
        name: of the process, of its folder below `var/`, of its port.
        source: name of the harvest source.
        title: of the source.
        organization: name and title of the organisation that the datasets belong to.
    """

    name: str
    source: str
    title: str
    organization: tuple[str, str]

    def state(self, instance: Instance) -> Path:
        """Give the folder of the server's records."""
        return instance.var / self.name

    def memory(self, instance: Instance) -> Path:
        """Give the file that remembers which records are held."""
        return instance.var / f"{self.name}.json"

    def harvested(self, instance: Instance) -> Path:
        """Give the file that exists once the records held were harvested; it holds the counts."""
        return instance.var / f"{self.name}-harvested.json"


DEMONSTRATION = Holding("csw", "demonstration", "Serveur CSW de démonstration", ("demonstration", "Démonstration"))
RECORDS = Holding("csw-folder", "fiches-iso", "Dossier de fiches ISO 19139", ("fiches-iso", "Fiches ISO 19139"))


def holdings(instance: Instance, records: Path | None = None) -> list[Holding]:
    """Say which servers a platform has: the demonstration's, or that of a folder given now or earlier."""
    with_records = records is not None or RECORDS.memory(instance).exists()
    with_demonstration = not with_records or DEMONSTRATION.memory(instance).exists()
    return [DEMONSTRATION] * with_demonstration + [RECORDS] * with_records


def programs(instance: Instance, ports: Ports) -> list[Program]:
    """Give the servers' processes."""
    python = str(state_folder() / "pycsw" / "bin" / "python")
    return [
        Program(
            holding.name,
            [python, str(CSW), "serve", "--state", str(holding.state(instance)), "--port", str(ports[holding.name])],
        )
        for holding in holdings(instance)
    ]


def prepare(instance: Instance, records: Path | None) -> None:
    """Install pycsw and give the servers their records."""
    environment.ensure_pycsw(instance.setup_log)
    for holding in holdings(instance, records):
        service_folder(holding.state(instance))
        if holding is DEMONSTRATION:
            _load(instance, holding, None)
        elif records is not None:
            ensure_reachable(records / "any")
            _load(instance, holding, records.resolve())


def _load(instance: Instance, holding: Holding, folder: Path | None) -> None:
    wanted = json.dumps({"folder": str(folder or ""), "digest": _digest(folder)})
    memory = holding.memory(instance)
    if memory.exists() and memory.read_text(encoding="utf-8") == wanted:
        return
    with step(f"Loading {folder or 'the demonstration records'} into a CSW server"):
        words = [state_folder() / "pycsw/bin/python", CSW, "load", *([folder] if folder else [])]
        words += ["--state", holding.state(instance)]
        remedy = "Read the lines above; --records takes a folder of XML files that every user may read."
        run(as_service(words), log=instance.setup_log, remedy=remedy, cwd=instance.run)
    holding.harvested(instance).unlink(missing_ok=True)
    write_private(memory, wanted)


def _digest(folder: Path | None) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.xml") if folder else CSW.parent.glob("*.*")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def harvest(instance: Instance, ports: Ports) -> None:
    """Run each source that was not harvested since its server got its records; tell what came in and what did not."""
    for holding in holdings(instance):
        _tell_refused(instance, holding)
        done = holding.harvested(instance)
        if done.exists():
            continue
        _ensure_source(instance, ports, holding)
        counts = _run(instance, holding)
        say("  " + ", ".join(f"{name}: {value}" for name, value in counts.items()))
        write_private(done, json.dumps(counts))


def _run(instance: Instance, holding: Holding) -> dict[str, Any]:
    words = [instance.program("ckan"), "-c", instance.ini, "dge", "harvest", "run", holding.source, "--json"]
    remedy = "The platform runs, without these records. Correct the cause and run deploy/up again: it harvests again."
    with step(f"Harvesting: {holding.title}"):
        environment_ = {"HOME": str(instance.run / "home")}
        output = run(as_service(words), log=instance.setup_log, cwd=instance.run, env=environment_, remedy=remedy)
    for line in reversed(output.splitlines()):
        if line.startswith("{"):
            return json.loads(line)
    raise DeployError(f"The harvest of {holding.source} printed no result:\n{output}", remedy)


def _ensure_source(instance: Instance, ports: Ports, holding: Holding) -> None:
    url = f"http://127.0.0.1:{ports[holding.name]}/csw"
    if api.exists(instance, ports, "harvest_source_show", holding.source):
        known = api.call(instance, ports, "harvest_source_show", {"id": holding.source})
        if known["url"] != url:  # the server's port was taken by another program meanwhile
            api.call(instance, ports, "harvest_source_update", {**known, "url": url})
        return
    name, title = holding.organization
    if not api.exists(instance, ports, "organization_show", name):
        api.call(instance, ports, "organization_create", {"name": name, "title": title})
    source = {"name": holding.source, "title": holding.title, "url": url, "source_type": "dge-csw"}
    api.call(instance, ports, "harvest_source_create", {**source, "owner_org": name, "frequency": "MANUAL"})


def _tell_refused(instance: Instance, holding: Holding) -> None:
    """Tell which records the server refused to hold, and why."""
    path = holding.state(instance) / "load.json"
    if not path.exists():
        return
    entries: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    refused = [entry for entry in entries if entry["state"] == "refused"]
    say(f"  {holding.title}: {len(entries) - len(refused)} records held, {len(refused)} refused by the server")
    for entry in refused[:SHOWN]:
        say(f"    - {entry['file']}: {entry['reason']}")
    if refused:
        say(f"    every record and its reason: {path}")

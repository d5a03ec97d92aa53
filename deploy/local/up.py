"""`deploy/up`: installs what is missing, starts what is down, and tells where the platform is."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from local import api, checks, configuration, database, demo, mail, programs, services, supervise
from local.errors import DeployError
from local.instance import Instance, platform
from local.ports import Ports, is_taken
from local.progress import say, step
from local.users import give

FIRST = ("mail", "csw", "csw-folder", "web")


def main(arguments: Sequence[str]) -> int:
    """Bring the platform up and print its address."""
    parser = argparse.ArgumentParser(prog="deploy/up", description="Install what is missing and start the platform.")
    parser.add_argument(
        "--records", type=Path, metavar="DIR", help="serve and harvest this folder of ISO 19139 records"
    )
    options = parser.parse_args(list(arguments))
    if options.records and not options.records.is_dir():
        raise DeployError(f"{options.records} is not a folder.", "Give --records a folder that holds XML records.")
    instance = platform()
    with services.locked(instance):
        ports = bring_up(instance, options.records)
    _tell(instance, ports)
    return 0


def bring_up(instance: Instance, records: Path | None = None) -> Ports:
    """Install, start and fill one platform; what already is, is left as it is."""
    ports = Ports(instance)
    _settle_public_port(instance, ports)
    configuration.check(instance)
    services.prepare(instance, "platform" if instance.name == "platform" else "test")
    ports = Ports(instance)
    mail.prepare(instance)
    demo.prepare(instance, records)
    services.settle_ports(instance, ports, ["mail", *(holding.name for holding in demo.holdings(instance))])
    configuration.write(instance, ports)
    services.start_base(instance, ports, programs.all_above_base(instance, ports))
    database.prepare(instance, ports)
    database.load_territories(instance)
    database.rebuild_stale_index(instance)
    _start_ckan(instance, ports)
    checks.report(instance)
    demo.harvest(instance, ports)
    return ports


def _settle_public_port(instance: Instance, ports: Ports) -> None:
    port = ports.settle_public()
    if supervise.states(instance).get("web") in {"RUNNING", "STARTING"}:
        return
    if is_taken(port):
        supervise.stop_strays(instance)
    if is_taken(port):
        raise DeployError(
            f"Port {port} is taken by another program.",
            f"Stop that program (`ss -ltnp 'sport = :{port}'` names it), or choose another port: "
            f"DGE_PORT={port + 1} deploy/up",
        )


def _start_ckan(instance: Instance, ports: Ports) -> None:
    for folder in ("storage", "webassets"):
        give(instance.var / folder)
    mark, fingerprint = instance.run / "started-with", programs.code_fingerprint(instance)
    names = [program.name for program in programs.all_above_base(instance, ports)]
    if not mark.exists() or mark.read_text() != fingerprint:
        supervise.stop_some(instance, *names)
    with step("Starting CKAN, its workers and the demonstration's CSW server"):
        supervise.ensure_started(instance, *(name for name in names if name in FIRST))
        api.wait(instance, ports)  # alone: seven processes that load CKAN at once keep each other waiting
        supervise.ensure_started(instance, *names)
    mark.write_text(fingerprint)


def _tell(instance: Instance, ports: Ports) -> None:
    say(f"\nDATA Grand Est is ready: http://localhost:{ports['web']}/")
    say(f"  sysadmin: admin, password in {_short(instance.var / 'admin-password')}")
    say(f"  API token: {_short(instance.var / 'admin-token')}   logs: {_short(instance.log)}/")
    say(f"  mails: {_short(mail.folder(instance) / 'new')}/, one file each; none is sent")
    say("  deploy/status shows the processes, deploy/down stops them.")


def _short(path: Path) -> str:
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative

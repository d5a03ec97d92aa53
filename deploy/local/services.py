"""The three servers that CKAN stands on, brought up together for one platform."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock

from local import environment, packages, postgres, redis, solr, supervise
from local.errors import DeployError, disk_full
from local.instance import ROOT, Instance
from local.ports import Ports, is_taken
from local.progress import say, step
from local.supervise import BASE, Program
from local.users import ensure_reachable, ensure_service_user, service_folder

NEEDED_FIRST, NEEDED_AGAIN = 3_000_000_000, 200_000_000


@contextmanager
def locked(instance: Instance) -> Generator[None]:
    """Let one command at a time change a platform.

    Raises:
        DeployError: another command is at work.
    """
    instance.var.mkdir(parents=True, exist_ok=True)
    with (instance.var / "lock").open("a+") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise DeployError(
                f"Another deploy command is at work on {instance.var} (process {holder}).",
                "Wait until it has ended, then run again.",
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def check_space(instance: Instance) -> None:
    """Refuse to start what could not end for want of disk space."""
    needed = NEEDED_AGAIN if (environment.state_folder() / "venv/.stamp").exists() else NEEDED_FIRST
    free = shutil.disk_usage(instance.var).free
    if free < needed:
        error = disk_full(instance.var)
        raise DeployError(
            f"{error.what[:-1]}: {free // 10**6} MB are free, {needed // 10**6} MB are needed.", error.remedy
        )


def prepare(instance: Instance, lock_name: str) -> Ports:
    """Install what is missing and make the folders, the user and the ports."""
    instance.log.mkdir(parents=True, exist_ok=True)
    check_space(instance)
    packages.ensure(instance)
    ensure_service_user()
    ensure_reachable(instance.var)
    environment.ensure_tools(instance.setup_log)
    environment.ensure(instance, lock_name)
    ensure_reachable(ROOT)
    solr.ensure_jars(instance.setup_log)
    instance.run.mkdir(exist_ok=True)
    for folder in ("storage", "webassets"):
        service_folder(instance.var / folder)
    for folder in (instance.run / "home",):
        service_folder(folder)
    return Ports(instance)


def base_programs(instance: Instance, ports: Ports) -> list[Program]:
    """Give the programs of PostgreSQL, Redis and Solr."""
    return [
        Program("postgres", postgres.command(instance), stop_signal="INT"),
        Program("redis", redis.command(instance)),
        Program("solr", solr.command(instance, ports)),
    ]


def settle_ports(instance: Instance, ports: Ports, names: Sequence[str]) -> None:
    """Choose another internal port where another program has taken ours meanwhile."""
    running = supervise.states(instance)
    if not running:
        supervise.stop_strays(instance)
    for name in names:
        if running.get(name) not in {"RUNNING", "STARTING"} and ports.knows(name) and is_taken(ports[name]):
            old = ports[name]
            say(f"  port {old} of {name} was taken by another program: now {ports.choose_again(name)}")


def start_base(instance: Instance, ports: Ports, others: Sequence[Program] = ()) -> None:
    """Start PostgreSQL, Redis and Solr, and wait until they answer."""
    settle_ports(instance, ports, BASE)
    postgres.ensure_cluster(instance, ports)
    redis.configure(instance, ports)
    with step("Starting PostgreSQL, Redis and Solr"):
        supervise.configure(instance, [*base_programs(instance, ports), *others])
        supervise.start(instance)
        if others and not _answer(ports):
            # They could do nothing yet, and their attempts would keep the servers from starting fast.
            supervise.stop_some(instance, *(program.name for program in others))
        if solr.configset_changed(instance):
            supervise.stop_some(instance, "solr")
            solr.install_configset(instance)
        supervise.ensure_started(instance, *BASE)
        postgres.wait(instance, ports)
        redis.wait(instance, ports)
        solr.wait(instance, ports)
        if not solr.accepts_writes(ports):
            supervise.restart(instance, "solr")
            solr.wait(instance, ports)
        postgres.ensure_databases(instance, ports)


def _answer(ports: Ports) -> bool:
    """Tell whether all three servers listen."""
    return all(is_taken(ports[name]) for name in BASE)

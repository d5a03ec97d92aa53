"""The supervisor: one process that starts the others, starts them again when they fall, and turns their logs."""

from __future__ import annotations

import hashlib
import os
import signal
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from local.control import Control
from local.environment import tools
from local.errors import DeployError
from local.instance import Instance
from local.process import run
from local.users import is_root, service_user

#: Variable that marks every process we start: what does not carry it is never stopped.
MARK = "DGE_INSTANCE"
LONGEST_SOCKET_PATH = 100
STOP_SECONDS = 40
BASE = ("postgres", "redis", "solr")
UP, UNDECIDED = frozenset({"RUNNING"}), frozenset({"STARTING", "BACKOFF", "STOPPING"})
DOWN = frozenset({"STOPPED", "EXITED", "FATAL", None})
HEADER = """\
; Written by deploy/up at each start.
[supervisord]
logfile = {log}/supervisor.log
pidfile = {run}/supervisor.pid
childlogdir = {log}
directory = {run}
environment = {environment}
{user}
[unix_http_server]
file = {socket}
chmod = 0600

[supervisorctl]
serverurl = unix://{socket}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
"""
PROGRAM = """
[program:{name}]
command = {command}
{user}priority = {priority}
autostart = false
autorestart = true
startsecs = 2
startretries = 5
stopsignal = {stop_signal}
stopwaitsecs = 30
killasgroup = true
redirect_stderr = true
stdout_logfile = {log}/{name}.log
stdout_logfile_maxbytes = 20MB
stdout_logfile_backups = 5
{environment}"""


@dataclass(frozen=True)
class Program:
    """One supervised process.

    Attributes:
        name: of the process and of its log.
        command: what runs in the foreground.
        stop_signal: what ends it in good order.
        environment: variables of its own.
    """

    name: str
    command: Sequence[str]
    stop_signal: str = "TERM"
    environment: Mapping[str, str] = field(default_factory=dict)


def _socket(instance: Instance) -> Path:
    path = instance.run / "supervisor.sock"
    if len(str(path)) <= LONGEST_SOCKET_PATH:
        return path
    short = hashlib.sha256(str(instance.var).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir(), f"dge-{short}.sock")


def _configuration(instance: Instance) -> Path:
    return instance.run / "supervisor.conf"


def _quoted(variables: Mapping[str, str]) -> str:
    return ",".join(f'{name}="{value.replace("%", "%%")}"' for name, value in variables.items())


def _word(text: str) -> str:
    text = text.replace("%", "%%")
    return f"'{text}'" if " " in text or ";" in text else text


def configure(instance: Instance, programs: Sequence[Program]) -> None:
    """Write the supervisor's file for these programs, in the order in which they start."""
    home = instance.run / "home"
    common = {MARK: str(instance.var), "HOME": str(home), "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    paths = {"log": str(instance.log).replace("%", "%%"), "run": str(instance.run).replace("%", "%%")}
    user = f"user = {service_user()}\n" if is_root() else ""
    as_root = "user = root\n" if is_root() else ""
    text = HEADER.format(**paths, environment=_quoted(common), socket=_socket(instance), user=as_root)
    for priority, program in enumerate(programs, start=1):
        own = f"environment = {_quoted(program.environment)}\n" if program.environment else ""
        text += PROGRAM.format(
            name=program.name,
            command=" ".join(_word(word) for word in program.command),
            user=user,
            priority=priority,
            stop_signal=program.stop_signal,
            log=paths["log"],
            environment=own,
        )
    _configuration(instance).write_text(text, encoding="utf-8")


def _control(instance: Instance) -> Control:
    return Control(_socket(instance))


def is_running(instance: Instance) -> bool:
    """Tell whether the supervisor of this platform answers."""
    return _control(instance).answers()


def start(instance: Instance) -> None:
    """Start the supervisor, or make the running one read its file again."""
    if is_running(instance):
        _control(instance).reload_file()
        return
    stop_strays(instance)
    _socket(instance).unlink(missing_ok=True)
    words = [tools() / "bin/supervisord", "-c", _configuration(instance)]
    run(words, log=instance.setup_log, cwd=instance.run, env={MARK: str(instance.var)}, outlives_us=True)
    _wait_for(lambda: is_running(instance))


def states(instance: Instance) -> dict[str, str]:
    """Give the state of each program (`RUNNING`, `STOPPED`, `FATAL`…); empty when the supervisor is down."""
    return _control(instance).states()


def ensure_started(instance: Instance, *names: str) -> None:
    """Start the programs that do not run, all at once, and wait until they stay up.

    Raises:
        DeployError: one of them falls again and again.
    """
    control = _control(instance)
    for name in names:
        if states(instance).get(name) not in UP:
            control.start(name)
    _wait_for(lambda: not any(states(instance).get(name) in UNDECIDED for name in names))
    for name in names:
        if (state := states(instance).get(name)) not in UP:
            raise DeployError(f"{name} does not start ({state}).", log_hint(instance, name))


def stop_some(instance: Instance, *names: str) -> None:
    """Stop programs, all at once; nothing happens to those that do not run."""
    control = _control(instance)
    for name in names:
        control.stop(name, wait=False)
    _wait_for(lambda: all(states(instance).get(name) in DOWN for name in names))


def restart(instance: Instance, *names: str) -> None:
    """Stop and start programs."""
    stop_some(instance, *names)
    ensure_started(instance, *names)


def stop(instance: Instance) -> None:
    """Stop what stands on the servers, then the servers, the supervisor last, then whatever of ours is left."""
    if known := states(instance):
        stop_some(instance, *(name for name in known if name not in BASE))
        stop_some(instance, *(name for name in BASE if name in known))
    if is_running(instance):
        _control(instance).shutdown()
        _wait_for(lambda: not is_running(instance))
    stop_strays(instance)


def _wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + STOP_SECONDS
    while not condition() and time.monotonic() < end:
        time.sleep(0.1)


def log_hint(instance: Instance, name: str) -> str:
    """Give the end of a process's log, to be shown with an error."""
    log = instance.log / f"{name}.log"
    lines = log.read_text(errors="replace").splitlines()[-12:] if log.exists() else []
    return f"Its log, {log}, ends with:\n" + "\n".join(f"    {line}" for line in lines)


def strays(instance: Instance) -> list[int]:
    """List the processes of this platform that run, known by their mark."""
    mark = f"{MARK}={instance.var}".encode()
    found: list[int] = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in environment.read_bytes().split(b"\0"):
                found.append(int(environment.parent.name))
        except OSError:
            continue
    return [pid for pid in found if pid != os.getpid()]


def stop_strays(instance: Instance) -> None:
    """End the processes that a killed supervisor left behind: asked first, killed after 20 s."""
    _signal(strays(instance), signal.SIGTERM)
    end = time.monotonic() + STOP_SECONDS / 2
    while (left := strays(instance)) and time.monotonic() < end:
        time.sleep(0.2)
    _signal(left, signal.SIGKILL)


def _signal(pids: Sequence[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue

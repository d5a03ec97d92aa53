"""Python environments: the platform's, and one of their own for the tools that run it."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

from local.instance import ROOT, Instance, state_folder
from local.process import run
from local.progress import step

LOCKS = ROOT / "config" / "requirements"
COG_BUILD = ROOT / "ckanext-datagrandest/ckanext/datagrandest/territories/cog_build.py"
OFFLINE = "Check that this machine reaches its Python package index (`python3 -m pip config list` shows which), then run again."


def tools() -> Path:
    """Give the environment that holds uv and the supervisor, apart from CKAN's requirements."""
    return state_folder() / "tools"


def ensure_tools(log: Path) -> None:
    """Create the tools' environment from its lock, once for each state of the lock."""
    lock = LOCKS / "tools.txt"
    if _is_stamped(tools(), lock):
        return
    with step("Preparing the tools (uv, supervisor)"):
        run([sys.executable, "-m", "venv", "--clear", tools()], log=log, remedy="Install python3-venv, then run again.")
        pip = [tools() / "bin/python", "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock]
        run(pip, log=log, remedy=OFFLINE)
    _stamp(tools(), lock)


def ensure(instance: Instance, lock_name: str) -> None:
    """Bring the platform's environment to the state of a lock (`platform` or `test`), the project installed editable."""
    target, inputs = instance.environment, build_inputs()
    build_cog(instance)
    if lock_name == "platform" and "/test.txt" in _stamped(target):
        lock_name = "test"  # deploy/test was here: what it needs stays
    lock = LOCKS / f"{lock_name}.txt"
    if _is_stamped(target, lock, *inputs):
        return
    with step(f"Installing Python packages ({lock_name})"):
        if not (target / "bin/python").exists() or not _stamped(target):  # none, or one that was broken off
            _uv(instance, "venv", "--quiet", "--clear", "--python", _system_python(), target)
        (target / ".stamp").unlink(missing_ok=True)
        _uv(instance, "pip", "sync", "--quiet", "--require-hashes", "--python", target / "bin/python", lock)
        editable = ["pip", "install", "--quiet", "--no-deps", "--python", target / "bin/python", "-e", ROOT]
        _uv(instance, *editable)
    _stamp(target, lock, *inputs)


def build_cog(instance: Instance) -> None:
    """Make the table of French codes from the packages that `config/cog` pins; does nothing when it is up to date.

    It comes before the project is installed, because the installation would look for npm in this machine only.
    """
    remedy = "Check that this machine reaches its npm registry (`npm config get registry` shows which), then run again."
    run([tools() / "bin/python", COG_BUILD], log=instance.setup_log, cwd=ROOT, remedy=remedy)


def build_inputs() -> list[Path]:
    """List what the project's build reads: entry points, the translators' parts, the pinned geographic code."""
    parts = sorted(ROOT.glob("ckanext-datagrandest/ckanext/datagrandest/i18n/parts/*/*.po"))
    return [ROOT / "setup.py", ROOT / "pyproject.toml", *sorted(ROOT.glob("config/cog/package*.json")), *parts]


def ensure_pycsw(log: Path) -> None:
    """Create the environment of the demonstration's CSW server, whose requirements contradict CKAN's."""
    lock, target = LOCKS / "pycsw.txt", state_folder() / "pycsw"
    if _is_stamped(target, lock):
        return
    with step("Installing the demonstration's CSW server (pycsw)"):
        _uv_run(log, "venv", "--quiet", "--clear", "--python", _system_python(), target)
        _uv_run(log, "pip", "sync", "--quiet", "--require-hashes", "--python", target / "bin/python", lock)
    _stamp(target, lock)


def ensure_peer(lock_name: str, log: Path) -> Path:
    """Create the environment of a peer that benches compare with; give its interpreter."""
    lock, target = LOCKS / f"{lock_name}.txt", state_folder() / "peers" / lock_name
    if not _is_stamped(target, lock):
        with step(f"Installing what the bench compares with ({lock_name})"):
            _uv_run(log, "venv", "--quiet", "--clear", "--python", _system_python(), target)
            _uv_run(log, "pip", "sync", "--quiet", "--require-hashes", "--python", target / "bin/python", lock)
        _stamp(target, lock)
    return target / "bin/python"


def _uv(instance: Instance, *words: str | Path) -> None:
    _uv_run(instance.setup_log, *words)


def _uv_run(log: Path, *words: str | Path) -> None:
    run([tools() / "bin/uv", *words], log=log, env=index_settings(), cwd=ROOT, remedy=OFFLINE)


def index_settings() -> dict[str, str]:
    """Hand pip's configured index to uv, which does not read pip's files."""
    listed = run([tools() / "bin/python", "-m", "pip", "config", "list"])
    known = dict(line.split("=", 1) for line in listed.splitlines() if "=" in line)
    settings = {"UV_NATIVE_TLS": "1", "UV_HTTP_TIMEOUT": "180"}
    names = {"index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_INDEX", "find-links": "UV_FIND_LINKS"}
    for key, value in known.items():
        variable = names.get(key.rsplit(".", 1)[-1])
        if variable and variable not in os.environ:
            settings[variable] = value.strip("'\"")
    return settings


def _system_python() -> str:
    """Give an interpreter that the service user can run too (one below a home folder it could not)."""
    if Path("/usr/bin/python3.11").exists():
        return "/usr/bin/python3.11"
    return sys.executable


def _digest(*files: Path) -> str:
    return json.dumps({str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files})


def _is_stamped(environment: Path, *files: Path) -> bool:
    return (environment / "bin/python").exists() and _stamped(environment) == _content(environment, *files)


def _stamped(environment: Path) -> str:
    stamp = environment / ".stamp"
    return stamp.read_text() if stamp.exists() else ""


def _stamp(environment: Path, *files: Path) -> None:
    (environment / ".stamp").write_text(_content(environment, *files))


def _content(environment: Path, *files: Path) -> str:
    """Say what an environment was made from and how many packages it holds: one that lost some is made again."""
    packages = len(list(environment.glob("lib/python3*/site-packages/*.dist-info")))
    return f"{_digest(*files)}\n{packages} packages\n"

"""`deploy/test`: services of its own, then every test."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from local import (
    closing,
    configuration,
    database,
    environment,
    mail,
    packages,
    s3proxy,
    services,
    solr,
    supervise,
    typing_farm,
    up,
)
from local.closing import Outcome
from local.errors import DeployError, from_os_error
from local.instance import ROOT, Instance, browser_platform, state_folder, test_services
from local.progress import say, step, warn
from local.users import ensure_reachable

SUITES = ("unit", "lint", "packaging", "platform", "browser")


def main(arguments: Sequence[str]) -> int:
    """Run the suite named by the first word, all by default; the rest goes to pytest.

    One suite leaves its services running, so that the next call is fast; all of them leave nothing running.
    """
    words = list(arguments)
    if words[:1] == ["down"]:
        return down()
    if words and words[0] in SUITES:
        return RUNNERS[words[0]](test_services(), words[1:]).code
    started = time.monotonic()
    outcomes: dict[str, Outcome] = {}
    try:
        for suite in SUITES:
            say(f"\n### {suite}")
            outcomes[suite] = _guarded(suite, words)
    finally:
        down()
    say(f"\n{closing.summary(outcomes, time.monotonic() - started)}")
    return next((outcome.code for outcome in outcomes.values() if outcome.code), 0)


def _guarded(suite: str, arguments: Sequence[str]) -> Outcome:
    """Run a suite; when its services cannot be started, say so and let the other suites run."""
    try:
        return RUNNERS[suite](test_services(), arguments)
    except DeployError as error:
        problem = error
    except OSError as error:
        problem = from_os_error(error, state_folder())
    warn(f"{suite}: {problem.what}\nWhat to do: {problem.remedy}")
    return Outcome(1)


def unit(instance: Instance, arguments: Sequence[str]) -> Outcome:
    """Run the tests that need no service."""
    _environment(instance)
    return _pytest(instance, [*_paths("unit", arguments), "-p", "no:ckan", *arguments])


def lint(instance: Instance, arguments: Sequence[str]) -> Outcome:
    """Run ruff's rules and formatter, and pyright on a folder of links that it can follow."""
    del arguments
    _environment(instance)
    ruff = str(instance.program("ruff"))
    typing_farm.lay_out()
    commands = ([ruff, "check", "."], [ruff, "format", "--check", "."], [str(instance.program("pyright"))])
    return Outcome(max(_call(command).code for command in commands))


def packaging(instance: Instance, arguments: Sequence[str]) -> Outcome:
    """Build the wheel and install it into environments of its own."""
    _environment(instance)
    uv = {"DGE_UV": str(environment.tools() / "bin/uv"), **environment.index_settings()}
    return _pytest(instance, [*_paths("packaging", arguments), "-p", "no:ckan", *arguments], uv)


def platform(instance: Instance, arguments: Sequence[str]) -> Outcome:
    """Run the tests that use the real servers."""
    start(instance)
    s3proxy.ensure_jars(instance.setup_log)
    words = [*_paths("platform", arguments), f"--ckan-ini={instance.ini}", *arguments]
    return _pytest(instance, words, s3proxy.variables())


def browser(instance: Instance, arguments: Sequence[str]) -> Outcome:
    """Run the tests that visit a whole platform, with the demonstration in it, in Chromium."""
    del instance
    visited = browser_platform()
    packages.ensure(visited, packages.BROWSER)
    with services.locked(visited):
        ports = up.bring_up(visited)
    variables = {
        "DGE_BASE_URL": f"http://localhost:{ports['web']}",
        "DGE_ADMIN_PASSWORD": visited.secrets["admin"],
        "DGE_ADMIN_TOKEN": (visited.var / "admin-token").read_text(encoding="utf-8").strip(),
        "DGE_ARTEFACTS": str(artefacts()),
        "DGE_MAILS": str(mail.folder(visited)),
        "DGE_SOURCE_PORT": str(ports["csw-folder"]),  # allowed to harvests, and free: no folder is served here
    }
    return _pytest(visited, [*_paths("browser", arguments), "-p", "no:ckan", *arguments], variables)


def artefacts() -> Path:
    """Give the folder of screenshots and of the logs of the servers that were tested."""
    folder = state_folder() / "test" / "artefacts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


RUNNERS = {"unit": unit, "lint": lint, "packaging": packaging, "platform": platform, "browser": browser}


def start(instance: Instance) -> None:
    """Bring up the test services and their databases, or use those that run."""
    with services.locked(instance):
        ports = services.prepare(instance, "test")
        services.start_base(instance, ports)
        configuration.write(instance, ports, configuration.TEST_OVERLAY)
        environment.ensure_pycsw(instance.setup_log)
        database.prepare(instance, ports)
        solr.stale_mark(instance).unlink(missing_ok=True)  # each test starts with an empty index


def down() -> int:
    """Stop the test services."""
    with step("Stopping the test services"):
        for instance in (browser_platform(), test_services()):
            supervise.stop(instance)
            _keep_logs(instance)
    return 0


def _keep_logs(instance: Instance) -> None:
    """Copy the logs beside the screenshots."""
    if instance.log.is_dir():
        shutil.copytree(instance.log, artefacts() / "log" / instance.name, dirs_exist_ok=True)


def _environment(instance: Instance) -> None:
    instance.log.mkdir(parents=True, exist_ok=True)
    if packages.missing(venv := {"python3-venv": packages.PACKAGES["python3-venv"]}):
        packages.ensure(instance, venv)
    environment.ensure_tools(instance.setup_log)
    environment.ensure(instance, "test")
    ensure_reachable(ROOT)


def _paths(suite: str, arguments: Sequence[str]) -> list[str]:
    """Give the folder of a suite, unless the caller named files or tests of it."""
    folder = f"tests/{suite}"
    return [] if any(word.startswith(folder) for word in arguments) else [folder]


def _pytest(
    instance: Instance, arguments: Sequence[str], variables: Mapping[str, str] = MappingProxyType({})
) -> Outcome:
    # `-P`: the repository's root must not be importable, or the mapped folders load twice.
    return _call([str(instance.program("python")), "-P", "-m", "pytest", *arguments], variables)


def _call(command: Sequence[str], variables: Mapping[str, str] = MappingProxyType({})) -> Outcome:
    say(f"$ {' '.join(command)}")
    known = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "DGE_ARTEFACTS": str(artefacts()), **variables}
    known["PYTHONUNBUFFERED"] = "1"  # what runs is seen as it runs
    known.pop("PYTHONPATH", None)
    return closing.call(command, ROOT, known)

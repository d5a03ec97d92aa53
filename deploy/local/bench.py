"""`deploy/bench NAME [--n N] [--peer-n N]`: measures ours beside its peer, one JSON object a line."""

from __future__ import annotations

import importlib
import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from sys import stderr

from benches.measure import Bench

from local import configuration, database, environment, services, solr, supervise
from local.errors import DeployError
from local.instance import ROOT, Instance, state_folder, test_services
from local.users import ensure_reachable

BENCHES = ROOT / "deploy" / "benches"
NOT_SUBJECTS = {
    "__init__", "__main__", "frictionless_peer", "measure", "platform", "repairs", "spoiled", "subventions",
}  # fmt: skip


def instance_for_benches() -> Instance:
    """Describe the servers that benches use."""
    return Instance(var=state_folder() / "bench", name="bench", durable=False)


def main(arguments: Sequence[str]) -> int:
    """Run one bench, prepare what it needs, and stop its servers afterwards. Progress goes to the error stream."""
    known = benches()
    name = arguments[0] if arguments else ""
    if name not in known:
        listed = "\n".join(f"  {each}" for each in sorted(known))
        raise DeployError(
            f"There is no bench {name!r}.", f"deploy/bench NAME [--n N] [--peer-n N], NAME being one of\n{listed}"
        )
    bench, instance = known[name], instance_for_benches()
    with redirect_stdout(stderr):
        variables = _prepare(instance, services_needed=bench.services)
        if bench.requirements:
            peer = environment.ensure_peer(bench.requirements, test_services().setup_log)
            variables["DGE_PEER_PYTHON"] = str(peer)
    try:
        return _run(instance, arguments, variables)
    finally:
        if bench.services:
            supervise.stop(instance)


def benches() -> Mapping[str, Bench]:
    """Collect the benches of every module of `deploy/benches`."""
    collected: dict[str, Bench] = {}
    for path in sorted(Path(BENCHES).glob("*.py")):
        if path.stem not in NOT_SUBJECTS:
            collected |= importlib.import_module(f"benches.{path.stem}").BENCHES
    return collected


def _prepare(instance: Instance, *, services_needed: bool) -> dict[str, str]:
    log = test_services().setup_log
    log.parent.mkdir(parents=True, exist_ok=True)
    if not services_needed:
        environment.ensure_tools(log)
        environment.ensure(test_services(), "test")
        ensure_reachable(ROOT)
        return {}
    with services.locked(instance):
        ports = services.prepare(instance, "test")
        services.start_base(instance, ports)
        configuration.write(instance, ports, configuration.TEST_OVERLAY)
        environment.ensure_pycsw(log)
        database.prepare(instance, ports)
        solr.stale_mark(instance).unlink(missing_ok=True)  # a bench starts with an empty index
    return {"CKAN_INI": str(instance.ini), "DGE_PYCSW": str(state_folder() / "pycsw"), "DGE_BENCH": "1"}


def _run(instance: Instance, arguments: Sequence[str], variables: Mapping[str, str]) -> int:
    variables = {**os.environ, "PYTHONPATH": str(ROOT / "deploy"), **variables}
    command = [str(instance.program("python")), "-P", "-W", "ignore", "-m", "benches", *arguments]
    return subprocess.run(command, check=False, env=variables, cwd=ROOT, stdin=subprocess.DEVNULL).returncode

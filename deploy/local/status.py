"""`deploy/status`: what runs, where, and whether it answers."""

from __future__ import annotations

from collections.abc import Sequence

from local import postgres, redis, solr, supervise
from local.errors import DeployError
from local.instance import Instance, platform
from local.ports import Ports
from local.progress import say

NOT_RUNNING = 3
OK = 200


def main(arguments: Sequence[str]) -> int:
    """Print one line a process; exit code 0 when all run and answer, 3 otherwise."""
    del arguments
    instance = platform()
    ports = Ports(instance)
    states = supervise.states(instance)
    if not states:
        say("The platform is down. deploy/up starts it.")
        return NOT_RUNNING
    healthy = True
    for name, state in states.items():
        answer = _answers(instance, ports, name) if state == "RUNNING" else None
        healthy = healthy and state == "RUNNING" and answer is not False
        port = f"port {ports[name]}" if ports.knows(name) else ""
        say(f"{name:18} {state:9} {port:11} {'' if answer is None else 'answers' if answer else 'DOES NOT ANSWER'}")
    say(f"\nhttp://localhost:{ports['web']}/   logs: {instance.log}")
    return 0 if healthy else NOT_RUNNING


def _answers(instance: Instance, ports: Ports, name: str) -> bool | None:
    """Tell whether a server answers; `None` for a process that listens to nothing."""
    if name == "postgres":
        try:
            postgres.query(instance, ports, "SELECT 1")
        except DeployError:
            return False
        return True
    if name == "redis":
        return redis.answers(ports["redis"])
    paths = {
        "solr": "/solr/ckan/admin/ping",
        "web": "/api/3/action/status_show",
        "csw": "/csw?service=CSW&request=GetCapabilities",
    }
    paths["csw-folder"] = paths["csw"]
    if name in paths:
        return solr.status(paths[name], ports[name], timeout=20) == OK
    return None

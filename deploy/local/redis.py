"""Redis: sessions, and the queues of jobs, which must survive a stop."""

from __future__ import annotations

import socket
import time
from pathlib import Path

from local.errors import DeployError
from local.instance import Instance
from local.ports import Ports
from local.users import give_one, service_folder

READY_SECONDS = 30
SETTINGS = """\
# Written by deploy/up at each start.
bind 127.0.0.1
port {port}
dir {folder}
daemonize no
set-proc-title no
appendonly {durable}
appendfsync everysec
save ""
maxmemory 512mb
maxmemory-policy noeviction
"""


def configure(instance: Instance, ports: Ports) -> None:
    """Write the settings file."""
    folder = service_folder(instance.var / "redis")
    durable = "yes" if instance.durable else "no"
    text = SETTINGS.format(port=ports["redis"], folder=f'"{folder}"', durable=durable)
    settings = folder / "redis.conf"
    settings.write_text(text, encoding="utf-8")
    give_one(settings)


def command(instance: Instance) -> list[str]:
    """Give the command that runs the server in the foreground."""
    return ["/usr/bin/redis-server", str(instance.var / "redis" / "redis.conf")]


def url(ports: Ports) -> str:
    """Give the address of the server."""
    return f"redis://127.0.0.1:{ports['redis']}/0"


def answers(port: int) -> bool:
    """Tell whether a Redis server answers PING on a port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
    except OSError:
        return False


def wait(instance: Instance, ports: Ports) -> None:
    """Wait until the server answers and has read its data."""
    end = time.monotonic() + READY_SECONDS
    while not answers(ports["redis"]):
        if time.monotonic() > end:
            log: Path = instance.log / "redis.log"
            raise DeployError(f"Redis does not answer on port {ports['redis']}.", f"Read {log}, then run again.")
        time.sleep(0.2)

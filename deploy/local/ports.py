"""Which ports a platform listens on: chosen free the first time, then remembered."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

from local.errors import DeployError
from local.instance import Instance, read_json

PUBLIC = 5000
LAST_PORT = 65535


class Ports:
    """The ports of one platform, kept in `ports.json` of its state folder."""

    def __init__(self, instance: Instance) -> None:
        self._path: Path = instance.var / "ports.json"
        self._known = {name: int(port) for name, port in read_json(self._path).items()}
        self._instance = instance

    def __getitem__(self, name: str) -> int:
        if name not in self._known:
            self._choose(name)
        return self._known[name]

    def knows(self, name: str) -> bool:
        """Tell whether the port was chosen in this run or an earlier one."""
        return name in self._known

    def choose_again(self, name: str) -> int:
        """Replace a remembered port that another program has taken."""
        self._known.pop(name, None)
        return self[name]

    def settle_public(self) -> int:
        """Give the public port: `DGE_PORT`, else the remembered one, else 5000."""
        asked = os.environ.get("DGE_PORT")
        if self._instance.name != "platform":
            return self["web"]
        port = _valid(asked) if asked else self._known.get("web", PUBLIC)
        self._known["web"] = port
        self._save()
        return port

    def _choose(self, name: str) -> None:
        taken = set(self._known.values())
        while (port := free_port()) in taken or port == PUBLIC:
            continue
        self._known[name] = port
        self._save()

    def _save(self) -> None:
        partial = self._path.with_suffix(".partial")
        partial.write_text(json.dumps(self._known, indent=1), encoding="utf-8")
        partial.replace(self._path)


def _valid(text: str) -> int:
    if text.isdigit() and 0 < int(text) <= LAST_PORT:
        return int(text)
    raise DeployError(
        f"DGE_PORT={text} is not a port.", f"Give a number from 1 to {LAST_PORT}, for example DGE_PORT=5001."
    )


def free_port() -> int:
    """Ask the system for a port of the loopback interface that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_taken(port: int) -> bool:
    """Tell whether a program listens on a port of the loopback interface."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise DeployError(
                f"Port {port} may only be opened by root.", "Choose one above 1023, for example DGE_PORT=5001."
            ) from error
        except OSError:
            return True
    return False

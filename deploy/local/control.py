"""Talks to the supervisor over its socket, by the XML-RPC interface that it documents."""

from __future__ import annotations

import http.client
import socket
import xmlrpc.client
from pathlib import Path
from typing import Any

TIMEOUT = 60
UNREACHABLE = (OSError, http.client.HTTPException, xmlrpc.client.ProtocolError)


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=TIMEOUT)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(TIMEOUT)
        self.sock.connect(str(self._path))


class _Transport(xmlrpc.client.Transport):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def make_connection(self, host: Any) -> http.client.HTTPConnection:
        del host
        return _Connection(self._path)


class Control:
    """The supervisor that listens on one socket."""

    def __init__(self, path: Path) -> None:
        self._rpc: Any = xmlrpc.client.ServerProxy("http://localhost", transport=_Transport(path)).supervisor

    def states(self) -> dict[str, str]:
        """Give the state of each program (`RUNNING`, `STOPPED`, `FATAL`…); empty when nobody answers."""
        try:
            return {entry["name"]: entry["statename"] for entry in self._rpc.getAllProcessInfo()}
        except UNREACHABLE:
            return {}

    def answers(self) -> bool:
        """Tell whether the supervisor answers."""
        try:
            return bool(self._rpc.getPID())
        except UNREACHABLE:
            return False

    def start(self, name: str) -> None:
        """Ask for a program to be started; do not wait for it. One that runs is left as it is."""
        self._quietly("startProcess", name, False)

    def stop(self, name: str, *, wait: bool) -> None:
        """Ask for a program to be stopped. One that does not run is left as it is."""
        self._quietly("stopProcess", name, wait)

    def shutdown(self) -> None:
        """Ask the supervisor to stop everything and itself."""
        try:
            self._rpc.shutdown()
        except UNREACHABLE:
            return

    def reload_file(self) -> None:
        """Make the supervisor take over its file: stop what changed or went, add what is new; start nothing."""
        ((added, changed, removed),) = self._rpc.reloadConfig()
        for name in (*changed, *removed):
            self._rpc.stopProcessGroup(name)
            self._rpc.removeProcessGroup(name)
        for name in (*added, *changed):
            self._rpc.addProcessGroup(name)

    def _quietly(self, method: str, *arguments: Any) -> None:
        try:
            getattr(self._rpc, method)(*arguments)
        except xmlrpc.client.Fault:
            return  # already started, not running: what was asked for is so

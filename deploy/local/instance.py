"""One running platform: its folder, its ports, its secrets and what it is made of."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from local.errors import DeployError

ROOT = Path(__file__).resolve().parents[2]
SECRETS = ("secret_key", "postgres", "ckan", "datastore", "admin", "beaker")


@dataclass(frozen=True)
class Instance:
    """Where one platform keeps its state and how it differs from the others.

    Attributes:
        var: folder of the state.
        name: shown in messages; `platform`, `test` or `browser`.
        environment: folder of the Python environment, shared by the instances of one checkout.
        durable: data must survive a power cut; false for tests, which run faster so.
        solr_heap: Java heap of Solr.
    """

    var: Path
    name: str = "platform"
    environment: Path = field(default_factory=lambda: state_folder() / "venv")
    durable: bool = True
    solr_heap: str = field(default_factory=lambda: os.environ.get("DGE_SOLR_HEAP", "512m"))

    @property
    def log(self) -> Path:
        """Folder of the logs."""
        return self.var / "log"

    @property
    def run(self) -> Path:
        """Folder of what only lives while the platform runs."""
        return self.var / "run"

    @property
    def ini(self) -> Path:
        """CKAN's configuration file."""
        return self.var / "ckan.ini"

    @property
    def setup_log(self) -> Path:
        """Where the output of the set-up's commands is kept."""
        return self.log / "setup.log"

    def program(self, name: str) -> Path:
        """Path of a program of the Python environment."""
        return self.environment / "bin" / name

    @cached_property
    def secrets(self) -> dict[str, str]:
        """Passwords and keys, made once and kept in a file that only the owner reads."""
        path = self.var / "secrets.json"
        known: dict[str, str] = read_json(path)
        missing = {name: secrets.token_urlsafe(24) for name in SECRETS if name not in known}
        if missing:
            known |= missing
            write_private(path, json.dumps(known, indent=1))
        return known


def state_folder() -> Path:
    """Give the folder of the platform's state: `var/`, or `DGE_VAR`."""
    return Path(os.environ.get("DGE_VAR") or ROOT / "var").resolve()


def platform() -> Instance:
    """Describe what `deploy/up` runs."""
    return Instance(var=state_folder())


def test_services() -> Instance:
    """Describe the services that `tests/platform` uses."""
    return Instance(var=state_folder() / "test", name="test", durable=False, solr_heap="384m")


def browser_platform() -> Instance:
    """Describe the platform that `tests/browser` visits."""
    var = state_folder() / "test" / "browser"
    return Instance(var=var, name="browser", durable=False, solr_heap="384m")


def read_json(path: Path) -> dict[str, str]:
    """Read a file that `write_private` or `Ports` wrote; empty when there is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise DeployError(
            f"{path} is not readable as JSON ({error}).",
            f"Restore it from a backup; without one, `mv {path} {path}.broken` and run again (passwords are then made anew).",
        ) from error


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    partial.replace(path)

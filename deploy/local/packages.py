"""Debian packages: installs what is missing, and leaves no service of Debian's running that nobody asked for."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from local.errors import DeployError
from local.instance import Instance
from local.process import run
from local.progress import say, step
from local.users import administrator_prefix, is_root

POSTGRES_BIN = Path("/usr/lib/postgresql/15/bin")
#: Package -> a file that proves that what we need of it is there, whoever installed it.
PACKAGES: dict[str, str] = {
    "ca-certificates": "/etc/ssl/certs/ca-certificates.crt",
    "python3-venv": "/usr/lib/python3.11/ensurepip/__init__.py",
    "postgresql-15": f"{POSTGRES_BIN}/postgres",
    "postgresql-15-postgis-3": "/usr/share/postgresql/15/extension/postgis.control",
    "redis-server": "/usr/bin/redis-server",
    "openjdk-17-jdk-headless": "/usr/lib/jvm/java-17-openjdk-*/bin/javac",
    "maven": "/usr/bin/mvn",
    "libmagic1": "/usr/lib/*/libmagic.so.1",
    # psycopg2, which CKAN pins, comes as source only.
    "gcc": "/usr/bin/gcc",
    "libc6-dev": "/usr/include/*/bits/libc-header-start.h",
    "libpq-dev": "/usr/include/postgresql/libpq-fe.h",
    "python3-dev": "/usr/include/python3.11/Python.h",
}
ACL = {"acl": "/usr/bin/setfacl"}
BROWSER = {"chromium": "/usr/bin/chromium", "fonts-dejavu-core": "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"}


def missing(packages: dict[str, str]) -> list[str]:
    """Name the packages whose file is not on this machine."""
    return [name for name, proof in packages.items() if not any(Path("/").glob(proof.lstrip("/")))]


def ensure(instance: Instance, packages: dict[str, str] = PACKAGES) -> None:
    """Install what is missing of `packages`.

    Raises:
        DeployError: something is missing and this user can neither be root nor use sudo, or apt fails.
    """
    wanted = missing(packages | (ACL if is_root() and packages is PACKAGES else {}))
    if not wanted:
        return
    command = f"apt-get update && apt-get install --no-install-recommends {' '.join(wanted)}"
    prefix = administrator_prefix()
    if prefix is None or not shutil.which("apt-get"):
        raise DeployError(
            f"Missing Debian packages: {', '.join(wanted)}; this user is not root and there is no sudo.",
            f"Ask an administrator to run: {command}",
        )
    with step(f"Installing Debian packages: {' '.join(wanted)}"):
        _install(prefix, wanted, instance.setup_log, f"As root, try: {command}")


def _install(prefix: Sequence[str], names: Sequence[str], log: Path, remedy: str) -> None:
    environment = {"DEBIAN_FRONTEND": "noninteractive"}
    keep = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
    run([*keep, "apt-get", "-q", "update"], log=log, env=environment, remedy=remedy)
    with _no_service_started(prefix, names):
        install = ["apt-get", "-q", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", "install"]
        run([*keep, *install, *names], log=log, env=environment, remedy=remedy, outlives_us=True)


@contextmanager
def _no_service_started(prefix: Sequence[str], names: Sequence[str]) -> Generator[None]:
    """Keep Debian from creating a cluster and starting services: ours live under `var/`.

    Files of an administrator (`policy-rc.d`, `createcluster.conf`) are left as they are.
    """
    files = {Path("/usr/sbin/policy-rc.d"): "#!/bin/sh\nexit 101\n"}
    if "postgresql-15" in names:
        files[Path("/etc/postgresql-common/createcluster.conf")] = "create_main_cluster = false\n"
    made = [path for path in files if not path.exists()]
    for path in made:
        _write_as_root(prefix, path, files[path])
    try:
        yield
    finally:
        for path in made:
            if path.name == "policy-rc.d":
                run([*prefix, "rm", "-f", path])
    if "redis-server" in names and Path("/run/systemd/system").is_dir():
        run([*prefix, "systemctl", "disable", "--quiet", "redis-server"])
        say("  Debian's own redis-server is installed but not started")


def _write_as_root(prefix: Sequence[str], path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        mode = "0755" if text.startswith("#!") else "0644"
        run([*prefix, "install", "-D", "-m", mode, file.name, path])


def java_home() -> Path:
    """Give the folder of the Java development kit."""
    chosen = os.environ.get("JAVA_HOME")
    if chosen and Path(chosen, "bin/javac").exists():
        return Path(chosen)
    for javac in sorted(Path("/usr/lib/jvm").glob("java-17-openjdk-*/bin/javac")):
        return javac.parents[1]
    raise DeployError("No Java development kit was found.", "Install openjdk-17-jdk-headless.")

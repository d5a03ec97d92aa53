"""Who runs what: PostgreSQL and Chromium refuse root, so root hands the services to a user of our own."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
from collections.abc import Sequence
from pathlib import Path

from local.errors import DeployError
from local.process import run
from local.progress import say

SERVICE_USER = "datagrandest"


def is_root() -> bool:
    """Tell whether this process is root."""
    return os.geteuid() == 0


def administrator_prefix() -> list[str] | None:
    """Give the words that make a command run as root; `None` when this user cannot."""
    if is_root():
        return []
    sudo = shutil.which("sudo")
    return [sudo] if sudo else None


def service_user() -> str:
    """Give the name of the user whom the services run as."""
    return SERVICE_USER if is_root() else pwd.getpwuid(os.geteuid()).pw_name


def ensure_service_user() -> None:
    """Create the system user once, when root runs the platform."""
    if not is_root():
        return
    try:
        pwd.getpwnam(SERVICE_USER)
    except KeyError:
        run(["groupadd", "--system", "--force", SERVICE_USER])
        run(
            ["useradd", "--system", "--gid", SERVICE_USER, "--no-create-home", "--home-dir", "/nonexistent"]
            + ["--shell", "/usr/sbin/nologin", "--comment", "DATA Grand Est", SERVICE_USER]
        )
        say(f"  system user {SERVICE_USER} created")


def as_service(command: Sequence[str | Path]) -> list[str]:
    """Give the command that runs `command` as the service user."""
    words = [str(word) for word in command]
    return ["runuser", "-u", SERVICE_USER, "--", *words] if is_root() else words


def give(path: Path) -> None:
    """Make the service user the owner of a file or of a whole folder."""
    if not is_root():
        return
    user, group = pwd.getpwnam(SERVICE_USER).pw_uid, grp.getgrnam(SERVICE_USER).gr_gid
    os.chown(path, user, group)
    for folder, folders, files in os.walk(path):
        for name in (*folders, *files):
            os.chown(Path(folder, name), user, group, follow_symlinks=False)


def service_folder(path: Path, mode: int = 0o750) -> Path:
    """Create a folder that the service user owns."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(mode)
    give_one(path)
    return path


def give_one(path: Path) -> None:
    """Make the service user the owner of one file or folder, not of what is in it."""
    if is_root():
        os.chown(path, pwd.getpwnam(SERVICE_USER).pw_uid, grp.getgrnam(SERVICE_USER).gr_gid)


def ensure_reachable(path: Path) -> None:
    """Let the service user traverse the parents of a folder, and nothing more.

    A clone below `/root` or a `mktemp -d` is closed to other users. An access list entry for our user alone,
    without the right to list, is the smallest opening that lets PostgreSQL find its data there.
    """
    if not is_root():
        return
    for parent in reversed(path.resolve().parents):
        if _traversable(parent):
            continue
        say(f"  {parent} is closed to other users: {SERVICE_USER} may now pass through it (not list it)")
        try:
            run(["setfacl", "-m", f"u:{SERVICE_USER}:--x", parent])
        except DeployError as error:
            raise DeployError(
                f"The services run as {SERVICE_USER}, who cannot pass through {parent}.",
                f"Run `chmod o+x {parent}`, or move the clone to a folder that everyone can pass through.",
            ) from error


def _traversable(folder: Path) -> bool:
    try:
        run(as_service(["test", "-x", folder]))
    except DeployError:
        return False
    return True

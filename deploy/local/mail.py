"""The mail server of a platform on one machine: it keeps each mail as a file and sends none."""

from __future__ import annotations

from pathlib import Path

from local.environment import tools
from local.instance import Instance
from local.ports import Ports
from local.supervise import Program
from local.users import service_folder

#: Bytes of the largest mail; ours are short texts.
LARGEST = 1_000_000


def folder(instance: Instance) -> Path:
    """Give where the mails are: a Maildir, `new/` holds one file each."""
    return instance.var / "mail"


def prepare(instance: Instance) -> None:
    """Make the folder, which nobody else reads: mails hold links that let in who has them."""
    for path in (folder(instance), *(folder(instance) / name for name in ("cur", "new", "tmp"))):
        service_folder(path, mode=0o700)


def program(instance: Instance, ports: Ports) -> Program:
    """Give the server's process (aiosmtpd)."""
    words = [str(tools() / "bin" / "python"), "-P", "-m", "aiosmtpd", "--nosetuid", "--size", str(LARGEST)]
    words += ["--listen", f"127.0.0.1:{ports['mail']}", "--class", "aiosmtpd.handlers.Mailbox", str(folder(instance))]
    return Program("mail", words)

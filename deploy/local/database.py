"""CKAN's tables, the sysadmin and the rights in the DataStore."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from local import postgres, solr
from local.errors import DeployError
from local.instance import ROOT, Instance, write_private
from local.ports import Ports
from local.process import run
from local.progress import step
from local.users import as_service, give_one

TERRITORIES = ROOT / "config" / "cog" / "package-lock.json"
#: Counts what a load writes: raised when it writes more, so that platforms that are there load once again.
LOAD_FORMAT = 2
PREPARE = Path(__file__).parent / "prepare.py"


def prepare(instance: Instance, ports: Ports) -> None:
    """Upgrade the tables in the declared order and make sure that a sysadmin and a token exist."""
    token = instance.var / "admin-token"
    with step("Upgrading the database"):
        command = as_service([instance.program("python"), "-P", PREPARE, instance.ini, token])
        environment = {"HOME": str(instance.run / "home"), "CKAN_INI": str(instance.ini)}
        output = run(
            command,
            stdin=instance.secrets["admin"] + "\n",
            log=instance.setup_log,
            env=environment,
            cwd=instance.run,
            remedy=f"The lines above end with the cause; the whole output is in {instance.setup_log}. "
            "Correct it, then run again: it goes on where it stopped.",
        )
    made = json.loads(output.splitlines()[-1])
    if "refused" in made:
        raise DeployError(
            f"CKAN cannot start with this configuration:\n{_indented(made['refused'])}",
            "Correct the file at the line given, then run again: nothing was changed, and nothing is lost.",
        )
    postgres.query(instance, ports, made["permissions"])
    if made["token"]:
        write_private(token, made["token"] + "\n")
        give_one(token)
    password = instance.var / "admin-password"
    if not password.exists():
        write_private(password, instance.secrets["admin"] + "\n")


def load_territories(instance: Instance) -> None:
    """Load the official territories, once for each release of the pinned package and each list of contours."""
    sources = _contours(instance)
    told = "\n".join([str(LOAD_FORMAT), *sources]).encode()
    digest = hashlib.sha256(TERRITORIES.read_bytes() + told).hexdigest()
    mark = instance.var / "territories-loaded"
    if mark.exists() and mark.read_text() == digest:
        return
    with step("Loading the territories (régions, départements, EPCI, communes)"):
        options = [word for source in sources for word in ("--contours", source)]
        command = as_service([instance.program("ckan"), "-c", instance.ini, "dge", "territories", "load", *options])
        environment = {"HOME": str(instance.run / "home")}
        remedy = "Read the lines above, correct the cause, then run deploy/up again."
        run(command, log=instance.setup_log, env=environment, cwd=instance.run, remedy=remedy)
    mark.write_text(digest)


def _contours(instance: Instance) -> list[str]:
    """Give the files and URLs of contours that `DGE_CONTOURS` names, now or when it was last set: it is remembered."""
    kept = instance.var / "contours"
    if "DGE_CONTOURS" in os.environ:
        kept.write_text(os.environ["DGE_CONTOURS"], encoding="utf-8")
    words = kept.read_text(encoding="utf-8").split() if kept.exists() else []
    return [word if "://" in word else str(Path(word).resolve()) for word in words]


def rebuild_stale_index(instance: Instance) -> None:
    """Make the index again from the database, when the configset changed since it was made."""
    mark = solr.stale_mark(instance)
    if not mark.exists():
        return
    with step("Making the search index again from the database"):
        command = as_service([instance.program("ckan"), "-c", instance.ini, "search-index", "rebuild", "--quiet"])
        remedy = "Run deploy/up again once the cause is mended: the index is then made from the start."
        environment = {"HOME": str(instance.run / "home")}
        run(command, log=instance.setup_log, env=environment, cwd=instance.run, remedy=remedy)
    mark.unlink()


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())

"""Solr from Maven Central: the jars, a home with the core `ckan`, and the command that runs it."""

from __future__ import annotations

import hashlib
import http.client
import shutil
import time
from pathlib import Path

from local import maven
from local.errors import DeployError
from local.instance import ROOT, Instance, state_folder
from local.packages import java_home
from local.ports import Ports
from local.process import run
from local.progress import step
from local.users import give, service_folder

SOURCES = Path(__file__).parent / "solr"
CONFIGSET = ROOT / "config" / "solr" / "ckan" / "conf"
READY_SECONDS = 120
OK = 200


def jars() -> Path:
    """Give the folder of Solr's jars, shared by the platforms of one checkout."""
    return state_folder() / "solr-jars"


def ensure_jars(log: Path) -> None:
    """Download Solr with Maven, which checks each file against its published checksum."""
    pom = SOURCES / "pom.xml"
    runner = SOURCES / "RunSolr.java"
    stamp, digest = jars() / ".stamp", hashlib.sha256(pom.read_bytes() + runner.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    with step("Downloading Solr from Maven Central (110 MB)"):
        maven.copy_jars(pom, jars(), log)
        run([java_home() / "bin/javac", "-cp", f"{jars()}/*", "-d", jars(), runner], log=log)
    stamp.write_text(digest)


def configset_changed(instance: Instance) -> bool:
    """Tell whether the home holds another configset than ours, or none."""
    return _fingerprint(_core(instance) / "conf") != _fingerprint(CONFIGSET)


def install_configset(instance: Instance) -> None:
    """Write Solr's home with our configset and no index; Solr is stopped meanwhile.

    The index is made from the database: `index_is_stale` tells that it must be made again.
    """
    home, core = service_folder(instance.var / "solr"), service_folder(_core(instance))
    shutil.copyfile(SOURCES / "solr.xml", home / "solr.xml")
    (core / "core.properties").write_text("name=ckan\n", encoding="utf-8")
    for folder in ("conf", "data"):
        shutil.rmtree(core / folder, ignore_errors=True)
    stale_mark(instance).touch()
    shutil.copytree(CONFIGSET, core / "conf")
    give(home)


def stale_mark(instance: Instance) -> Path:
    """Give the file that exists as long as the index must be made again from the database."""
    return instance.var / "index-is-stale"


def _core(instance: Instance) -> Path:
    return instance.var / "solr" / "ckan"


def _fingerprint(folder: Path) -> str | None:
    if not folder.is_dir():
        return None
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(str(file.relative_to(folder)).encode() + file.read_bytes())
    return digest.hexdigest()


def command(instance: Instance, ports: Ports) -> list[str]:
    """Give the command that runs the server in the foreground."""
    heap = instance.solr_heap
    java = [f"{java_home()}/bin/java", f"-Xms{heap}", f"-Xmx{heap}", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"]
    java += [f"-Dlog4j2.configurationFile={SOURCES}/log4j2.xml", "-Dsolr.enableRemoteStreaming=false"]
    java += ["-Dsolr.zk.embedded.host=127.0.0.1", f"-Djava.io.tmpdir={instance.run}", "-cp", f"{jars()}/*:{jars()}"]
    return [*java, "RunSolr", str(instance.var / "solr"), str(ports["solr"])]


def url(ports: Ports) -> str:
    """Give the address of the core."""
    return f"http://127.0.0.1:{ports['solr']}/solr/ckan"


def wait(instance: Instance, ports: Ports) -> None:
    """Wait until the core answers a ping or a query."""
    end = time.monotonic() + READY_SECONDS
    while status("/solr/ckan/select?q=*:*&rows=0", ports["solr"]) != OK:
        if time.monotonic() > end:
            raise DeployError(
                f"Solr's core `ckan` does not answer on port {ports['solr']}.",
                f"Read {instance.log}/solr.log: a fault of config/solr is named there. Correct it, then run again.",
            )
        time.sleep(0.5)


def accepts_writes(ports: Ports) -> bool:
    """Tell whether the core takes an update: one whose disk was full or whose files went does not."""
    return status("/solr/ckan/update?commit=true", ports["solr"], timeout=30) == OK


def status(path: str, port: int, timeout: float = 5) -> int:
    """Give the HTTP status of a page of a server of ours; 0 when nothing answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()

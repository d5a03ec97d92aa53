"""s3proxy from Maven Central: a server that speaks S3 before a folder, for the platform tests, which start it themselves."""

from __future__ import annotations

import hashlib
from pathlib import Path

from local import maven
from local.instance import state_folder
from local.packages import java_home
from local.progress import step

_POM = Path(__file__).parent / "s3proxy" / "pom.xml"


def jars() -> Path:
    """Give the folder of its jars, shared by the platforms of one checkout."""
    return state_folder() / "s3proxy-jars"


def ensure_jars(log: Path) -> None:
    """Download it, unless it is there as the `pom.xml` says."""
    stamp, digest = jars() / ".stamp", hashlib.sha256(_POM.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    with step("Downloading s3proxy from Maven Central (43 MB)"):
        maven.copy_jars(_POM, jars(), log)
    stamp.write_text(digest)


def variables() -> dict[str, str]:
    """Give what the tests need to start it."""
    return {"DGE_S3PROXY_JARS": str(jars()), "DGE_JAVA": str(java_home() / "bin/java")}

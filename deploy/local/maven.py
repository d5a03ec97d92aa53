"""Jars from Maven Central, each checked against its published checksum."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from local.packages import java_home
from local.process import run

_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"


def copy_jars(pom: Path, folder: Path, log: Path) -> None:
    """Fill a folder with what a `pom.xml` names and all that it needs; what was there goes.

    Raises:
        DeployError: Maven Central cannot be reached, or a checksum is wrong.
    """
    shutil.rmtree(folder, ignore_errors=True)
    words = ["mvn", "--batch-mode", "--strict-checksums", "--quiet", "-f", pom, _GOAL, f"-DoutputDirectory={folder}"]
    words += ["-DincludeScope=runtime"]
    # Java takes the home folder of the account; every other tool here takes HOME.
    options = f"{os.environ.get('MAVEN_OPTS', '')} -Duser.home={Path.home()}".strip()
    environment = {"JAVA_HOME": str(java_home()), "MAVEN_OPTS": options}
    run(words, log=log, env=environment, remedy="Check that this machine reaches Maven Central, then run again.")

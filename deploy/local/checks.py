"""Asks the platform whether its configuration is sound (`ckan dge check`) and shows what it says."""

from __future__ import annotations

import subprocess

from local.instance import Instance
from local.progress import say, step
from local.users import as_service


def report(instance: Instance) -> bool:
    """Run `dge check`, print its findings, and tell whether there were none."""
    command = as_service([instance.program("ckan"), "-c", instance.ini, "dge", "check"])
    with step("Checking the configuration"):
        done = subprocess.run(
            ["env", f"HOME={instance.run / 'home'}", *command],
            cwd=instance.run,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    lines = done.stdout.splitlines() or done.stderr.splitlines()[-5:]
    for line in lines:
        say(f"  {line}")
    return done.returncode == 0

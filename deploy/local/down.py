"""`deploy/down`: stops the platform; everything under `var/` stays."""

from __future__ import annotations

from collections.abc import Sequence

from local import services, supervise
from local.instance import platform
from local.progress import say, step


def main(arguments: Sequence[str]) -> int:
    """Stop every process of the platform in good order."""
    del arguments
    instance = platform()
    if not instance.var.is_dir():
        say("Nothing to stop: the platform was never started here.")
        return 0
    with services.locked(instance), step("Stopping the platform"):
        supervise.stop(instance)
    return 0

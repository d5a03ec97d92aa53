"""Runs commands: as the right user, with their output kept, and a remedy when they fail."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from local.errors import DeployError, disk_full

TAIL_LINES = 25
#: util-linux asks the kernel to end the command when its parent dies, even by SIGKILL.
END_WITH_US = ("setpriv", "--pdeathsig", "TERM", "--")
NOT_FOUND = 127
NO_SPACE = ("No space left on device", "Disk quota exceeded", "os error 28")


def run(  # noqa: PLR0913 - the words of subprocess.run, by name
    command: Sequence[str | Path],
    *,
    log: Path | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: str | None = None,
    remedy: str = "Read the lines above, correct the cause, then run the same command again.",
    timeout: float | None = None,
    outlives_us: bool = False,
) -> str:
    """Run a command to its end and return what it printed.

    Args:
        command: program and arguments; never a shell line.
        log: file to which the command and its output are added.
        env: variables added to the environment.
        cwd: folder to run in; `/` would be readable by every user.
        stdin: text given to the command.
        remedy: what to do when the command fails.
        timeout: seconds.
        outlives_us: the command goes on when we are killed (a package manager must not be cut off). All others end
            with us, so that the next run does not work beside them.

    Raises:
        DeployError: the command is missing, failed, or took too long.
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words if outlives_us else [*END_WITH_US, *words],
            env={**os.environ, **(env or {})},
            cwd=cwd,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )
    except FileNotFoundError as error:
        raise _not_found(words[0], remedy) from error
    except subprocess.TimeoutExpired as error:
        raise DeployError(f"`{shlex.join(words)}` did not end within {timeout:.0f} s.", remedy) from error
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"$ {shlex.join(words)}\n{done.stdout}")
    if done.returncode == NOT_FOUND and not shutil.which(words[0]):
        raise _not_found(words[0], remedy)
    if done.returncode:
        raise _failure(words, done.returncode, done.stdout, log, remedy)
    return done.stdout


def _not_found(program: str, remedy: str) -> DeployError:
    return DeployError(f"The program {program} was not found.", remedy)


def _failure(words: Sequence[str], code: int, output: str, log: Path | None, remedy: str) -> DeployError:
    if any(sign in output for sign in NO_SPACE):
        return disk_full(log.parent if log else words[0])
    tail = "\n".join(f"    {line}" for line in output.splitlines()[-TAIL_LINES:])
    where = f"\nWhole output: {log}" if log else ""
    return DeployError(f"`{shlex.join(words)}` failed (exit code {code}):\n{tail}{where}", remedy)

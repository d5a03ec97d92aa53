"""Runs commands: as the right user, with their output kept, and a remedy when they fail."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from local.errors import DeployError, disk_full

TAIL_LINES = 25
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

    Raises:
        DeployError: the command is missing, failed, or took too long.
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
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
        raise DeployError(f"The program {words[0]} was not found.", remedy) from error
    except subprocess.TimeoutExpired as error:
        raise DeployError(f"`{shlex.join(words)}` did not end within {timeout:.0f} s.", remedy) from error
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"$ {shlex.join(words)}\n{done.stdout}")
    if done.returncode:
        raise _failure(words, done.returncode, done.stdout, log, remedy)
    return done.stdout


def _failure(words: Sequence[str], code: int, output: str, log: Path | None, remedy: str) -> DeployError:
    if any(sign in output for sign in NO_SPACE):
        return disk_full(log.parent if log else words[0])
    tail = "\n".join(f"    {line}" for line in output.splitlines()[-TAIL_LINES:])
    where = f"\nWhole output: {log}" if log else ""
    return DeployError(f"`{shlex.join(words)}` failed (exit code {code}):\n{tail}{where}", remedy)

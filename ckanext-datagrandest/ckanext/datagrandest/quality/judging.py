"""One file handed to a process with limits; whatever becomes of that process is an answer. Imports no CKAN."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ckanext.datagrandest.messages import N_, Message

log = logging.getLogger(__name__)

#: Module that is run, unless another is named: it takes a task and an answer, two JSON files.
WORKER = "ckanext.datagrandest.quality.worker"
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "HOME", "PYTHONPATH", "VIRTUAL_ENV")
_ONE_THREAD = {"POLARS_MAX_THREADS": "1", "RAYON_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
#: What libraries say in their last words when they get no memory.
_NO_MEMORY = ("memoryerror", "memory allocation", "cannot allocate memory", "failed to map segment", "out of memory")
_OUT_OF_TIME = {-signal.SIGXCPU, -signal.SIGKILL}
_OUT_OF_MEMORY = {-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS}

TOO_LONG = N_("Not judged: reading this file takes longer than the {seconds} seconds that one file may take. Split it into smaller files.")  # fmt: skip
TOO_BIG = N_("Not judged: reading this file takes more than the {memory} MB of memory that one file may take. Split it into smaller files.")  # fmt: skip
BROKEN = N_("Not judged: the check stopped before its end on this file. The team was told; you can ask again later.")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one file may take: memory in MiB, seconds of processor, seconds by the clock."""

    memory_mb: int
    cpu_seconds: int
    clock_seconds: int


def run(task: Mapping[str, Any], folder: Path, bounds: Bounds, worker: str = WORKER) -> dict[str, Any]:
    """Have a task done, and give its answer.

    Args:
        task: see `worker.py`: `mode`, `file`, `name`, `locale`, `kept`, and what the mode asks for.
        folder: where the two processes leave files for each other; the caller removes it.
        bounds: what it may take.
        worker: module that does it, which calls `worker.work`.

    Returns:
        `{state, …}`; `{"state": "not_judged", "reason": Message or str}` when the process came to nothing.
    """
    question, answer = folder / "task.json", folder / "answer.json"
    answer.unlink(missing_ok=True)
    limits = {"memory_mb": bounds.memory_mb, "cpu_seconds": bounds.cpu_seconds}
    question.write_text(json.dumps({**task, **limits}, ensure_ascii=False), "utf-8")
    status = _run([sys.executable, "-P", "-m", worker, str(question), str(answer)], folder, bounds.clock_seconds)
    found = json.loads(answer.read_text("utf-8")) if status == 0 and answer.is_file() else {}
    if found and "ended" not in found:
        return found
    return {"state": "not_judged", "reason": _why(status, bounds, found.get("ended"), folder)}


def _run(command: list[str], folder: Path, seconds: int) -> int:
    """Run a command in a group of its own; a group that takes too long is ended as a whole."""
    environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    environment |= {**_ONE_THREAD, "TMPDIR": str(folder)}
    with (folder / "errors.txt").open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own module, no shell, no word of a user
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=errors, start_new_session=True,
        )  # fmt: skip
        try:
            return process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return -signal.SIGKILL
        finally:
            if process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _why(status: int, bounds: Bounds, ended: str | None, folder: Path) -> Message:
    said = (folder / "errors.txt").read_bytes()[-2000:].decode("utf-8", "replace")
    if status in _OUT_OF_TIME:
        return Message(TOO_LONG, {"seconds": bounds.cpu_seconds})
    if ended == "memory" or status in _OUT_OF_MEMORY or any(words in said.lower() for words in _NO_MEMORY):
        return Message(TOO_BIG, {"memory": bounds.memory_mb})
    log.error("The check of a file ended with status %s: %s", status, said)
    return Message(BROKEN)

"""Load the platform once and carry out a job in a fresh process each time a line asks for it.

`python killed.py INI JOB_ID`: prints `ready`. For each line of its input, a number of SQL statements, it prints the id of
the process that runs the job; `reached` when that one is about to send so many; and, once it has ended, how (`0`, or the
signal with a minus). Statements tell how far a run came on any machine, which seconds do not.
"""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path
from unittest import mock

RECORDS, PAGE = 500, 50
URL = "http://memory.test/a"


def fill(server) -> None:
    """Put the records of the test on a server."""
    server.page_size = PAGE
    for number in range(RECORDS):
        tags = [{"name": f"mot {number % 7}"}, {"name": f"lot {number // 50}"}]
        links = [
            {"url": f"https://example.org/{number}/{kind}", "name": kind, "format": kind} for kind in ("CSV", "ZIP")
        ]
        server.put(f"rec-{number:03}", tags=tags, resources=links)


def load(ini: str) -> None:
    """Load CKAN with the in-memory type beside the platform's, and fill its server."""
    from ckan.cli import load_config
    from ckan.config.middleware import make_app

    make_app(load_config(ini))
    import ckan.plugins as p
    from ckan.plugins import core

    sys.path.insert(0, str(Path(__file__).parents[1]))
    from harvesters.memory import SERVERS, MemoryPlugin, MemoryServer

    real = core._get_service
    with mock.patch.object(core, "_get_service", lambda name: MemoryPlugin() if name == "dge_memory" else real(name)):
        p.load("dge_memory")
    SERVERS[URL] = MemoryServer(URL)
    fill(SERVERS[URL])


def tell(said: object) -> None:
    """Write a line to the test."""
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()


def tell_when_reached(statements: int) -> None:
    """Tell the test when this process, and no copy of it, is about to send so many statements."""
    import sqlalchemy as sa

    pid, sent = os.getpid(), itertools.count(1)

    def note(*_event: object) -> None:
        if os.getpid() == pid and next(sent) == statements:
            tell("reached")

    sa.event.listen(sa.Engine, "before_cursor_execute", note)


def run(job_id: str, statements: int) -> None:
    """Carry out the job in a process of its own, until it ends or is killed."""
    from ckan import model

    from ckanext.datagrandest.harvesting import runner

    pid = os.fork()
    if not pid:
        model.meta.engine.dispose(close=False)
        model.Session.registry.clear()
        tell(os.getpid())
        tell_when_reached(statements)
        code = 1
        try:
            code = 0 if runner.run_now(job_id) else 2
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    tell(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    load(sys.argv[1])
    tell("ready")
    for line in sys.stdin:
        run(sys.argv[2], int(line))

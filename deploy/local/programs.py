"""The processes of a whole platform, in the order in which they start. `config/Procfile` lists the same."""

from __future__ import annotations

import hashlib
from pathlib import Path

from local import demo, mail
from local.environment import LOCKS
from local.instance import ROOT, Instance
from local.ports import Ports
from local.supervise import Program

WEB_WORKERS, WEB_THREADS = 2, 4
QUEUES = ("default", "harvest", "validation")
CODE = ("ckanext-datagrandest/ckanext", "harvesters", "schemas")
CODE_SUFFIXES = {".py", ".yaml", ".yml", ".json", ".html", ".mo", ".js", ".css", ".txt", ".gz"}


def web(instance: Instance, ports: Ports) -> Program:
    """Give the WSGI server's process."""
    words = [str(instance.program("gunicorn")), "ckanext.datagrandest.wsgi:application"]
    words += ["--bind", f"127.0.0.1:{ports['web']}", "--worker-class", "gthread"]
    words += ["--workers", str(WEB_WORKERS), "--threads", str(WEB_THREADS)]
    words += ["--timeout", "120", "--graceful-timeout", "20", "--keep-alive", "5"]
    words += ["--max-requests", "5000", "--max-requests-jitter", "500", "--access-logfile", "-"]
    return Program("web", words, environment=_environment(instance))


def workers(instance: Instance) -> list[Program]:
    """Give a worker for each queue: a long harvest keeps no mail and no validation waiting."""
    ckan = [str(instance.program("ckan")), "-c", str(instance.ini)]
    return [
        Program(f"worker-{queue}", [*ckan, "jobs", "worker", queue], environment=_environment(instance))
        for queue in QUEUES
    ]


def tick(instance: Instance) -> Program:
    """Give the process that queues what recurs and looks after lost jobs."""
    words = [str(instance.program("ckan")), "-c", str(instance.ini), "dge", "tick"]
    return Program("tick", words, environment=_environment(instance))


def ckan_programs(instance: Instance, ports: Ports) -> list[Program]:
    """Give the processes that run CKAN's code: all start again when it changes."""
    return [web(instance, ports), *workers(instance), tick(instance)]


def all_above_base(instance: Instance, ports: Ports) -> list[Program]:
    """Give the processes that stand on PostgreSQL, Redis and Solr."""
    return [mail.program(instance, ports), *demo.programs(instance, ports), *ckan_programs(instance, ports)]


def _environment(instance: Instance) -> dict[str, str]:
    return {"CKAN_INI": str(instance.ini)}


def code_fingerprint(instance: Instance) -> str:
    """Give a digest of what the processes read when they start: the code, the packages, the configuration."""
    digest = hashlib.sha256(instance.ini.read_bytes() + (LOCKS / "platform.txt").read_bytes())
    for folder in CODE:
        for path in sorted(Path(ROOT, folder).rglob("*")):
            if path.suffix in CODE_SUFFIXES and "__pycache__" not in path.parts:
                digest.update(f"{path}:{path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()

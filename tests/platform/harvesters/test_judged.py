"""Tables that come with harvested datasets are judged, without anybody asking for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ckan.tests import helpers

from ckanext.datagrandest.jobs import runner
from ckanext.datagrandest.jobs import store as jobs
from ckanext.datagrandest.quality import due, tasks

from .running import counts, found

HEADER = (
    "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,objet,montant,nature,"
    "conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,pourcentageSubvention"
)
ROW = (
    "Commune de Bruyères,21880078700010,{date},D1,Les Amis du kiosque,90188012000018,Fonctionnement,1500.5,aide en numéraire,"
    "unique,2024-03-01,,non,1"
)


class Quiet(SimpleHTTPRequestHandler):
    """A file server that keeps the test's output clean."""

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(tmp_path: Path, ckan_config, monkeypatch) -> Iterator[str]:
    """A server of two tables, which the platform may ask; give its address."""
    (tmp_path / "juste.csv").write_text(f"{HEADER}\n{ROW.format(date='2024-02-01')}\n", "utf-8")
    (tmp_path / "faux.csv").write_text(f"{HEADER}\n{ROW.format(date='bientôt')}\n", "utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    monkeypatch.setitem(ckan_config, "ckanext.datagrandest.net.allowed_hosts", [f"127.0.0.1:{server.server_port}"])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def states() -> dict[str, tuple[str, str | None]]:
    """Give the verdict of each file that the index shows, and whether it is queued."""
    files = [resource for dataset in found().values() for resource in dataset["resources"]]
    reports = {one["url"]: helpers.call_action("dge_quality_report_show", resource_id=one["id"]) for one in files}
    return {url.rpartition("/")[2]: (told["state"], told["pending"]) for url, told in reports.items()}


def test_harvested_tables_are_judged_by_the_recurring_job(memory_server, make_source, site):
    server = memory_server()
    for name in ("juste.csv", "faux.csv", "disparu.csv", "carte.pdf"):
        server.put(name, resources=[{"url": f"{site}/{name}", "name": name, "format": name[-3:].upper()}])
    source = make_source(server.url, "dge-memory")
    assert counts(source.run()) == {"added": 4}
    tasks.sweep()
    queued = [job for job in jobs.latest(queue="harvest", state="queued") if job.key and job.key.startswith("quality:")]
    assert len(queued) == 3, "tables alone"
    for job in queued:
        runner.run(job.id, job.attempt)
    assert states() == {
        "juste.csv": ("valid", None), "faux.csv": ("invalid", None), "disparu.csv": ("not_judged", None),
        "carte.pdf": ("none", None),
    }  # fmt: skip
    assert helpers.call_action("package_search", fq="conforms_to_ss:scdl/subventions")["count"] == 1
    assert list(due.due()) == []
    assert counts(source.run()) == {"unchanged": 4}
    assert list(due.due()) == [], "a record that comes again unchanged has nothing judged again"

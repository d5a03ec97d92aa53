"""Links are looked at politely, on a real server; what is private is not checkable, what fails for days is dead."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import sqlalchemy as sa

from ckan.tests import factories, helpers

from ckanext.datagrandest.jobs.recurring import QUEUES
from ckanext.datagrandest.jobs.store import transaction
from ckanext.datagrandest.quality import link_check, link_states, score_store, scores
from ckanext.datagrandest.quality.link_rounds import Pace
from ckanext.datagrandest.quality.score_model import Link


class Site:
    """A server whose answers the test decides: path → status by method."""

    def __init__(self) -> None:
        self.answers: dict[str, dict[str, int]] = {}
        self.headers: dict[str, str] = {}
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                site.asked.append(f"{self.command} {self.path}")
                status = site.answers.get(self.path, {}).get(self.command, 200)
                self.send_response(status)
                for name, value in site.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_HEAD = _answer  # noqa: N815 - names of http.server

            def log_message(self, *_args: Any) -> None:
                """Keep the test's output clean."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.authority = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://{self.authority}{path}"


@pytest.fixture
def site(ckan_config, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A server that the platform may reach, and no pauses between looks."""
    site = Site()
    monkeypatch.setitem(ckan_config, "ckanext.datagrandest.net.allowed_hosts", [site.authority])
    monkeypatch.setattr(link_check, "Pace", lambda _gap, seconds: Pace(0, seconds))
    yield site
    site.server.shutdown()
    site.server.server_close()


def dataset(*urls: str, **fields: Any) -> dict[str, Any]:
    """Make a dataset of files elsewhere."""
    resources = [{"url": url, "format": "PDF", "name": "x"} for url in urls]
    return factories.Dataset(owner_org=factories.Organization()["id"], resources=resources, **fields)


def links() -> dict[str, Any]:
    with transaction() as connection:
        return {row["url"]: row for row in connection.execute(sa.select(Link.__table__)).mappings()}


def make_due(**values: Any) -> None:
    with transaction() as connection:
        connection.execute(sa.update(Link).values(next_check=datetime.now(UTC) - timedelta(minutes=1), **values))


@pytest.mark.parametrize(
    ("answers", "state", "asked"),
    [
        ({}, "alive", ["HEAD"]),
        ({"HEAD": 405}, "alive", ["HEAD", "GET"]),
        ({"HEAD": 404}, "alive", ["HEAD", "GET"]),
        ({"HEAD": 501, "GET": 206}, "alive", ["HEAD", "GET"]),
        ({"HEAD": 405, "GET": 416}, "alive", ["HEAD", "GET"]),
        ({"HEAD": 404, "GET": 404}, "failing", ["HEAD", "GET"]),
        ({"HEAD": 500, "GET": 500}, "failing", ["HEAD", "GET"]),
        ({"HEAD": 403, "GET": 403}, "not_checkable", ["HEAD", "GET"]),
    ],
)
def test_what_a_server_answers(site: Site, answers: dict[str, int], state: str, asked: list[str]):
    dataset(site.url("/a.pdf"))
    site.answers["/a.pdf"] = answers
    assert link_check.check_links() == {"added": 1, state: 1}
    assert site.asked == [f"{method} /a.pdf" for method in asked]
    assert links()[site.url("/a.pdf")]["state"] == state


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/a.csv", "http://localhost/a.csv", "http://127.0.0.1:1/a.csv", "http://host.internal/a.csv"]
)
def test_what_is_private_is_not_checkable_and_never_dead(site: Site, url: str):
    package = dataset(url)
    for _ in range(4):
        assert link_check.check_links()["not_checkable"] == 1
        make_due(first_failure=datetime.now(UTC) - timedelta(days=30))
    assert links()[url]["reason"]["msgid"]
    assert helpers.call_action("dge_quality_score_show", id=package["id"])["links"] == []


def test_a_link_is_dead_after_failures_over_days_and_costs_points_then(site: Site):
    package = dataset(site.url("/a.pdf"))
    link_check.check_links()
    scores.compute_due()
    before = helpers.call_action("dge_quality_score_show", id=package["id"])
    site.answers["/a.pdf"] = {"HEAD": 404, "GET": 404}
    for days, state in ((0, "failing"), (1, "failing"), (4, "dead")):
        make_due(first_failure=datetime.now(UTC) - timedelta(days=days) if days else None)
        assert link_check.check_links()[state] == 1
        shown = helpers.call_action("dge_quality_score_show", id=package["id"])
        assert (shown["score"] < before["score"]) is (state == "dead")
        assert (score_store.due(5, datetime.now(UTC).date()) == [package["id"]]) is (state == "dead")
    assert (shown["datagouv"], shown["mqa"]) == (before["datagouv"] - 1, before["mqa"] - 50)
    assert (shown["links"][0]["state"], shown["links"][0]["status"]) == ("dead", 404)
    assert shown["details"]["ours"]["criteria"][9]["url"].endswith(
        f"/resource/{package['resources'][0]['id']}/edit#field-resource-url"
    )
    site.answers.clear()
    make_due()
    assert link_check.check_links()["alive"] == 1
    assert helpers.call_action("dge_quality_score_show", id=package["id"])["score"] == before["score"]


def test_a_server_that_asks_for_a_pause_gets_it(site: Site):
    package = dataset(*[site.url(f"/{number}.pdf") for number in range(5)])
    site.answers |= {f"/{number}.pdf": {"HEAD": 429} for number in range(5)}
    site.headers["Retry-After"] = "86400"
    assert link_check.check_links() == {"added": 5, "postponed": 1}
    assert len(site.asked) == 1
    assert {row["state"] for row in links().values()} == {link_states.NEW}
    assert all(row["next_check"] > datetime.now(UTC) + timedelta(hours=23) for row in links().values())
    assert link_check.check_links() == {"added": 0}
    assert len(site.asked) == 1
    assert package["resources"]


def test_few_of_a_host_in_a_round(site: Site, ckan_config, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(ckan_config, "ckanext.datagrandest.quality.link_host_batch", 2)
    dataset(*[site.url(f"/{number}.pdf") for number in range(5)], "http://10.0.0.1/a")
    assert link_check.check_links() == {"added": 6, "alive": 2, "not_checkable": 1}
    assert link_check.check_links() == {"added": 0, "alive": 2}


def test_links_without_resource_are_forgotten_and_uploads_are_not_asked(site: Site, upload):
    package = dataset(site.url("/a.pdf"))
    upload(b"a,b\n1,2\n")
    assert link_check.check_links() == {"added": 1, "alive": 1}
    user = helpers.call_action("get_site_user", {"ignore_auth": True})["name"]
    helpers.call_action("package_patch", {"user": user}, id=package["id"], resources=[{"url": site.url("/b.pdf")}])
    assert scores.summarise()["links"] == 1
    assert link_check.check_links()["added"] == 1
    assert list(links()) == [site.url("/b.pdf")]


def test_the_job_waits_with_the_harvests():
    (job,) = link_check.RECURRING
    assert job.queue == "harvest" in QUEUES

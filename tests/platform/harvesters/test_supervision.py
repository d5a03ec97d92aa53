"""Before a source is saved, while it runs, after it ran: what its owner sees."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

from ckan import model
from ckan.tests import factories, helpers

from ckanext.harvest.model import HarvestSource

from ckanext.datagrandest.harvesting import runs
from ckanext.datagrandest.harvesting.store import open_datasets
from ckanext.datagrandest.quality import link_states, link_store, scores
from ckanext.datagrandest.quality.score_model import Link

from .contract import as_sysadmin
from .running import found


@pytest.fixture
def server(memory_server):
    server = memory_server()
    server.put_many(8)
    return server


def previewed(app, server, *, source_id="", **fields) -> BeautifulSoup:
    data = {
        "url": server.url,
        "title": "Nouvelle",
        "name": "nouvelle",
        "source_type": "dge-memory",
        "preview": "preview",
    }
    address = "/harvest/preview" + (f"?id={source_id}" if source_id else "")
    answer = app.post(address, headers=as_sysadmin(), data={**data, **fields}, status=200)
    return BeautifulSoup(answer.body, "html.parser")


def rows(page: BeautifulSoup) -> dict[str, str]:
    """Give the table of what a harvest would do."""
    return {row.th.get_text(): row.td.get_text() for row in page.select("table.dge-harvest-counts tr")}


def test_a_preview_shows_the_first_records_and_saves_nothing(app, server):
    server.put(
        "rec-000", "Pistes cyclables", notes="**Toutes** les pistes.", remarks=["Ouest et est étaient inversés."]
    )
    server.break_record("rec-001")
    page = previewed(app, server)
    assert rows(page) == {
        "Fiches que le serveur annonce": "8", "Fiches lues pour cet aperçu": "8", "Serait ajoutée": "7",
        "N’a pas pu être lue": "1", "Seraient retirées : la source ne les cite plus": "0",
    }  # fmt: skip
    records = page.select("article.dge-harvest-preview")
    assert len(records) == 5
    assert records[0].h3.get_text() == "Pistes cyclables"
    assert records[0].select_one(".notes strong").get_text() == "Toutes"
    assert "Ouest et est étaient inversés." in records[0].get_text()
    assert "This record has no title." in records[1].get_text()
    assert HarvestSource.get("nouvelle", attr="title") is None
    assert found() == {}


def test_the_form_below_a_preview_keeps_what_was_typed_and_saves_it(app, server):
    page = previewed(app, server, owner_org=factories.Organization()["id"], frequency="DAILY")
    form = page.select_one("form#source-new")
    data = {
        field["name"]: field.get("value", "") for field in form.select("input[name]") if field.get("type") != "radio"
    }
    data |= {"source_type": form.select_one("input[type=radio][checked]")["value"], "frequency": "DAILY"}
    data |= {"owner_org": form.select_one("select[name=owner_org] option[selected]")["value"], "save": "save"}
    app.post(form["action"], headers=as_sysadmin(), data=data, status=200)
    saved = model.Session.query(HarvestSource).filter_by(url=server.url).one()
    assert (saved.title, saved.frequency, saved.type) == ("Nouvelle", "DAILY", "dge-memory")


def test_a_source_without_a_name_gets_one_from_its_title(app, server):
    page = previewed(app, server, name="", title="Données d’Épinal", **{"option:dge-memory:page": "10"})
    assert page.select_one("input[name=name]")["value"] == "donnees-depinal"


def test_a_preview_of_a_known_source_says_what_would_change_and_go(app, server, make_source):
    source = make_source(server.url, "dge-memory")
    source.run()
    server.put("rec-002", "Autre titre")
    server.put("rec-100")
    server.remove("rec-007")
    table = rows(previewed(app, server, source_id=source.id))
    assert (table["Serait ajoutée"], table["Serait mise à jour"], table["Resterait telle quelle"]) == ("1", "1", "6")
    assert table["Seraient retirées : la source ne les cite plus"] == "1"


@pytest.mark.ckan_config("ckanext.datagrandest.harvesting.preview_seconds", "0")
def test_a_long_source_is_previewed_in_part_and_the_page_says_so(app, server):
    page = previewed(app, server)
    assert "elle n’a pas été lue jusqu’au bout" in page.get_text()
    assert "Seraient retirées" not in page.get_text()


def test_a_source_that_does_not_answer_is_told_above_its_form(app, server):
    server.fail_after(0)
    page = previewed(app, server)
    assert "The server answers with an error 500." in page.select_one(".alert-danger").get_text()
    assert page.select_one("form#source-new")


def test_hostile_records_do_nothing_in_a_preview(app, server):
    server.put("rec-000", "<script>alert(1)</script>", notes="<img src=x onerror=alert(1)> [a](javascript:alert(1))")
    page = previewed(app, server)
    record = page.select_one("article.dge-harvest-preview")
    assert record.script is None
    assert not [tag for tag in record.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    assert not record.select("a[href^=javascript]")


def test_strangers_preview_nothing(app, server):
    user = factories.UserWithToken()
    data = {"url": server.url, "source_type": "dge-memory"}
    app.post("/harvest/preview", headers={"Authorization": user["token"]}, data=data, status=403)


def test_the_report_groups_errors_and_gives_them_all_as_a_table(app, server, make_source):
    for identifier in ("rec-001", "rec-002"):
        server.break_record(identifier)
    server.records["=cmd"] = {"broken": True}
    source = make_source(server.url, "dge-memory")
    source.run()
    page = app.get(f"/harvest/{source.name}/job/{source.job_id}", headers=as_sysadmin(), status=200).body
    cause = BeautifulSoup(page, "html.parser").select_one("table tbody tr:has(th:-soup-contains('no title'))")
    assert cause.td.get_text() == "3"
    answer = app.get(f"/harvest/{source.name}/job/{source.job_id}/errors.csv", headers=as_sysadmin(), status=200)
    table = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    assert sorted(row[0] for row in table[1:]) == ["'=cmd", "rec-001", "rec-002"]
    assert all("/harvest/object/" in row[2] for row in table[1:])
    user = factories.UserWithToken()
    app.get(
        f"/harvest/{source.name}/job/{source.job_id}/errors.csv", headers={"Authorization": user["token"]}, status=403
    )
    app.get(f"/harvest/{source.name}/job/none/errors.csv", headers=as_sysadmin(), status=404)


def test_the_page_of_a_run_shows_its_progress_and_its_pace(app, server, make_source):
    source = make_source(server.url, "dge-memory")
    runs.open_run(source.open_job(), source.id)
    runs.start(source.job_id)
    started = sa.update(runs.TABLE).values(started_at=sa.func.now() - sa.text("interval '10 s'"))
    model.Session.execute(started.where(runs.TABLE.c.job_id == source.job_id))
    model.Session.commit()
    runs.beat(source.job_id, "listing", {}, 400, 1000)
    body = app.get(f"/harvest/{source.name}/job/{source.job_id}", headers=as_sysadmin(), status=200).body
    page = BeautifulSoup(body, "html.parser").select_one(".dge-harvest-progress")
    assert "400 fiches sur 1000" in page.get_text()
    assert "fiches par seconde" in page.get_text()
    assert "encore 1 minute environ" in page.get_text()
    assert page.progress["value"] == "400"


def test_a_change_of_state_is_told_once(server, make_source, mails):
    source = make_source(server.url, "dge-memory", title="Vosges")
    told = []
    for state in (None, None, 0, 0, None, None):
        server.fails_after = state
        mails.clear()
        source.run()
        mine = [subject for _name, address, subject, _body in mails if address == "animation@example.org"]
        told.append([subject for subject in mine if subject.startswith("Moissonnage")])
    assert told == [
        [], [], ["Moissonnage de « Vosges » : votre attention est demandée"], [],
        ["Moissonnage de « Vosges » : tout va bien"], [],
    ]  # fmt: skip


def test_the_health_of_a_source_says_what_its_records_lack_and_which_links_are_silent(app, server, make_source):
    server.put("rec-000", notes="Description " * 20, resources=[{"url": "https://silent.example/a.csv", "name": "a"}])
    source = make_source(server.url, "dge-memory")
    source.run()
    helpers.call_action("dge_harvest_source_health", {"ignore_auth": True}, id=source.id)
    scores.compute_all()
    link_store.add_new(datetime.now(UTC))
    model.Session.execute(sa.update(Link).values(state=link_states.DEAD))
    model.Session.commit()
    ids = open_datasets(source.id)
    with statements_of("SELECT") as asked:
        found = helpers.call_action("dge_quality_health", {"ignore_auth": True}, datasets=ids)
    assert len(asked) <= 4
    lacks = {lack["name"]: lack["datasets"] for lack in found["lacks"]}
    assert (found["datasets"], found["scored"], lacks["description"], lacks["licence"]) == (8, 8, 7, 8)
    assert [lack["gain"] for lack in found["lacks"]] == sorted((lack["gain"] for lack in found["lacks"]), reverse=True)
    assert [(link["url"], link["datasets"]) for link in found["links"]] == [("https://silent.example/a.csv", 1)]
    page = app.get(f"/harvest/{source.name}/health", headers=as_sysadmin(), status=200).body
    assert "https://silent.example/a.csv" in page
    assert "Choisissez une licence" in page
    user = factories.UserWithToken()
    app.get(f"/harvest/{source.name}/health", headers={"Authorization": user["token"]}, status=403)


def test_a_source_that_was_never_harvested_has_a_page_too(app, server, make_source):
    page = app.get(
        f"/harvest/{make_source(server.url, 'dge-memory').name}/health", headers=as_sysadmin(), status=200
    ).body
    assert "n’a pas encore été moissonnée" in page


@contextmanager
def statements_of(kind: str) -> Iterator[list[str]]:
    """Collect the SQL statements of a kind."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if statement.startswith(kind):
            seen.append(statement)

    sa.event.listen(model.meta.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(model.meta.engine, "before_cursor_execute", note)

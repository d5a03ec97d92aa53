"""Uploads are judged in the background, in a process with limits; each gets a verdict, and its reason."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from ckan.lib import mailer
from ckan.tests import factories, helpers

from ckanext.datagrandest.jobs import store as jobs
from ckanext.datagrandest.quality import config, due, registry, store, tasks
from ckanext.datagrandest.quality.judging import Bounds
from ckanext.datagrandest.quality.model import Verdict

from .conftest import INVALID, VALID


def waiting() -> list[str]:
    """Give the resources that are to be judged."""
    return [asked.id for asked in due.due()]


WEB_PAGE = b"<!DOCTYPE html><html><body>Connexion</body></html>"


def test_an_upload_is_queued_once_and_judged(upload, judge):
    resource = upload(VALID, schema="scdl/subventions")
    job = jobs.active(tasks.job_key(resource["id"]))
    assert (job.queue, job.args) == ("validation", [resource["id"]])
    assert helpers.call_action("dge_quality_report_show", resource_id=resource["id"])["pending"] == "queued"
    assert tasks.ask_due([resource["package_id"]]) == {"queued": 0, "already": 1}
    shown = judge(resource["id"])
    assert (shown["state"], shown["rows"], shown["schema"]["id"]) == ("valid", 1, "scdl/subventions")
    assert waiting() == []


def test_a_wrong_file_is_told_where_and_why(upload, judge):
    shown = judge(upload(INVALID, schema="scdl/subventions")["id"])
    assert shown["state"] == "invalid"
    assert {(fault["row"], fault["field"]) for fault in shown["report"]["errors"]} == {
        (2, "dateConvention"),
        (2, "montant"),
    }
    assert shown["report"]["file"] == "subventions.csv"


def test_the_schema_is_recognised_by_the_columns(upload, judge):
    shown = judge(upload(VALID)["id"])
    assert (shown["schema"]["id"], shown["schema"]["origin"]) == ("scdl/subventions", "recognised")


def test_a_table_of_no_schema_is_checked_for_its_structure(upload, judge):
    shown = judge(upload(b"a,b\n1,2\n3\n")["id"])
    assert (shown["state"], shown["schema"]["origin"]) == ("invalid", "none")
    shown = judge(upload(b"a,b\n1,2\n")["id"])
    assert (shown["state"], shown["report"]["warnings"]) == ("valid", [])


@pytest.mark.parametrize(
    ("content", "fields", "said"),
    [
        (WEB_PAGE, {}, "page web"),
        (b"", {}, "vide"),
        (VALID, {"schema": "scdl/inconnu"}, "scdl/inconnu"),
        (VALID, {"schema": "scdl/subventions", "schema_version": "9.9.9"}, "9.9.9"),
        (VALID, {"schema": "/etc/hostname"}, "/etc/hostname"),
    ],
)
def test_what_cannot_be_judged_says_why_in_french(upload, judge, content, fields, said):
    shown = judge(upload(content, **fields)["id"])
    assert shown["state"] == "not_judged"
    assert said in shown["reason"]


@pytest.mark.parametrize(("bounds", "said"), [(Bounds(60, 60, 60), "mémoire"), (Bounds(512, 120, 0), "secondes")])
def test_a_file_beyond_the_limits_is_not_judged(upload, judge, monkeypatch, bounds, said):
    monkeypatch.setattr(config, "bounds", lambda: bounds)
    header, row = INVALID.splitlines(keepends=True)
    shown = judge(upload(header + row * 100_000, schema="scdl/subventions")["id"])
    assert shown["state"] == "not_judged"
    assert said in shown["reason"]


def test_a_file_that_is_too_large_is_not_read(upload, judge, ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckanext.datagrandest.quality.max_bytes", 10)
    assert judge(upload(VALID)["id"])["state"] == "not_judged"


def test_our_own_addresses_are_never_asked(organization, judge):
    address = "http://127.0.0.1:5000/dataset/x/resource/y/download/z.csv"
    dataset = factories.Dataset(owner_org=organization["id"], resources=[{"url": address, "format": "CSV"}])
    resource_id = dataset["resources"][0]["id"]
    assert jobs.active(tasks.job_key(resource_id)).queue == "harvest"
    assert judge(resource_id)["state"] == "not_judged"


def test_only_what_changes_the_verdict_is_judged_again(upload, judge, editor):
    resource = upload(VALID, schema="scdl/subventions")
    judge(resource["id"])
    act = {"user": editor["name"]}
    helpers.call_action("resource_patch", act, id=resource["id"], description="Autre chose")
    assert waiting() == []
    helpers.call_action("resource_patch", act, id=resource["id"], schema_version="1.1.0")
    assert waiting() == [resource["id"]]
    judge(resource["id"])
    upload(INVALID, id=resource["id"])
    assert waiting() == [resource["id"]]
    assert [row["state"] for row in judge(resource["id"])["history"]][-1] == "valid"


def test_a_new_version_of_the_schema_has_files_judged_again(upload, judge):
    resource = upload(VALID, schema="scdl/subventions")
    pinned = upload(VALID, schema="scdl/subventions", schema_version="2.1.0")
    judge(resource["id"])
    judge(pinned["id"])
    with jobs.transaction() as connection:
        connection.execute(
            sa.update(Verdict)
            .where(Verdict.schema_version == registry.get("scdl/subventions").version)
            .values(schema_version="2.0.0")
        )
    assert waiting() == [resource["id"]]
    assert tasks.sweep()["queued"] + tasks.sweep()["already"] >= 1


def test_the_facet_shows_what_conforms(upload, judge):
    resource = upload(VALID, schema="scdl/subventions")
    judge(resource["id"])
    query = {"facet.field": '["conforms_to_ss"]', "rows": 0}
    (item,) = helpers.call_action("package_search", **query)["search_facets"]["conforms_to_ss"]["items"]
    assert (item["name"], item["count"]) == ("scdl/subventions", 1)
    assert item["display_name"] == registry.get("scdl/subventions").title
    upload(INVALID, id=resource["id"])
    judge(resource["id"])
    assert helpers.call_action("package_search", **query)["search_facets"]["conforms_to_ss"]["items"] == []


def test_one_mail_is_sent_when_a_verdict_gets_worse(upload, judge, editor, monkeypatch, ckan_config):
    monkeypatch.setitem(ckan_config, "smtp.mail_from", "data@example.org")
    sent: list[tuple] = []
    monkeypatch.setattr(mailer, "mail_recipient", lambda *mail, **_options: sent.append(mail))
    resource = upload(VALID, schema="scdl/subventions")
    judge(resource["id"])
    assert sent == []
    upload(INVALID, id=resource["id"])
    judge(resource["id"])
    judge(resource["id"])
    (mail,) = sent
    assert mail[1] == "editrice@example.org"
    assert f"/resource/{resource['id']}/qualite" in mail[3]
    assert "défaut" in mail[3]


def test_a_job_that_its_workers_did_not_survive_is_a_verdict_too(upload):
    resource = upload(VALID)
    key = tasks.job_key(resource["id"])
    job = jobs.claim(jobs.active(key).id, 1)
    jobs.finish(job, "failed")
    shown = helpers.call_action("dge_quality_report_show", resource_id=resource["id"])
    assert (shown["state"], shown["pending"]) == ("not_judged", None)
    assert store.latest(resource["id"]) is None
    assert tasks.sweep() == {"queued": 0, "already": 0}

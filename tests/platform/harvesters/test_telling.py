"""Mails about runs, and what happens when the index is down at the wrong moment."""

from __future__ import annotations

import pytest

from ckan.lib import mailer
from ckan.lib.search import SearchIndexError, index

from .running import counts, found


@pytest.fixture
def server(memory_server):
    server = memory_server()
    server.put_many(3)
    return server


def test_nobody_is_written_to_unless_asked(server, make_source, mails):
    server.break_record("rec-001")
    make_source(server.url, "dge-memory").run()
    assert mails == []


@pytest.mark.ckan_config("ckan.harvest.status_mail.errored", "true")
def test_a_troubled_run_is_told_in_french_and_a_good_one_is_not(server, make_source, mails):
    source = make_source(server.url, "dge-memory", title="Vosges")
    source.run()
    assert mails == []
    server.break_record("rec-001")
    source.run()
    mine = [mail for mail in mails if mail[1] == "animation@example.org"]
    assert len(mine) == 1
    _name, _address, subject, body = mine[0]
    assert subject == "Moissonnage de « Vosges » : votre attention est demandée"
    assert f"/harvest/{source.name}/job/{source.job_id}" in body
    assert "En erreur : 1" in body


@pytest.mark.ckan_config("ckan.harvest.status_mail.all", "true")
def test_a_mail_that_fails_does_not_fail_the_run(server, make_source, mails, monkeypatch):
    def fail(*_mail):
        raise mailer.MailerException("no server")

    monkeypatch.setattr(mailer, "mail_recipient", fail)
    assert make_source(server.url, "dge-memory").run()["state"] == "finished"


def test_an_index_that_is_down_while_archiving_leaves_it_to_the_next_run(server, make_source, monkeypatch):
    source = make_source(server.url, "dge-memory")
    source.run()
    server.remove("rec-001")
    source.run()
    source.age_missing(days=8)

    def down(self, pkg_dict):
        raise SearchIndexError("Solr is down")

    with monkeypatch.context() as patch:
        patch.setattr(index.PackageSearchIndex, "delete_package", down)
        run = source.run()
    assert counts(run) == {"unchanged": 2, "missing": 1}
    assert any("rec-001" in note for note in run["notes"])
    assert "rec-001" in found()
    assert counts(source.run()) == {"unchanged": 2, "missing": 1, "archived": 1}
    assert "rec-001" not in found()

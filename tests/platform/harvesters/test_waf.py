"""`dge-waf` keeps the contract of harvesters, and does not fetch again what did not change."""

import json

import pytest
import sqlalchemy as sa

from ckan import model

from .contract import HarvesterContract
from .running import counts, found, statements
from .served import fake, serving


@pytest.fixture
def folder(monkeypatch):
    yield from serving(fake("waf").FakeFolder(), monkeypatch)


class TestWaf(HarvesterContract):
    type_name = "dge-waf"

    @pytest.fixture
    def remote(self, folder):
        return folder

    def test_a_count_that_differs_from_what_was_read_removes_nothing(self, ten, source):
        """A folder announces nothing; what it lists and does not give is refused, never missing."""
        source.run()
        ten.raw["/iso/rec-0.xml"] = 404, {"Content-Type": "text/html"}, b"<html>gone</html>"
        assert counts(source.run()) == {"unchanged": 9, "errored": 1}
        assert "rec-0" in found()


def test_the_second_run_fetches_no_file(folder, make_source):
    for number in range(5):
        folder.put(f"rec-{number}", f"Jeu {number}")
    source = make_source(folder.url, "dge-waf")
    assert counts(source.run()) == {"added": 5}
    folder.requests.clear()
    folder.put("rec-3", "Autre titre")
    assert counts(source.run()) == {"updated": 1, "unchanged": 4}
    assert folder.asked(200) == ["rec-3.xml"]
    assert len(folder.asked(304)) == 4
    folder.requests.clear()
    with statements() as written:
        assert counts(source.run()) == {"unchanged": 5}
    assert folder.asked(200) == []
    assert [statement for statement in written if "harvest_record" in statement or "package" in statement] == []


def test_records_are_fetched_again_when_they_must_be_mapped_again(folder, make_source):
    folder.put("rec-0", "Jeu 0")
    source = make_source(folder.url, "dge-waf")
    source.run()
    folder.requests.clear()
    given = {"c": json.dumps({"max_resources": 10}), "i": source.id}
    model.Session.execute(sa.text("UPDATE harvest_source SET config = :c WHERE id = :i"), given)
    model.Session.commit()
    assert counts(source.run()) == {"unchanged": 1}
    assert folder.asked(200) == ["rec-0.xml"]
    folder.requests.clear()
    assert counts(source.run()) == {"unchanged": 1}
    assert folder.asked(304) == ["rec-0.xml"], "and remembered anew"


def test_the_french_records_come_in_once_each(folder, make_source, shared_data):
    for path in sorted((shared_data / "iso19139/french").glob("*.xml")):
        folder.write(path.name, path.read_bytes())
    source = make_source(folder.url, "dge-waf")
    run = source.run()
    assert counts(run) == {"added": 58}, source.report()
    assert sum("portent le même identifiant" in note for note in run["notes"]) == 13

"""Faults of the list that end on identity and removal, from the server's answer to the catalogue."""

from __future__ import annotations

import pytest

from ckanext.datagrandest.harvesting import holding

from .running import counts, found


@pytest.fixture
def server(memory_server):
    server = memory_server()
    server.put_many(12)
    return server


@pytest.fixture
def source(server, make_source):
    source = make_source(server.url, "dge-memory")
    source.run()
    return source


def asked(source) -> list[str]:
    return [hold["state"] for hold in holding.of_source(source.id)]


def test_fault_33_one_identifier_twice_in_a_listing_is_one_dataset(server, make_source):
    server.repeat("rec-003")
    run = make_source(server.url, "dge-memory").run()
    assert counts(run) == {"added": 12}
    assert len(found()) == 12
    assert any("rec-003" in note for note in run["notes"])


def test_fault_33_one_identifier_in_two_sources_is_one_dataset(server, source, memory_server, make_source):
    other = memory_server("http://memory.test/other")
    other.put_many(12)
    assert counts(make_source(other.url, "dge-memory").run()) == {"merged": 12}
    assert len(found()) == 12


def test_fault_41_an_empty_answer_removes_nothing_and_asks(server, source):
    server.records.clear()
    assert counts(source.run()) == {"held": 12}
    assert (len(found()), asked(source)) == (12, ["waiting"])


def test_fault_43_a_page_sent_again_in_place_of_others_removes_nothing_and_asks(server, source, monkeypatch):
    server.remove("rec-010", "rec-011")
    kept = server.content
    monkeypatch.setattr(type(server), "content", lambda self, identifier, _position: kept(identifier, 0))
    server.repeat("rec-000")
    server.repeat("rec-001")
    assert counts(source.run()) == {"unchanged": 10, "held": 2}
    assert (len(found()), asked(source)) == (12, ["waiting"])


def test_fault_44_records_that_vanish_while_they_are_read_are_asked_about(server, source):
    server.remove("rec-011")
    server.announce(12)
    assert counts(source.run()) == {"unchanged": 11, "held": 1}
    assert (len(found()), asked(source)) == (12, ["waiting"])

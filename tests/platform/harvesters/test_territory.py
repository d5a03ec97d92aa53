"""A source limited to a territory, from its options to its report."""

import json

import pytest
import sqlalchemy as sa
from shapely.geometry import box, mapping

from ckan import model

from ckanext.datagrandest.harvesting import preview, sources
from ckanext.datagrandest.harvesting.types import harvester_types

from .running import counts, found

HERE = json.dumps(mapping(box(6.40, 48.15, 6.52, 48.22)))
ELSEWHERE = json.dumps(mapping(box(-4.6, 48.35, -4.4, 48.45)))
LIMITED = json.dumps({"territory": "region:44"})


@pytest.fixture
def server(memory_server):
    server = memory_server()
    for number in range(4):
        server.put(f"ici-{number}", spatial=HERE)
    for number in range(3):
        server.put(f"ailleurs-{number}", spatial=ELSEWHERE)
    server.put("nulle-part")
    return server


def test_only_what_touches_comes_in_and_the_report_counts_the_rest(server, make_source):
    source = make_source(server.url, "dge-memory", config=LIMITED)
    run = source.run()
    assert counts(run) == {"added": 4}
    assert set(found()) == {f"ici-{number}" for number in range(4)}
    assert any(note.startswith("3 fiches ne touchent pas Grand Est") for note in run["notes"]), run["notes"]
    assert any(note.startswith("1 fiches ne disent pas") for note in run["notes"])
    assert counts(source.run()) == {"unchanged": 4}
    assert source.report()["object_errors"] == {}


def test_a_territory_given_later_maps_again_and_goes_through_guard_and_grace(server, make_source):
    server.remove("ailleurs-1", "ailleurs-2", "nulle-part")
    source = make_source(server.url, "dge-memory")
    assert counts(source.run()) == {"added": 5}
    model.Session.execute(
        sa.text("UPDATE harvest_source SET config = :c WHERE id = :i"), {"c": LIMITED, "i": source.id}
    )
    model.Session.commit()
    assert counts(source.run()) == {"unchanged": 4, "missing": 1}
    source.age_missing(days=8)
    assert counts(source.run()) == {"unchanged": 4, "missing": 1, "archived": 1}
    assert "ailleurs-0" not in found()
    assert counts(source.run()) == {"unchanged": 4}


def test_a_preview_shows_what_would_be_left_out(server):
    shown = preview.preview("dge-memory", server.url, {"territory": "region:44"}, 20)
    assert shown["counts"] == {"added": 4, "left_out": 4}
    assert any("Grand Est" in note for note in shown["notes"])


def test_options_change_the_version_of_the_mapping(server):
    kind = harvester_types()["dge-memory"]
    assert sources.mapping_version(kind, {}) == sources.mapping_version(kind, {"page": 10}) == kind.mapping_version
    some = {
        sources.mapping_version(kind, given) for given in ({"page": 20}, {"territory": "region:44"}, {"filter": "x"})
    }
    assert len(some) == 3
    assert max(some) < 2**31


def test_every_type_declares_the_option(loaded_platform):
    for name, kind in harvester_types().items():
        assert "territory" in {option.name for option in kind.options}, name

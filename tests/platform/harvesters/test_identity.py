"""Two sources, people's datasets and one identifier."""

from __future__ import annotations

from ckan.tests import factories

from .running import counts, found


def two(memory_server, make_source):
    first, second = memory_server("http://memory.test/a"), memory_server("http://memory.test/b")
    return first, second, make_source(first.url, "dge-memory"), make_source(second.url, "dge-memory")


def test_a_record_of_two_sources_is_one_dataset_and_the_reason_is_said(memory_server, make_source):
    first, second, one, other = two(memory_server, make_source)
    first.put("shared", "De la première")
    second.put("shared", "De la seconde")
    second.put("own", "Propre")
    one.run()
    run = other.run()
    assert counts(run) == {"added": 1, "merged": 1}
    assert any("shared" in note and "Source" in note for note in run["notes"])
    datasets = found()
    assert datasets["shared"]["title"] == "De la première"
    assert datasets["shared"]["owner_org"] == one.owner_org
    second.put("shared", "Changée")
    assert counts(other.run()) == {"merged": 1, "unchanged": 1}
    assert found()["shared"]["title"] == "De la première"


def test_a_dataset_lost_by_one_source_is_handed_over_to_the_other(memory_server, make_source):
    first, second, one, other = two(memory_server, make_source)
    for server in (first, second):
        server.put("shared", f"De {server.url[-1]}")
        server.put(f"own-{server.url[-1]}")
    one.run()
    other.run()
    first.remove("shared")
    one.run()
    one.age_missing(days=8)
    one.run()
    assert "shared" in found(), "another source still lists it"
    assert counts(other.run()) == {"updated": 1, "unchanged": 1}
    dataset = found()["shared"]
    assert (dataset["title"], dataset["owner_org"]) == ("De b", other.owner_org)


def test_a_merged_record_that_goes_missing_leaves_the_dataset_alone(memory_server, make_source):
    first, second, one, other = two(memory_server, make_source)
    first.put("shared")
    second.put("shared")
    second.put("own")
    one.run()
    other.run()
    second.remove("shared")
    other.run()
    other.age_missing(days=8)
    assert other.run()["archived"] == 1
    assert "shared" in found()
    assert counts(one.run()) == {"unchanged": 1}


def test_a_dataset_made_by_people_is_not_overwritten(memory_server, make_source):
    mine = factories.Dataset(name="shared", title="Fait à la main", owner_org=factories.Organization()["id"])
    server = memory_server()
    server.put("shared", "Moissonné")
    run = make_source(server.url, "dge-memory").run()
    assert counts(run) == {"added": 1}
    assert any("shared" in note for note in run["notes"])
    titles = {dataset["id"]: dataset["title"] for dataset in found().values()}
    assert titles[mine["id"]] == "Fait à la main"
    assert sorted(titles.values()) == ["Fait à la main", "Moissonné"]


def test_identifiers_that_meet_in_one_batch_get_two_names(memory_server, make_source):
    server = memory_server()
    server.put("Same")
    server.put("SAME")
    assert counts(make_source(server.url, "dge-memory").run()) == {"added": 2}
    assert len(found()) == 2

"""What a person edited is kept, what they put back is not, and the rest follows the source."""

from __future__ import annotations

import pytest

from ckanext.datagrandest.harvesting.edits import ADDED, RESOURCES, Lock, applied, changes, harvested_now, normal


def resource(identifier: str, **fields) -> dict:
    return {"id": identifier, "url": f"https://example.org/{identifier}", "name": identifier, **fields}


BEFORE = {
    "id": "p",
    "title": "De la source",
    "notes": "",
    "tags": [{"name": "eau"}],
    "resources": [resource("r1"), resource("r2")],
}


def edited(**fields) -> dict:
    return {**BEFORE, **fields}


def test_only_what_changed_is_locked():
    found = changes(BEFORE, edited(title="Le nôtre", notes=None, metadata_modified="later", lineage=""), {})
    assert found.locked == {"title": Lock("Le nôtre", "De la source")}
    assert not found.freed


def test_what_is_put_back_is_free_again():
    locks = {"title": Lock("Le nôtre", "De la source")}
    assert changes(edited(title="Le nôtre"), BEFORE, locks).freed == {"title"}
    again = changes(edited(title="Le nôtre"), edited(title="Encore"), locks)
    assert again.locked == {"title": Lock("Encore", "De la source")}, "the source's word is not forgotten"


def test_tags_are_compared_by_name():
    assert not changes(BEFORE, edited(tags=[{"name": "eau", "display_name": "Eau"}]), {}).locked
    assert changes(BEFORE, edited(tags=[{"name": "forêt"}]), {}).locked["tags"] == Lock(["forêt"], ["eau"])


def test_a_resource_added_leaves_the_others_to_the_source():
    added = changes(BEFORE, edited(resources=[*BEFORE["resources"], resource("mine")]), {})
    assert list(added.locked) == [ADDED]
    assert added.locked[ADDED].kept == ["mine"]
    now = [*BEFORE["resources"], resource("mine", size=3)]
    kept = applied({"resources": [resource("r9")]}, added.locked, now)
    assert [one["id"] for one in kept["resources"]] == ["r9", "mine"]
    assert kept["resources"][1]["size"] == 3


@pytest.mark.parametrize(
    "resources", [[resource("r1")], [resource("r1", name="Autre"), resource("r2")], [resource("r2"), resource("r1")]]
)
def test_resources_removed_edited_or_reordered_are_kept_as_they_are(resources):
    found = changes(BEFORE, edited(resources=resources), {})
    assert list(found.locked) == [RESOURCES]
    kept = applied({"resources": [resource("r1"), resource("r2"), resource("r3")]}, found.locked, resources)
    assert kept["resources"] == resources


def test_resources_put_back_are_free_again():
    added = edited(resources=[*BEFORE["resources"], resource("mine")])
    locks = changes(BEFORE, added, {}).locked
    assert changes(added, BEFORE, locks).freed == {RESOURCES, ADDED}


def test_what_follows_from_the_file_is_no_edit():
    sized = [resource("r1", size=12, datastore_active=True, hash="x"), resource("r2")]
    assert not changes(BEFORE, edited(resources=sized), {}).locked


def test_a_harvest_keeps_the_edits_and_remembers_the_sources_word():
    locks = {"title": Lock("Le nôtre", "Avant"), "tags": Lock(["forêt"], ["eau"])}
    dataset = {"title": "Après", "notes": "Nouveau", "tag_string": "eau"}
    kept = applied(dataset, locks, [])
    assert kept == {"title": "Le nôtre", "notes": "Nouveau", "tags": [{"name": "forêt"}]}
    assert harvested_now(dataset, locks) == {"title": "Après"}


@pytest.mark.parametrize("empty", [None, "", "  ", [], {}, {"a": None}])
def test_empty_values_are_one(empty):
    assert normal(empty) is None

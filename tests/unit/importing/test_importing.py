"""Exports are read, their datasets become ours, former addresses are understood."""

import json

import pytest

from ckanext.datagrandest.importing.addresses import file_name, former_name, is_on
from ckanext.datagrandest.importing.datasets import NotImportedError, read
from ckanext.datagrandest.importing.export import UnreadableExportError
from ckanext.datagrandest.importing.export import read as read_export

ENTRY = {
    "id": "0c5b6f1e-0000-4000-8000-000000000001", "name": "pistes-cyclables", "title": "Pistes cyclables", "state": "active",
    "organization": {"id": "0c5b6f1e-0000-4000-8000-0000000000aa", "name": "ville", "title": "La ville", "description": ""},
    "extras": [{"key": "guid", "value": "fr-1234-pistes"}], "tracking_summary": {"total": 12},
    "resources": [
        {"id": "0c5b6f1e-0000-4000-8000-0000000000b1", "url": "https://old.example/dataset/x/resource/y/download/pistes.csv",
         "url_type": "upload", "format": "CSV", "name": "Pistes"},
        {"id": "0c5b6f1e-0000-4000-8000-0000000000b2", "url": "https://other.example/pistes", "name": "Ailleurs"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"success": True, "result": {"count": 1, "results": [ENTRY]}}),
        json.dumps({"results": [ENTRY]}),
        json.dumps([ENTRY]),
        json.dumps(ENTRY),
        f"{json.dumps(ENTRY)}\n\n{json.dumps({**ENTRY, 'name': 'b'})}\n",
        "\ufeff" + json.dumps([ENTRY]),
    ],
)
def test_exports_of_every_shape_are_read(tmp_path, text):
    file = tmp_path / "page.json"
    file.write_text(text, "utf-8")
    assert next(read_export([file]))["name"] == "pistes-cyclables"
    assert len(list(read_export([tmp_path]))) == text.count('"pistes-cyclables"') + text.count('"name": "b"')


@pytest.mark.parametrize("text", ["", "bonjour", "[1, 2]", '{"success": false}', "[" * 100_000])
def test_what_is_no_export_is_told_without_its_folder(tmp_path, text):
    file = tmp_path / "page.json"
    file.write_text(text, "utf-8")
    with pytest.raises(UnreadableExportError) as told:
        list(read_export([file]))
    assert "page.json" in str(told.value)
    assert str(tmp_path) not in str(told.value)


def test_a_dataset_keeps_its_identifiers_its_name_and_those_of_its_resources():
    former = read(ENTRY, "https://old.example")
    assert (former.dataset["id"], former.dataset["name"]) == (ENTRY["id"], "pistes-cyclables")
    assert [one["id"] for one in former.dataset["resources"]] == [one["id"] for one in ENTRY["resources"]]
    assert former.dataset["extras"] == [{"key": "guid", "value": "fr-1234-pistes"}]
    assert former.uploads == {ENTRY["resources"][0]["id"]}
    assert former.organization["name"] == "ville"
    assert not former.dataset["private"]
    assert read({**ENTRY, "private": True}, "").dataset["private"]


def test_what_counts_visits_does_not_change_a_dataset():
    visited = {**ENTRY, "tracking_summary": {"total": 13}}
    assert read(visited, "").content_hash == read(ENTRY, "").content_hash
    assert read({**ENTRY, "title": "Autre"}, "").content_hash != read(ENTRY, "").content_hash


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": ""}, "identifier"),
        ({"type": "harvest"}, "harvest"),
        ({"state": "deleted"}, "deleted"),
        ({"title": "", "name": ""}, ""),
    ],
)
def test_what_cannot_come_says_why(changes, said):
    with pytest.raises(NotImportedError) as told:
        read({**ENTRY, **changes}, "")
    assert said in str(told.value)


@pytest.mark.parametrize(
    ("path", "query", "name"),
    [
        ("/visualisation/", "id=pistes", "pistes"),
        ("/visualisation", "tab=map&id=pistes", "pistes"),
        ("/visualisation/autre", "id=pistes", None),
        ("/visualisation/", "", None),
        ("/explore/dataset/pistes/", "", "pistes"),
        ("/explore/dataset/pistes/information", "", None),
        ("/explore", "", None),
        ("/view", "kind=table&ds=pistes", "pistes"),
        ("/view", "kind=map&ds=pistes", None),
    ],
)
def test_addresses_of_the_former_platform_name_their_dataset(path, query, name):
    patterns = ["/visualisation?id={name}", "/explore/dataset/{name}", "/view?kind=table&ds={name}"]
    assert former_name(path, query, patterns) == name


def test_files_get_a_name():
    assert file_name("https://a.example/b/pistes.csv?x=1", {}) == "pistes.csv"
    assert file_name("https://a.example/api?format=csv", {"name": "Les pistes", "format": "CSV"}) == "les-pistes.csv"
    assert file_name("https://a.example/", {}) == "fichier.bin"
    assert is_on("https://a.example/x", {"a.example"})
    assert not is_on("https://a.example.evil.example/x", {"a.example"})

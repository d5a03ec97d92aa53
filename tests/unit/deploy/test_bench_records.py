"""The records of `deploy/bench harvest`: of real size, the same at each run, whole for both harvesters."""

from __future__ import annotations

import statistics

from benches.harvesting import records

from ckanext.datagrandest.harvesters.mapping import iso19139

COUNT = 60


def test_records_are_of_real_size_and_the_same_at_each_run():
    first, again = dict(records.records(COUNT)), dict(records.records(COUNT))
    assert first == again
    assert len(first) == COUNT, "two records have the same identifier"
    sizes = [len(content) for content in first.values()]
    assert 20_000 < min(sizes) <= statistics.median(sizes) <= max(sizes) < 43_000


def test_every_field_of_a_record_is_mapped():
    identifier, content = next(iter(records.records(1)))
    assert iso19139.identifier_of(iso19139.parse(content)) == identifier
    dataset = iso19139.draft(content).dataset
    assert dataset["title"] == records.title(0)
    for field in (
        "notes",
        "spatial",
        "temporal_coverage",
        "contacts",
        "lineage",
        "conformity",
        "crs",
        "equivalent_scale",
    ):
        assert dataset[field], field
    assert len(dataset["resources"]) >= 4
    assert len(dataset["tags"] if "tags" in dataset else dataset["tag_string"].split(",")) >= 8


def test_a_later_edition_keeps_the_identifier_and_changes_the_stamp_and_the_title():
    before, after = records.record(0), records.record(0, edition=2)
    assert iso19139.identifier_of(iso19139.parse(before)) == iso19139.identifier_of(iso19139.parse(after))
    assert records.title(0).encode() in before
    assert records.title(0, 2).encode() in after
    assert before.count(b"<gmd:dateStamp>") == 1
    stamps = [content.split(b"<gmd:dateStamp>")[1].split(b"</gmd:dateStamp>")[0] for content in (before, after)]
    assert stamps[0] != stamps[1]

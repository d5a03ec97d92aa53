"""Index documents without a server."""

from __future__ import annotations

import pytest

from ckanext.datagrandest.metadata.declaration import SUFFIXES, dataset_declaration
from ckanext.datagrandest.metadata.indexing import index_fields, overlong_keys, raw_keys

DECLARATION = dataset_declaration()


def indexed(**dataset):
    return index_fields(dataset, DECLARATION)


def test_the_full_sample_fills_every_declared_solr_field(full_dataset):
    levels = [*DECLARATION.level("dataset"), *DECLARATION.level("resource")]
    wanted = {field.solr_name for parent in levels for field in (parent, *parent.subfields)} - {None}
    assert wanted == set(index_fields(full_dataset, DECLARATION))
    assert all(name.rpartition("_")[2] in SUFFIXES for name in wanted)


@pytest.mark.parametrize(
    ("dataset", "document"),
    [
        ({"themes": ["AGRI", "AGRI", ""]}, {"themes_ss": ["AGRI"]}),
        ({"frequency": "DAILY"}, {"frequency_s": "DAILY"}),
        ({"issued": "2024"}, {"issued_dt": "2024-01-01T00:00:00Z"}),
        ({"temporal_coverage": [{"start": "2024", "end": "2024"}]}, {"temporal_coverage__start_dts": ["2024-01-01T00:00:00Z"], "temporal_coverage__end_dts": ["2024-12-31T23:59:59Z"]}),
        ({"equivalent_scale": [500, "2000"]}, {"equivalent_scale_is": [500, 2000]}),
        ({"lineage": "Un texte."}, {"lineage_txt": ["Un texte."]}),
        ({"resources": [{"kind": "download"}, {"kind": "service"}]}, {"res_kind_ss": ["download", "service"]}),
        ({}, {}),
    ],
)  # fmt: skip
def test_types(dataset, document):
    assert indexed(**dataset) == document


@pytest.mark.parametrize(
    "dataset",
    [
        {"issued": "jamais"},
        {"issued": {"a": 1}},
        {"equivalent_scale": ["beaucoup", 2**40, None]},
        {"spatial_resolution": ["nan", "inf", {}]},
        {"frequency": "x" * 40_000},
        {"frequency": {"a": 1}},
        {"contacts": "texte"},
        {"contacts": [None, 3, {"role": [{"a": 1}]}]},
        {"resources": [None, "x", {"size": "grand"}]},
        {"lineage": {"fr": "texte"}},
    ],
)
def test_a_bad_value_is_left_out_and_nothing_else(dataset):
    assert indexed(**dataset, themes=["AGRI"]) == {"themes_ss": ["AGRI"]}


def test_raw_texts_are_taken_out_but_not_those_of_other_rooms():
    keys = raw_keys(DECLARATION)
    assert {"themes", "extras_themes", "contacts", "extras_contacts"} <= set(keys)
    assert {"title", "notes", "territories", "spatial", "extras_spatial"}.isdisjoint(keys)


def test_overlong_extras_are_found():
    document = {"extras_long": "é" * 20_000, "long": "é" * 20_000, "extras_short": "a", "notes": "x" * 40_000}
    assert overlong_keys(document) == ["extras_long", "long"]

"""The index: typed flat fields, facets on repeating subfields, and one bad value that loses nothing else."""

from __future__ import annotations

import json

import pytest

from ckan import model
from ckan.lib import search
from ckan.tests import helpers

from ckanext.datagrandest.metadata.declaration import dataset_declaration


@pytest.fixture(autouse=True)
def editor(sysadmin_factory):
    return sysadmin_factory(name="editor")


def act(action, /, **data):
    return helpers.call_action(action, {"user": "editor", "ignore_auth": True}, **data)


@pytest.fixture
def dataset(full_dataset, organization_factory):
    organization = organization_factory()
    return act("package_create", name="bati-public", owner_org=organization["id"], **full_dataset)


def hits(fq: str) -> int:
    return act("package_search", fq=fq)["count"]


def test_every_typed_field_is_in_the_index(dataset):
    levels = [*dataset_declaration().level("dataset"), *dataset_declaration().level("resource")]
    fields = [field for parent in levels for field in (parent, *parent.subfields) if field.solr_name]
    names = [field.solr_name for field in fields if field.index != "txt"]
    facets = {}
    for start in range(0, len(names), 20):
        facets |= act("package_search", **{"facet.field": names[start : start + 20]})["search_facets"]
    assert [name for name in names if not facets[name]["items"]] == []


@pytest.mark.parametrize(
    "fq",
    [
        "themes_ss:GOVE",
        "inspire_themes_ss:bu",
        "frequency_s:ANNUAL",
        'crs_ss:"EPSG:2154"',
        "equivalent_scale_is:[400 TO 600]",
        "spatial_resolution_fs:[0.1 TO 0.3]",
        "modified_dt:[2025-02-14T08:30:00Z TO 2025-02-14T08:30:00Z]",
        "created_dt:[2019-01-01T00:00:00Z TO 2019-01-01T00:00:00Z]",
        "temporal_coverage__start_dts:[2025-01-01T00:00:00Z TO *]",
        "temporal_coverage__end_dts:[2024-12-31T23:59:59Z TO *]",
        "contacts__role_ss:owner",
        'contacts__name_ss:"Service de l\'urbanisme"',
        "conformity__degree_ss:notConformant",
        'identifiers__value_ss:"10.1234/bati"',
        "res_kind_ss:service",
        'res_protocol_ss:"OGC:WMS"',
        "res_size_fs:[123456 TO 123456]",
        "lineage_txt:orthophotographie",
        "use_limitations_txt:urbanisme",
    ],
)
def test_values_are_found_by_type(fq, dataset):
    assert hits(fq) == 1


def test_repeating_subfields_are_facets(dataset):
    facets = act("package_search", **{"facet.field": ["contacts__role_ss", "conformity__degree_ss"]})["search_facets"]
    assert {item["name"] for item in facets["contacts__role_ss"]["items"]} == {"pointOfContact", "owner"}
    assert {item["name"] for item in facets["conformity__degree_ss"]["items"]} == {"conformant", "notConformant"}


@pytest.mark.parametrize(
    ("field", "stored"),
    [
        ("issued", "jamais"),
        ("equivalent_scale", '["beaucoup"]'),
        ("spatial_resolution", '["fin"]'),
        ("themes", "pas du JSON"),
        ("frequency", "x" * 40_000),
        ("contacts", '[{"role": {"a": 1}}]'),
        ("temporal_coverage", '[{"start": "0000"}]'),
        ("inconnu", "é" * 40_000),
        ("spatial", '{"type": "Polygon", "coordinates": []}'),
    ],
)
def test_one_bad_value_does_not_lose_the_dataset(field, stored, dataset):
    """As an older version, an import in SQL or another extension may have left it."""
    package = model.Package.get(dataset["id"])
    package.extras[field] = stored
    model.repo.commit()
    search.rebuild(dataset["id"])
    assert hits("name:bati-public") == 1
    assert hits("inspire_themes_ss:bu") == 1


def test_the_raw_texts_are_not_in_the_index(dataset):
    document = search.common.make_connection().search("name:bati-public", rows=1).docs[0]
    stored = json.loads(document["validated_data_dict"])
    assert stored["themes"] == ["GOVE", "REGI"]
    raw = {field.name for field in dataset_declaration().level("dataset") if field.index not in {"core", "own"}}
    assert not {name for name in raw if f"extras_{name}" in document}

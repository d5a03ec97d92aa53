"""What our own profile publishes comes back as it was: every field of the schema, through every format."""

import json

import pytest
from rdflib import Graph

from ckanext.datagrandest.harvesters.mapping import dcat
from ckanext.datagrandest.metadata.declaration import dataset_declaration
from ckanext.datagrandest.publication.dcat.datasets import Place, write_dataset

#: Only the platform writes these; `tags` are read instead of `tag_string`; *noLimitations* comes back as `PUBLIC`; the
#: datasets of a service come back for a service.
APART = {
    "name",
    "owner_org",
    "tag_string",
    "harvest_remarks",
    "identifiers",
    "contacts",
    "access_constraints",
    "coupled_resources",
    "spatial",
}
PLACE = Place("https://www.example.fr/dataset/1", "https://www.example.fr/dataset/x", "https://www.example.fr")


@pytest.mark.parametrize("form", ["turtle", "xml", "json-ld", "nt"])
def test_every_field_comes_back(full_dataset, form):
    graph = Graph()
    write_dataset(graph, {**full_dataset, "id": "1"}, None, PLACE)
    found = dcat.draft(graph.serialize(format=form).encode()).dataset
    names = [field.name for field in dataset_declaration().level("dataset") if field.name not in APART]
    differing = {}
    for name in names:
        ours, theirs = full_dataset.get(name), found.get(name)
        if isinstance(ours, list):
            ours, theirs = (
                [str(sorted(row.items()) if isinstance(row, dict) else row) for row in rows or []]
                for rows in (ours, theirs)
            )
            ours, theirs = sorted(ours), sorted(theirs)
        if ours not in (None, "", []) and ours != theirs:
            differing[name] = (ours, theirs)
    assert differing == {}
    assert json.loads(found["spatial"])["type"] == json.loads(full_dataset["spatial"])["type"]
    assert found["access_rights"] == "PUBLIC"
    emails = {(row.get("role"), row.get("email")) for row in found["contacts"]}
    assert emails >= {(row.get("role"), row.get("email")) for row in full_dataset["contacts"] if row.get("email")}
    values = {row["value"] for row in found["identifiers"]}
    assert values >= {row["value"] for row in full_dataset["identifiers"]}


def test_resources_come_back(full_dataset):
    graph = Graph()
    write_dataset(graph, {**full_dataset, "id": "1"}, None, PLACE)
    found = {
        resource["url"]: resource
        for resource in dcat.draft(graph.serialize(format="turtle").encode()).dataset["resources"]
    }
    for resource in full_dataset["resources"]:
        if resource.get("kind") == "documentation":
            continue
        back = found[resource["url"]]
        for name in ("name", "format", "kind", "schema", "schema_version", "size", "protocol", "layer", "encoding"):
            if resource.get(name):
                assert str(back.get(name)) == str(resource[name]), (resource["url"], name)


def test_a_service_comes_back_with_what_it_serves(full_dataset):
    graph = Graph()
    write_dataset(graph, {**full_dataset, "id": "1", "scope": "service"}, None, PLACE)
    found = dcat.draft(graph.serialize(format="turtle").encode()).dataset
    assert found["scope"] == "service"
    assert found["coupled_resources"] == full_dataset["coupled_resources"]
    assert found["service_type"] == full_dataset["service_type"]

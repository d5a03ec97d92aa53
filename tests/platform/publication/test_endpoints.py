"""The DCAT endpoints on the running platform."""

from __future__ import annotations

import pytest
from rdflib import DCAT, RDF, Graph, Literal, Namespace, URIRef

from ckan.tests import helpers

from ckanext.datagrandest.publication.dcat.namespaces import DCT

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
FORMATS = {"ttl": "turtle", "xml": "xml", "rdf": "xml", "jsonld": "json-ld", "n3": "n3"}


@pytest.fixture(autouse=True)
def editor(sysadmin_factory):
    return sysadmin_factory(name="editor")


@pytest.fixture
def organization(organization_factory, editor):
    return organization_factory(name="saint-die", siren="218804136", users=[{"name": "editor", "capacity": "admin"}])


def act(action, /, **data):
    return helpers.call_action(action, {"user": "editor", "ignore_auth": True}, **data)


@pytest.fixture
def dataset(full_dataset, organization):
    return act("package_create", name="bati-public", owner_org=organization["id"], **full_dataset)


def read(response, form: str) -> Graph:
    assert response.status_code == 200, response.body[:500]
    return Graph().parse(data=response.body, format=FORMATS[form])


@pytest.mark.parametrize("form", FORMATS)
def test_a_dataset_in_every_format(form, app, dataset):
    graph = read(app.get(f"/dataset/bati-public.{form}"), form)
    node = URIRef(f"http://test.ckan.net/dataset/{dataset['id']}")
    assert (node, RDF.type, DCAT.Dataset) in graph
    assert graph.value(node, DCT.identifier) == Literal("FR-218804136-bati-public")
    publisher = graph.value(node, DCT.publisher)
    assert graph.value(publisher, DCT.identifier) == Literal("218804136")


@pytest.mark.parametrize("form", FORMATS)
def test_the_catalogue_in_every_format(form, app, dataset):
    graph = read(app.get(f"/catalog.{form}"), form)
    [catalogue] = graph.subjects(RDF.type, DCAT.Catalog)
    assert len(set(graph.objects(catalogue, DCAT.dataset))) == 1


def test_an_empty_catalogue_is_a_catalogue(app):
    graph = read(app.get("/catalog.ttl"), "ttl")
    assert len(set(graph.subjects(RDF.type, DCAT.Catalog))) == 1


def test_unknown_formats_and_datasets_are_refused(app, dataset):
    assert app.get("/dataset/bati-public.docx", status=409)
    assert app.get("/dataset/absent.ttl", status=404)
    assert app.get("/catalog.docx", status=409)


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=-1", "modified_since=hier"])
def test_senseless_questions_are_refused(query, app):
    assert app.get(f"/catalog.ttl?{query}", status=409)


def test_private_datasets_are_never_in_the_catalogue(app, full_dataset, organization, editor):
    act("package_create", name="secret", owner_org=organization["id"], private=True, **full_dataset)
    token = act("api_token_create", user="editor", name="test")["token"]
    for headers in ({}, {"Authorization": token}):
        body = app.get("/catalog.ttl", headers=headers).body
        assert "FR-218804136-bati-public" not in body
        assert "bati-public" not in app.get("/api/action/dcat_catalog_show?format=ttl", headers=headers).body
    assert app.get("/dataset/secret.ttl", status=403)


def test_drafts_and_deleted_datasets_are_not_in_the_catalogue(app, dataset):
    act("package_delete", id=dataset["id"])
    assert "bati-public" not in app.get("/catalog.ttl").body


@pytest.fixture
def small_pages(ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckanext.dcat.datasets_per_page", 2)


def test_pages_hold_each_dataset_once(app, organization, small_pages):
    names = [f"jeu-{n}" for n in range(5)]
    for name in names:
        act("package_create", name=name, title=name, owner_org=organization["id"])
    found, url, pages = [], "/catalog.ttl", 0
    while url:
        graph = read(app.get(url), "ttl")
        found += [
            str(title) for dataset in graph.objects(None, DCAT.dataset) for title in graph.objects(dataset, DCT.title)
        ]
        act("package_patch", id=names[pages], notes="changé pendant la lecture")
        pages += 1
        following = next(graph.objects(None, HYDRA.next), None)
        url = str(following).removeprefix("http://test.ckan.net") if following else None
    assert pages == 3
    assert sorted(found) == names
    assert set(graph.objects(None, HYDRA.totalItems)) == {Literal(5)}


def test_a_page_after_the_last_is_empty(app, dataset):
    graph = read(app.get("/catalog.ttl?page=99"), "ttl")
    assert set(graph.objects(None, DCAT.dataset)) == set()


def test_what_changed_since_a_date(app, dataset):
    assert "bati-public" in app.get("/catalog.ttl?modified_since=2020-01-01").body
    assert "bati-public" not in app.get("/catalog.ttl?modified_since=2999-01-01").body


def test_services_are_listed_as_services(app, full_dataset, organization):
    full_dataset["scope"] = "service"
    act("package_create", name="wms", owner_org=organization["id"], **full_dataset)
    graph = read(app.get("/catalog.ttl"), "ttl")
    assert len(set(graph.objects(None, DCAT.service))) == 1
    assert set(graph.objects(None, DCAT.dataset)) == set()


def test_other_profiles_can_be_asked_for(app, dataset):
    assert "schema.org" in app.get("/dataset/bati-public.ttl?profiles=schemaorg").body

"""A DCAT catalogue under the test's command, what reads it, and the mapping of a few lines of Turtle."""

import importlib.util
from pathlib import Path

import pytest

from ckanext.datagrandest.harvesters import dcat
from ckanext.datagrandest.harvesters.mapping import dcat as mapping
from ckanext.datagrandest.net.client import GuardedClient, Limits, Policy

SPEC = importlib.util.spec_from_file_location("fake_dcat", Path(__file__).with_name("fake.py"))
fake_dcat = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fake_dcat)

PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix adms: <http://www.w3.org/ns/adms#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix schema: <http://schema.org/> .
@prefix locn: <http://www.w3.org/ns/locn#> . @prefix gsp: <http://www.opengis.net/ont/geosparql#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix dqv: <http://www.w3.org/ns/dqv#> . @prefix geodcat: <http://data.europa.eu/930/> .
@prefix dcatap: <http://data.europa.eu/r5r/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix eu: <http://publications.europa.eu/resource/authority/> . @prefix time: <http://www.w3.org/2006/time#> .
"""


@pytest.fixture
def server():
    fake = fake_dcat.FakeDcat()
    yield fake
    fake.close()


@pytest.fixture
def client(server):
    return GuardedClient(Policy(allowed_hosts=frozenset({server.host})), Limits(retries=0, total_timeout=10))


@pytest.fixture
def opened(server, client):
    """Open the server's catalogue with some options."""
    return lambda **options: dcat.TYPE.open(server.url, options, client)


@pytest.fixture
def mapped():
    """Map a dataset from the Turtle of its properties: (dataset, remarks in English)."""

    def run(properties, more="", title='dct:title "Bâtis"@fr ;', options=mapping.DEFAULTS):
        text = f"{PREFIXES}<http://www.example.fr/dataset/1> a dcat:Dataset ; {title} {properties} .\n{more}"
        draft = mapping.draft(text.encode(), options)
        return draft.dataset, [str(remark) for remark in draft.remarks]

    return run

"""Facets are fields that the schemas declare and label."""

from __future__ import annotations

import pytest

from ckanext.datagrandest.catalogue import facets
from ckanext.datagrandest.catalogue.index_fields import FIELDS
from ckanext.datagrandest.metadata.declaration import dataset_declaration
from ckanext.datagrandest.metadata.vocabularies import vocabulary

DECLARED = {field.solr_name: field for field in dataset_declaration().every() if field.solr_name}
#: Written by a room of its own, declared by no dataset schema.
OF_ROOMS = {"conforms_to_ss"}


@pytest.mark.parametrize("facet", facets.FACETS, ids=lambda facet: facet.field)
def test_facet_is_a_field_of_the_index(facet: facets.Facet):
    assert facet.field in FIELDS | OF_ROOMS or DECLARED[facet.field].raw.get("dge_facet") is True


@pytest.mark.parametrize(
    "facet", [facet for facet in facets.FACETS if facet.field in DECLARED], ids=lambda facet: facet.field
)
def test_labels_are_those_of_the_declaration(facet: facets.Facet):
    assert facet.vocabulary == DECLARED[facet.field].vocabulary


def test_vocabularies_exist():
    names = {facet.vocabulary for facet in facets.FACETS if facet.vocabulary} - {facets.TERRITORIES, facets.SCHEMAS}
    assert all(len(list(vocabulary(name))) for name in names)

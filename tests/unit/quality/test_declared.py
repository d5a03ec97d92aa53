"""What a resource says of the schema it follows, that it follows none included."""

from __future__ import annotations

import pytest

from ckanext.datagrandest.quality.declared import NOTHING, Declared, declared, fields_of, wanted_of


@pytest.mark.parametrize(
    ("resource", "wanted"),
    [
        ({}, ("", "")),
        ({"schema": "scdl/subventions", "schema_version": "2.1.0"}, ("scdl/subventions", "2.1.0")),
        ({"schema_recognition": "never"}, (NOTHING, "")),
        ({"schema": "scdl/subventions", "schema_recognition": "never"}, ("scdl/subventions", "")),
        ({"schema": "", "schema_recognition": ""}, ("", "")),
    ],
)
def test_what_a_resource_asks_for(resource, wanted):
    assert wanted_of(resource) == wanted


@pytest.mark.parametrize("asked", [("", ""), ("scdl/subventions", "2.1.0"), (NOTHING, "")])
def test_what_is_asked_is_read_again(asked):
    assert wanted_of(fields_of(*asked)) == asked


def test_that_there_is_no_schema_is_no_unknown_schema():
    assert declared(NOTHING, "") == Declared(nothing=True)
    assert declared("nonsense", "") == Declared(unknown="nonsense")
    assert declared("", "") is None

"""Documents are completed and cleaned before they are indexed."""

from __future__ import annotations

from ckanext.datagrandest.catalogue import documents


def test_extras_that_look_like_typed_fields_are_taken_off():
    document = {"extras_depth_i": "deep", "depth_i": "deep", "themes_ss": ["TRAN"], "extras_guid": "a", "guid": "a"}
    cleaned = documents.without_noise(dict(document))
    assert cleaned == {"extras_depth_i": "deep", "themes_ss": ["TRAN"], "extras_guid": "a", "guid": "a"}


def test_json_of_extras_is_not_searched_and_the_extent_stays():
    document = {"extras_contacts": '[{"role": "author"}]', "extras_spatial": '{"type": "Point"}', "extras_note": "eau"}
    assert documents.without_noise(document) == {"extras_spatial": '{"type": "Point"}', "extras_note": "eau"}


def test_names_of_territories_are_searched():
    assert documents._territory_names(["commune:88160", "region:44"])[0] == "Épinal (88)"
    assert documents._territory_names('["commune:88160"]') == ["Épinal (88)"]
    assert documents._territory_names(None) == []
    assert documents._territory_names({"not": "a list"}) == []

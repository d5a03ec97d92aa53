"""What mappings of services and portals make drafts with."""

import json
import tracemalloc

import pytest

from ckanext.datagrandest.harvesters.mapping.drafting import (
    Links,
    conditions_of,
    date_of,
    finished,
    format_of,
    spatial_of,
    tags_of,
    territories_of,
)
from ckanext.datagrandest.harvesters.mapping.remarks import Remarks


@pytest.fixture
def remarks():
    return Remarks()


def said(remarks):
    return " ".join(map(str, remarks.all()))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://localhost:8080/geonetwork", "private network"),
        ("http://10.1.2.3/a", "private network"),
        ("http://serveur/a", "private network"),
        ("javascript:alert(1)", "cannot open it safely"),
        ("file:///etc/passwd", "cannot open it safely"),
        ("data:text/html,x", "cannot open it safely"),
        ("pas une adresse", "not a full web address"),
    ],
)
def test_faults_38_and_39_links_that_the_public_cannot_open_are_left_out_and_said(remarks, url, reason):
    links = Links(remarks)
    links.add(url, "x")
    assert links.all() == []
    assert reason in said(remarks)


def test_fault_10_a_password_in_a_link_is_removed_and_not_shown(remarks):
    links = Links(remarks)
    links.add("https://user:secret@www.example.fr/a.csv", "x")
    assert links.all()[0]["url"] == "https://www.example.fr/a.csv"
    assert "secret" not in said(remarks)


def test_fault_48_eight_thousand_links_keep_the_first_and_tell_the_count(remarks):
    links = Links(remarks)
    for number in range(8000):
        links.add(f"https://www.example.fr/{number}.csv")
    assert len(links.all()) == 500
    assert "8000" in said(remarks)


def test_one_address_in_one_format_is_one_resource(remarks):
    links = Links(remarks)
    links.add("https://www.example.fr/a.csv", "Premier")
    links.add("https://www.example.fr/a.csv", "Second")
    assert [resource["name"] for resource in links.all()] == ["Premier"]


def test_a_thousand_keywords(remarks):
    found = tags_of([f"mot {number}" for number in range(1000)] + ["x", "eau; air", "EAU"], remarks)
    assert len(found) == 200
    assert "1002" in said(remarks)
    assert tags_of(["eau ; air", "EAU"], remarks) == [{"name": "eau"}, {"name": "air"}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019", "2019"),
        ("12/07/2020", "2020-07-12"),
        ("2019-13-45", ""),
        ("0000", ""),
        (None, ""),
        ("", ""),
        (20240506, "2024-05-06"),
    ],
)
def test_fault_35_dates(remarks, text, expected):
    assert date_of(text, remarks) == expected
    assert ("is not a date" in said(remarks)) == (bool(text) and not expected)


def test_fault_36_extents(remarks):
    assert json.loads(spatial_of([(6.5, 48.1, 6.4, 48.2)], remarks)["spatial"])["type"] == "Polygon"
    assert spatial_of([("NaN", 1, 2, 3)], remarks) == {}
    assert "no extent" in said(remarks)


def test_territories_by_code_and_by_name_with_a_remark(remarks):
    assert territories_of(["88160", "Grand Est", "eau"], {}, remarks) == {"territories": ["commune:88160", "region:44"]}
    assert "Grand Est (region:44)" in said(remarks)
    assert territories_of(["eau"], {}, Remarks()) == {}


def test_conditions():
    assert conditions_of(["none", "Licence Ouverte 2.0", "", "Licence Ouverte 2.0"]) == {
        "license_id": "lov2",
        "use_limitations": ["Licence Ouverte 2.0"],
    }
    assert conditions_of(["NONE"]) == {"license_id": "", "use_limitations": []}


def test_formats_of_media_types():
    assert format_of("application/geo+json; charset=utf-8") == "GEOJSON"
    assert format_of("application/zip") in ("", "ZIP")
    assert format_of("") == format_of("x/y") == ""


def test_what_is_empty_or_refused_by_the_schema_does_not_come(remarks):
    draft = finished({"title": "T", "notes": "", "themes": ["NOPE", "ENVI"], "tags": []}, remarks)
    assert draft.dataset == {"title": "T", "themes": ["ENVI"], "resources": []}
    assert any("themes" in str(remark) or "NOPE" in str(remark) for remark in draft.remarks)


def test_memory_of_a_large_wfs_stays_that_of_a_page():
    """10,000 layers are cut one page after the other: what is held is the document and a hundred records."""
    from lxml import etree

    from ckanext.datagrandest.harvesters.wfs.catalogue import _of_layers

    layers = "".join(f"<FeatureType><Name>ns:{n}</Name><Title>Couche {n}</Title></FeatureType>" for n in range(10_000))
    root = etree.fromstring(
        f'<WFS_Capabilities version="1.0.0"><FeatureTypeList>{layers}</FeatureTypeList></WFS_Capabilities>'
    )
    tracemalloc.start()
    count = sum(len(page.records) for page in _of_layers(root, "https://www.example.fr/wfs"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 10_000
    assert peak < 30_000_000

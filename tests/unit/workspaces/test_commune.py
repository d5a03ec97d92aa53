"""The page of a commune: colours that can be read, addresses that lead where one means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.datagrandest.territories import cog, hierarchy
from ckanext.datagrandest.workspaces.commune import colours
from ckanext.datagrandest.workspaces.commune.finding import Found, address_of, find

REGION = "44"
HEX = st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True)


@given(HEX, st.one_of(HEX, st.none(), st.text()))
def test_text_and_links_can_be_read_on_any_colour(primary, secondary):
    found = colours.palette(primary, secondary)
    assert found.primary == primary.lower()
    assert colours.contrast(found.on_primary, found.primary) >= 4.5
    assert colours.contrast(found.link, "#ffffff") >= 4.5
    assert ";" not in found.css().replace(";", "", 4)


@given(st.text())
def test_what_is_no_colour_never_reaches_the_page(text):
    css = colours.palette(text, text).css()
    assert all(part in "#0123456789abcdef" for value in css.split(":")[1:] for part in value.split(";")[0])


@pytest.mark.parametrize("text", ["", None, "red", "#12345", "#1234567", "url(x)", "#fff;}body{display:none", "#ggg"])
def test_without_a_colour_the_page_has_those_of_the_site(text):
    assert colours.palette(text, text) == colours.palette(colours.PRIMARY, colours.SECONDARY)


def test_contrast_is_that_of_the_standard():
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert colours.read("#FaB") == "#ffaabb"
    assert colours.darkened("#0c2a43") == "#0c2a43"
    assert colours.darkened("#ffff00") != "#ffff00"


@pytest.mark.parametrize(
    ("address", "code"),
    [("plombieres-les-bains", "88351"), ("Plombières-les-Bains", "88351"), ("88351", "88351"), ("epinal", "88160"),
     ("la-bresse", "88075"), ("st-die-des-vosges", "88413")],
)  # fmt: skip
def test_an_address_means_a_commune(address, code):
    assert find(address, REGION) == Found((code,))


@pytest.mark.parametrize(
    "address", ["", "nulle-part", "paris", "75056", "99999", "'; drop table", "a" * 5000, "../etc", "2A004"]
)
def test_an_address_means_no_commune_of_the_region(address):
    assert find(address, REGION).codes == ()


def test_a_name_that_several_bear_lets_choose():
    found = find("saint-maurice", REGION)
    assert len(found.codes) > 1
    assert not found.moved
    assert len({address_of(code, REGION) for code in found.codes}) == len(found.codes)


def test_a_merged_commune_leads_to_its_successor():
    table = cog.table()
    code, successor = next(
        (old, new) for old, new in table.former.items()
        if old.startswith("51") and f"region:{REGION}" in hierarchy.ancestors(f"commune:{new}")
    )  # fmt: skip
    assert find(code, REGION) == Found((successor,), moved=True)


def test_each_commune_of_the_region_has_an_address_of_its_own():
    codes = [code for code in hierarchy.descendants(f"region:{REGION}") if code.startswith("commune:")]
    own = [code.partition(":")[2] for code in codes]
    assert len(own) > 5000
    sample = own[::7]
    addresses = {code: address_of(code, REGION) for code in sample}
    assert len(set(addresses.values())) == len(sample)
    assert [code for code, address in addresses.items() if find(address, REGION) != Found((code,))] == []
    assert sum(address == code for code, address in addresses.items()) < len(sample) / 50

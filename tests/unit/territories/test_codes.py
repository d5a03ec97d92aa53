"""Codes are understood as people and records write them, and nothing else is."""

import pytest

from ckanext.datagrandest.territories import codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("commune:88160", "commune:88160"),
        ("Commune : 88160 ", "commune:88160"),
        ("88160", "commune:88160"),
        ("2a004", "commune:2A004"),
        ("commune:88422", "commune:88422"),  # merged in 1964: known, kept as it is
        ("commune:75101", "commune:75101"),
        ("epci:200068559", "epci:200068559"),
        ("200068559", "epci:200068559"),
        ("Département:88", "departement:88"),
        ("région:44", "region:44"),
        ("region:42", "region:42"),
        ("arrondissement:881", "arrondissement:881"),
        ("44", None),  # a département and a région
        ("commune:99999", None),
        ("epci:200068558", None),
        ("pays:FR", None),
        ("", None),
        (":", None),
        ("commune:", None),
        ('commune:88160" OR *:*', None),
        ("commune:88160" * 50, None),
    ],
)
def test_normalise(text, code):
    assert codes.normalise(text) == code


@pytest.mark.parametrize(
    ("code", "now"),
    [
        ("commune:88422", "commune:88160"),
        ("commune:88160", "commune:88160"),
        ("region:41", "region:44"),
        ("epci:200068559", "epci:200068559"),
        ("commune:00000", None),
    ],
)
def test_current(code, now):
    assert codes.current(code) == now


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (None, []),
        ("", []),
        ([], []),
        ("[]", []),
        (["commune:88160", " "], ["commune:88160"]),
        ('["commune:88160", "region:44"]', ["commune:88160", "region:44"]),
        ("commune:88160, region:44", ["commune:88160", "region:44"]),
        ("commune:88160\r\nregion:44\n", ["commune:88160", "region:44"]),
    ],
)
def test_read_list(value, texts):
    assert codes.read_list(value) == texts


@pytest.mark.parametrize("value", ["[", "[1]", {"a": 1}, 3, [["x"]], ["commune:88160"] * 10_001])
def test_what_is_no_list_is_refused(value):
    with pytest.raises(codes.UnreadableCodesError):
        codes.read_list(value)


def test_currents_are_named_once_in_order():
    assert codes.currents(["region:44", "88422", "88160", "nowhere", "region:42"]) == ["region:44", "commune:88160"]


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("commune:88160", "Épinal (88)"),
        ("commune:88422", "Saint-Laurent (88) → Épinal"),
        ("epci:200068559", "Communauté de communes de l'Ouest Vosgien"),
        ("departement:88", "Vosges (88)"),
        ("arrondissement:881", "Épinal (arrondissement)"),
        ("region:44", "Grand Est"),
        ("region:42", "Alsace"),
        ("commune:75101", "Paris 1er Arrondissement (75)"),
        ("nothing:12", "nothing:12"),
        ("free text", "free text"),
    ],
)
def test_label(code, label):
    assert codes.label(code) == label

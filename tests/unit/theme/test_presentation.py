"""What the pages show of a dataset, whatever it lacks."""

import pytest

from ckanext.datagrandest.theme import presentation


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (512, "512 bytes"),
        (1500, "1,5 kB"),
        ("1532456", "1,5 MB"),
        (48_000_000_000, "48 GB"),
        (0, ""),
        (None, ""),
        ("x", ""),
    ],
)
def test_sizes(number, shown):
    assert presentation.size(number, str) == shown.replace(" ", "\u00a0")


def test_resources_are_grouped_by_kind_and_an_unknown_kind_is_a_file():
    kinds = ["service", "download", None, "odd", "documentation"]
    groups = presentation.by_kind([{"kind": kind} for kind in kinds], str)
    assert [(group["icon"], len(group["resources"])) for group in groups] == [
        ("download", 3),
        ("service", 1),
        ("documentation", 1),
    ]


def test_places_beyond_the_first_are_counted():
    def more(count):
        return f"+{count}"

    assert presentation.places(["a", "b", "c", "d"], str.upper, more) == "A, B +2"
    assert presentation.places(["a"], str.upper, more) == "A"
    assert presentation.places(None, str.upper, more) == ""


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([{"start": "2020", "end": "2024"}], "from 2020 to 2024"),
        ([{"start": "2020"}], "since 2020"),
        ([{"end": "2024"}], "until 2024"),
        ([{}], ""),
        (None, ""),
        ("2020", ""),
    ],
)
def test_periods(rows, shown):
    assert presentation.period(rows, str, str) == shown


def test_a_contact_with_two_roles_is_shown_once():
    rows = [
        {"name": "SIG", "email": "sig@example.org", "role": "owner"},
        {"name": "SIG", "email": "sig@example.org", "role": "pointOfContact"},
        {"role": "author"},
        "odd",
    ]
    shown = presentation.contacts(rows, str.upper)
    assert [(contact["name"], contact["roles"]) for contact in shown] == [("SIG", "OWNER, POINTOFCONTACT")]
    assert presentation.contacts(None, str.upper) == []

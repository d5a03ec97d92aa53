"""Dates are written for readers as precisely as they are known."""

import pytest

from ckanext.datagrandest.metadata import dates


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2024", "2024"),
        ("2024-03", "mars 2024"),
        ("2024-03-05", "5 mars 2024"),
        ("2024-08-05T10:11:12Z", "5 août 2024"),
        ("2024-13-45", "2024-13-45"),
        ("hier", "hier"),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(value, shown):
    assert dates.written(value, "fr") == shown


def test_a_date_follows_the_language():
    assert dates.written("2024-03-05", "en") == "5 March 2024"

"""A workspace always keeps an administrator."""

import pytest

from ckanext.datagrandest.workspaces.members.roles import MEANINGS, TITLES, may_change

PEOPLE = {"a": "admin", "b": "editor", "c": "member"}


@pytest.mark.parametrize(
    ("people", "person", "become", "may"),
    [
        (PEOPLE, "a", None, False),
        (PEOPLE, "a", "editor", False),
        (PEOPLE, "a", "admin", True),
        (PEOPLE, "b", None, True),
        (PEOPLE, "b", "admin", True),
        (PEOPLE | {"b": "admin"}, "a", None, True),
        ({"b": "editor"}, "b", None, True),
        ({}, "z", "member", True),
    ],
)
def test_the_last_administrator_stays(people, person, become, may):
    assert may_change(people, person, become) is may


def test_each_role_is_explained():
    assert list(TITLES) == list(MEANINGS)

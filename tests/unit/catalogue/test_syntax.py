"""Expressions that Solr would refuse are recognised before it is asked, and only those."""

import pytest

from ckanext.datagrandest.catalogue import syntax

SOUND = [
    "",
    "tags:eau",
    'tags: "eau"',
    '+capacity:public title:"a (b" AND -notes:[* TO *]',
    "metadata_modified:[2020-01-01T00:00:00Z TO NOW]",
    "metadata_modified:{2020-01-01T00:00:00Z TO *]",
    'territories:"commune:88160"',
    'territories:("commune:88160" OR "epci:200068559")',
    r"territories:commune\:88160",
    "+(owner_org:1a-2b OR owner_org:3)",
    "{!field f=territories}commune:88160",
    r'title:"a \" b"',
    "NOT tags:eau",
    "(*:* AND -title:eau)",
    "*:* -title:eau",
]
REFUSED = {
    ") OR capacity:private": syntax.BRACKETS,
    "title:(eau": syntax.BRACKETS,
    "title:[a TO b": syntax.BRACKETS,
    "(title:[a TO b)]": syntax.BRACKETS,
    'title:"eau': syntax.QUOTES,
    'organization:"a"b"': syntax.QUOTES,
    "territories:commune:88160": syntax.COLONS,
    "+state:active +res_url:http://a.fr/b": syntax.COLONS,
    "title:": syntax.NO_VALUE,
    "(title: )": syntax.NO_VALUE,
    ":eau": syntax.NO_FIELD,
    "title:eau OR": syntax.DANGLING,
    "AND title:eau": syntax.DANGLING,
    "(title:eau AND )": syntax.DANGLING,
}


@pytest.mark.parametrize("expression", SOUND)
def test_sound_expression(expression: str):
    assert syntax.problem(expression) is None


@pytest.mark.parametrize("expression", REFUSED)
def test_refused_expression(expression: str):
    found = syntax.problem(expression)
    assert found is not None
    assert found.msgid == REFUSED[expression]


def test_the_remedy_is_in_the_message():
    assert str(syntax.problem("territories:commune:88160")).endswith('territories:"commune:88160".')

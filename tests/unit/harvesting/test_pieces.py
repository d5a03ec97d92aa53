"""Names, identity, resources, text and options."""

import pytest

from ckanext.datagrandest.harvesting.contract import Option
from ckanext.datagrandest.harvesting.identity import Holder, identify
from ckanext.datagrandest.harvesting.naming import VALID, dataset_name, other_name
from ckanext.datagrandest.harvesting.options import InvalidOptions, check, parse
from ckanext.datagrandest.harvesting.resources import keep_identifiers
from ckanext.datagrandest.harvesting.text import as_text


def test_a_valid_identifier_is_the_name_in_lower_case():
    assert dataset_name("FR-120066022-JDD-0A1B_2") == "fr-120066022-jdd-0a1b_2"


@pytest.mark.parametrize("identifier", ["http://exemple.fr/jdd/Été 1", "new", "x", "é" * 300, "{A1}", "a.b", "…"])
def test_other_identifiers_give_a_stable_valid_name(identifier):
    name = dataset_name(identifier)
    assert VALID.fullmatch(name)
    assert name == dataset_name(identifier)
    assert VALID.fullmatch(other_name(identifier, "source"))
    assert other_name(identifier, "source") != name


def test_identifiers_that_differ_by_forbidden_characters_do_not_meet():
    assert dataset_name("a.b") != dataset_name("a:b")


def test_a_record_harvested_elsewhere_is_merged_and_says_why():
    found = identify("one", "mine", 4, [Holder("p1", "theirs", "Région")], set())
    assert (found.verdict, found.package_id) == ("merged", "p1")
    assert "Région" in str(found.reason)


def test_a_dataset_made_by_people_is_never_overwritten():
    found = identify("one", "mine", 4, [], {"one"})
    assert found.verdict == "new"
    assert found.name == other_name("one", "mine")
    assert found.reason


def test_resources_keep_their_identifiers_once_each():
    held = [
        {"id": "1", "url": "u", "name": "a"},
        {"id": "2", "url": "u", "name": "b"},
        {"id": "3", "url": "v", "name": "c"},
    ]
    drafted = [{"url": "v", "name": "renamed"}, {"url": "u", "name": "b"}, {"url": "u", "name": "new"}, {"url": "u"}]
    assert [resource.get("id") for resource in keep_identifiers(drafted, held)] == ["3", "2", "1", None]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<a>é</a>".encode(), "<a>é</a>"),
        ("<a>é</a>".encode("utf-8-sig"), "<a>é</a>"),
        ("<a>é</a>".encode("cp1252"), "<a>é</a>"),
        ("<a>é</a>".encode("utf-16"), "<a>é</a>"),
        (
            '<?xml version="1.0" encoding="ISO-8859-15"?><a>€</a>'.encode("iso-8859-15"),
            '<?xml version="1.0" encoding="UTF-8"?><a>€</a>',
        ),
        (b"<a>\x00</a>", "<a></a>"),
        (b'<?xml version="1.0" encoding="nonsense"?>\xe9', '<?xml version="1.0" encoding="UTF-8"?>é'),
    ],
)
def test_bytes_become_text(content, expected):
    assert as_text(content) == expected


OPTIONS = (
    Option("filter", "Filter", default=""),
    Option("page", "Page", "integer", 100),
    Option("deep", "Deep", "boolean", default=False),
    Option("version", "Version", "choice", "2.0.2", choices={"2.0.2": "2.0.2", "3.0.0": "3.0.0"}),
    Option("sets", "Sets", "list", ()),
)


def test_options_have_defaults_and_are_read_by_kind():
    assert check(OPTIONS, {})["page"] == 100
    given = {"filter": " x ", "page": "20", "deep": "oui", "version": "3.0.0", "sets": "a\n\n b "}
    assert check(OPTIONS, given) == {"filter": "x", "page": 20, "deep": True, "version": "3.0.0", "sets": ["a", "b"]}


def test_every_wrong_option_is_said():
    wrong = {"filter": {}, "page": "many", "deep": "maybe", "version": "1", "sets": {"a": 1}, "unknown": 1}
    with pytest.raises(InvalidOptions) as caught:
        check(OPTIONS, wrong)
    assert len(caught.value.messages) == 6


def test_a_required_option_is_asked_for():
    with pytest.raises(InvalidOptions, match="required"):
        check([Option("key", "Key", required=True)], {"key": ""})


@pytest.mark.parametrize("text", ["{", "[]", '"x"'])
def test_a_configuration_that_is_no_object_is_refused(text):
    with pytest.raises(InvalidOptions):
        parse(text)


def test_no_configuration_is_an_empty_one():
    assert parse("") == parse(None) == parse("  ") == {}

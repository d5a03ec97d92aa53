"""Parameters of a search: what is refused, what is brought within the limits."""

import pytest

from ckanext.datagrandest.catalogue import parameters

LIMITS = parameters.Limits(start=100, length=50, words=5, facets=2, facet_values=10)


def refused(field: str, msgid: str):
    return pytest.raises(
        parameters.RefusedParameterError,
        match=".",
        check=lambda error: (error.field, error.message.msgid) == (field, msgid),
    )


def test_filters_are_checked_one_by_one():
    parameters.check_filters(["title:eau", ""], LIMITS)
    with refused("fq", parameters.syntax.BRACKETS):
        parameters.check_filters(["title:eau", ") OR capacity:private"], LIMITS)


def test_long_expressions_are_refused():
    with refused("fq", parameters.TOO_LONG):
        parameters.check_filters(["a" * 51], LIMITS)
    with refused("q", parameters.TOO_LONG):
        parameters.read_question("a" * 51, LIMITS)


def test_question_in_solr_syntax_is_checked_and_words_never_refused():
    with refused("q", parameters.syntax.QUOTES):
        parameters.read_question('title:"eau', LIMITS)
    assert parameters.read_question('eau "', LIMITS).q.endswith("}eau")


def test_words_beyond_the_limit_are_not_asked():
    assert parameters.read_question("a b c d e f", LIMITS).q.endswith("}a b c d e")


def test_deep_pages_are_refused():
    parameters.check_depth(100, LIMITS)
    parameters.check_depth(None, LIMITS)
    with refused("start", parameters.TOO_DEEP):
        parameters.check_depth("101", LIMITS)
    with refused("start", parameters.BAD_NUMBER):
        parameters.check_depth("x", LIMITS)


@pytest.mark.parametrize(
    ("asked", "given"), [(5, {}), (10, {}), (-1, {"facet.limit": 10}), ("11", {"facet.limit": 10})]
)
def test_facet_limit_is_brought_down(asked: object, given: dict):
    assert parameters.facet_limits({"facet.limit": asked}, LIMITS) == given


def test_too_many_facets_are_refused():
    with refused("facet.field", parameters.TOO_MANY_FACETS):
        parameters.facet_limits({"facet.field": ["a", "b", "c"]}, LIMITS)


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        (None, None),
        ("rank", None),
        ("title asc", "title_string asc"),
        ("score desc, metadata_modified desc", "score desc, metadata_modified desc"),
        ("score", "score desc"),
        ("issued_dt DESC", "issued_dt desc"),
    ],
)
def test_sort(asked: str | None, written: str | None):
    assert parameters.read_sort(asked) == written


@pytest.mark.parametrize("asked", ["notes asc", "tags asc", "title_string up", "sum(1,2) desc", "extras_a_s asc", ","])
def test_bad_sort_is_refused(asked: str):
    with refused("sort", parameters.BAD_SORT):
        parameters.read_sort(asked)


@pytest.mark.parametrize("value", ["4.8,47.4,8.3,50.2", ["4.8", 47.4, 8.3, "50.2"], "-180,-90,180,90"])
def test_extent(value: object):
    parameters.check_extent(value)


@pytest.mark.parametrize(
    "value", ["", "a", "1,2,3", "1,2,3,4,5", "8,47,4,50", "4,50,8,47", "4,nan,8,50", "4,-91,8,50", 3]
)
def test_bad_extent_is_refused(value: object):
    with refused("ext_bbox", parameters.BAD_BBOX):
        parameters.check_extent(value)


def test_tracking_parameters_are_taken_off():
    filters = ' utm_source:"lettre 3" organization:"metz" fbclid:"x" +dataset_type:dataset'
    assert parameters.without_parameters(filters, {"utm_source", "fbclid"}).split() == [
        'organization:"metz"',
        "+dataset_type:dataset",
    ]

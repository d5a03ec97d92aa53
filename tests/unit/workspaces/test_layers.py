"""Two parts of the room may chain the same function of CKAN: none is lost, the first is asked first."""

import pytest

from ckanext.datagrandest.workspaces.layers import layered


def chained(mark: str, kind: str = "chained_action"):
    def function(up, context, data_dict):
        return [mark, *up(context, data_dict)]

    setattr(function, kind, True)
    return function


def core(_context, _data_dict):
    return ["core"]


@pytest.mark.parametrize("kind", ["chained_action", "chained_auth_function"])
def test_chained_functions_of_one_name_are_asked_in_order(kind):
    table = layered(*({"a": chained(mark, kind)} for mark in "123"))
    assert table["a"](core, {}, {}) == ["1", "2", "3", "core"]
    assert getattr(table["a"], kind)


def test_a_function_of_the_room_is_chained_by_another_part():
    table = layered({"a": chained("1")}, {"a": core})
    assert table["a"]({}, {}) == ["1", "core"]
    assert not hasattr(table["a"], "chained_action")


def test_what_would_be_lost_is_refused():
    with pytest.raises(ValueError, match="a is defined twice"):
        layered({"a": core}, {"a": core})


def test_the_others_are_all_there():
    assert set(layered({"a": core}, {"b": core})) == {"a", "b"}

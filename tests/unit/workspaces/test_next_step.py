"""There is always one thing to do in a workspace, and what somebody waits for comes first."""

import pytest

from ckanext.datagrandest.workspaces.home.next_step import Facts, Kind, next_step

DATASET = {"title": "Arbres", "score": 40, "step": {"gain": 8}}
BETTER = {"title": "Rues", "score": 60, "step": {"gain": 14}}
DONE = {"title": "Parcs", "score": 100, "step": None}
DRAFT, WAITING = {"id": "d", "state": "choices"}, {"id": "w", "state": "waiting"}
ANSWER, QUESTION = {"id": "a", "state": "answered"}, {"id": "q", "state": "open"}


def facts(**known):
    plain = {"writable": True, "publishes": True, "screen": None, "calls": [], "deposits": [], "datasets": []}
    return Facts(**{**plain, **known})


@pytest.mark.parametrize(
    ("known", "kind", "subject"),
    [
        ({"writable": False, "screen": 1}, Kind.CLOSED, None),
        ({"screen": 2, "calls": [ANSWER]}, Kind.PATH, {"screen": 2}),
        ({"calls": [QUESTION, ANSWER], "deposits": [WAITING]}, Kind.ANSWER, ANSWER),
        ({"deposits": [DRAFT, WAITING]}, Kind.APPROVE, WAITING),
        ({"deposits": [WAITING], "publishes": False, "datasets": [DONE]}, Kind.ANOTHER, None),
        ({"deposits": [DRAFT], "datasets": [DATASET]}, Kind.DEPOSIT, DRAFT),
        ({}, Kind.FIRST, {}),
        ({"datasets": [DATASET, BETTER, DONE]}, Kind.IMPROVE, BETTER),
        ({"datasets": [DATASET], "publishes": False}, Kind.ANOTHER, None),
        ({"datasets": [DONE]}, Kind.ANOTHER, None),
    ],
)
def test_the_most_pressing_comes_first(known, kind, subject):
    step = next_step(facts(**known))
    assert (step.kind, step.subject) == (kind, subject)

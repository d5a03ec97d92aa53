"""Where a deposit is, what may be done there, and that there is always a next step."""

from itertools import product

import pytest

from ckanext.datagrandest.workspaces.depositing.states import (
    ALLOWED,
    OBSTACLES,
    TITLES,
    Facts,
    Next,
    Obstacle,
    State,
    Step,
    Stored,
    allowed,
    next_of,
    obstacles,
    state_of,
)

READY = Facts()
ALL_FACTS = [
    Facts(pending, readable, valid, proposed, corrections, stopped, described)
    for pending, readable, valid, proposed, corrections, stopped, described in product(
        (True, False), (True, False), (True, False), (True, False), (0, 2), (True, False), (True, False)
    )
]


@pytest.mark.parametrize(
    ("facts", "state", "step"),
    [
        (Facts(pending=True), State.RECEIVED, Next.WAIT),
        (Facts(valid=False, proposed=False), State.READ, Next.WAIT),
        (Facts(valid=False, corrections=2), State.CHOICES, Next.CORRECT),
        (Facts(valid=False), State.CHOICES, Next.PUBLISH),
        (Facts(readable=False, proposed=False), State.CHOICES, Next.READING),
        (Facts(stopped=True), State.CHOICES, Next.PRIVACY),
        (Facts(described=False), State.CHOICES, Next.DESCRIBE),
        (READY, State.READY, Next.PUBLISH),
    ],
)
def test_an_open_deposit_is_where_its_file_is(facts, state, step):
    assert state_of(Stored.OPEN, facts) is state
    assert next_of(state, facts, publisher=True) is step


@pytest.mark.parametrize("stored", [one for one in Stored if one is not Stored.OPEN])
def test_what_is_stored_wins_over_the_file(stored):
    assert state_of(stored, Facts(pending=True)) is State(stored.value)


def test_there_is_always_a_next_step():
    for stored, facts, publisher in product(Stored, ALL_FACTS, (True, False)):
        assert next_of(state_of(stored, facts), facts, publisher=publisher) in Next


def test_ready_means_that_nothing_stands_against_publication_and_choices_that_something_is_to_be_seen():
    for facts in ALL_FACTS:
        state = state_of(Stored.OPEN, facts)
        if state is State.READY:
            assert obstacles(facts) == []
            assert facts.valid
        if obstacles(facts):
            assert state is not State.READY


def test_a_file_with_faults_may_be_published_one_that_cannot_be_read_may_not():
    assert obstacles(Facts(valid=False)) == []
    assert obstacles(Facts(readable=False)) == [Obstacle.UNREADABLE]
    assert obstacles(Facts(stopped=True, described=False)) == [Obstacle.STOPPED, Obstacle.UNDESCRIBED]
    assert obstacles(Facts(pending=True, readable=False)) == [Obstacle.PENDING]


def test_nothing_is_done_to_what_is_published_or_given_up():
    assert not ALLOWED[State.PUBLISHED]
    assert not ALLOWED[State.ABANDONED]
    assert Step.UPDATE not in ALLOWED[State.WAITING], "who approves publishes what they saw"


def test_contributors_neither_approve_nor_touch_the_deposits_of_others():
    assert allowed(State.WAITING, publisher=False, own=True) == {Step.ABANDON}
    assert allowed(State.WAITING, publisher=True, own=False) == {Step.APPROVE, Step.RETURN, Step.ABANDON}
    for state in State:
        assert allowed(state, publisher=False, own=False) == frozenset()


def test_contributors_ask_where_publishers_publish():
    assert next_of(State.READY, READY, publisher=False) is Next.SUBMIT
    assert next_of(State.WAITING, READY, publisher=False) is Next.BE_PATIENT
    assert next_of(State.WAITING, READY, publisher=True) is Next.APPROVE


def test_all_has_words():
    assert TITLES.keys() == set(State) == ALLOWED.keys()
    assert OBSTACLES.keys() == set(Obstacle)

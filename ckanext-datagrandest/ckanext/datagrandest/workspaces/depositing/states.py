"""Where a deposit is, what may be done to it there, and what comes next; pure.

What is stored is little (`Stored`): reading, checking and looking are told by the room `quality`, so that no step of ours
can be left half done. `state_of` puts both together:

    fetching → received → read → choices → ready → waiting → published
                                                 ↘──────────↗
    (refused: the link could not be read; abandoned: from any state before published)
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ckanext.datagrandest.messages import N_


class Stored(StrEnum):
    """What the row of a deposit says."""

    FETCHING = "fetching"
    REFUSED = "refused"
    OPEN = "open"
    WAITING = "waiting"
    PUBLISHED = "published"
    ABANDONED = "abandoned"


class State(StrEnum):
    """What people and machines are told."""

    FETCHING = "fetching"
    REFUSED = "refused"
    RECEIVED = "received"
    READ = "read"
    CHOICES = "choices"
    READY = "ready"
    WAITING = "waiting"
    PUBLISHED = "published"
    ABANDONED = "abandoned"


class Step(StrEnum):
    """What may be done to a deposit."""

    UPDATE = "update"
    PUBLISH = "publish"
    APPROVE = "approve"
    RETURN = "return"
    ABANDON = "abandon"


class Next(StrEnum):
    """What the page proposes first."""

    WAIT = "wait"
    CORRECT = "correct"
    READING = "reading"
    PRIVACY = "privacy"
    DESCRIBE = "describe"
    PUBLISH = "publish"
    SUBMIT = "submit"
    APPROVE = "approve"
    BE_PATIENT = "be_patient"
    SEE = "see"
    AGAIN = "again"


TITLES: dict[State, str] = {
    State.FETCHING: N_("The file is being fetched"),
    State.REFUSED: N_("The file could not be fetched"),
    State.RECEIVED: N_("The file is being read"),
    State.READ: N_("Corrections are being looked for"),
    State.CHOICES: N_("Your choices are needed"),
    State.READY: N_("Ready to be published"),
    State.WAITING: N_("Waiting for approval"),
    State.PUBLISHED: N_("Published"),
    State.ABANDONED: N_("Abandoned"),
}

#: Publication may be asked for at any moment: what stands against it is said in sentences (`obstacles`).
_ALIVE = frozenset({Step.UPDATE, Step.PUBLISH, Step.ABANDON})
ALLOWED: dict[State, frozenset[Step]] = {
    State.FETCHING: frozenset({Step.ABANDON}),
    State.REFUSED: frozenset({Step.ABANDON}),
    State.RECEIVED: _ALIVE,
    State.READ: _ALIVE,
    State.CHOICES: _ALIVE,
    State.READY: _ALIVE,
    State.WAITING: frozenset({Step.APPROVE, Step.RETURN, Step.ABANDON}),
    State.PUBLISHED: frozenset(),
    State.ABANDONED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the file of an open deposit.

    Attributes:
        pending: a check is queued or under way, or none was made yet.
        readable: the latest check could read it as a table.
        valid: it follows its schema.
        proposed: corrections were looked for.
        corrections: how many rules would correct something.
        stopped: the organisation stops it for personal data that nobody has decided about.
        described: what publication needs (a title) is there.
    """

    pending: bool = False
    readable: bool = True
    valid: bool = True
    proposed: bool = True
    corrections: int = 0
    stopped: bool = False
    described: bool = True


def state_of(stored: Stored, facts: Facts) -> State:
    """Tell where a deposit is."""
    if stored is not Stored.OPEN:
        return State(stored.value)
    if facts.pending:
        return State.RECEIVED
    if facts.readable and not facts.proposed:
        return State.READ
    needs = not facts.readable or not facts.valid or facts.stopped or not facts.described
    return State.CHOICES if needs else State.READY


class Obstacle(StrEnum):
    """What stands against a publication."""

    PENDING = "pending"
    UNREADABLE = "unreadable"
    STOPPED = "stopped"
    UNDESCRIBED = "undescribed"


OBSTACLES: dict[Obstacle, str] = {
    Obstacle.PENDING: N_("The file is still being checked: wait a moment, then publish."),
    Obstacle.UNREADABLE: N_("The file cannot be read as a table: say how it is read, or send another one."),
    Obstacle.STOPPED: N_(
        "The file is likely to hold personal data, and your organisation stops them: mask them, or say why they may be"
        " published."
    ),
    Obstacle.UNDESCRIBED: N_("The dataset has no title: give it one."),
}


def obstacles(facts: Facts) -> list[Obstacle]:
    """Name what stands against a publication; a file that is not valid may be published, with a warning."""
    if facts.pending:
        return [Obstacle.PENDING]
    met = {
        Obstacle.UNREADABLE: not facts.readable,
        Obstacle.STOPPED: facts.stopped,
        Obstacle.UNDESCRIBED: not facts.described,
    }
    return [one for one, stands in met.items() if stands]


def allowed(state: State, *, publisher: bool, own: bool) -> frozenset[Step]:
    """Tell what somebody may do.

    Args:
        state: of the deposit.
        publisher: whether they may publish in the workspace.
        own: whether the deposit is theirs; contributors change no other.
    """
    steps = ALLOWED[state]
    if publisher:
        return steps
    return steps - {Step.APPROVE, Step.RETURN} if own else frozenset()


def next_of(state: State, facts: Facts, *, publisher: bool) -> Next:
    """Tell what to do first: there is always something."""
    fixed = {
        State.FETCHING: Next.WAIT, State.RECEIVED: Next.WAIT, State.READ: Next.WAIT, State.REFUSED: Next.AGAIN,
        State.ABANDONED: Next.AGAIN, State.PUBLISHED: Next.SEE,
        State.WAITING: Next.APPROVE if publisher else Next.BE_PATIENT,
    }  # fmt: skip
    if state in fixed:
        return fixed[state]
    if not facts.readable:
        return Next.READING
    if facts.corrections and not facts.valid:
        return Next.CORRECT
    if facts.stopped:
        return Next.PRIVACY
    if not facts.described:
        return Next.DESCRIBE
    return Next.PUBLISH if publisher else Next.SUBMIT

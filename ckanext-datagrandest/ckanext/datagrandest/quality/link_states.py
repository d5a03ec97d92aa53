"""What an address becomes after each look at it. Pure: the moments are given.

One failure says nothing: servers restart. An address is dead when it failed several times in a row, over days. What our
own rules or the other server's keep us from looking at is "not checkable", never dead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ckanext.datagrandest.messages import N_, Message

NEW, ALIVE, FAILING, DEAD, NOT_CHECKABLE = "new", "alive", "failing", "dead", "not_checkable"
TITLES = {
    NEW: N_("Not looked at yet"),
    ALIVE: N_("Answers"),
    FAILING: N_("Did not answer the last time"),
    DEAD: N_("No longer answers"),
    NOT_CHECKABLE: N_("Cannot be checked from here"),
}


@dataclass(frozen=True, slots=True)
class Patience:
    """How often to look, and when to give up hope.

    Attributes:
        again: time until an address that answers is looked at again.
        retry: time until one that failed is.
        failures, over: an address is dead after so many failures in a row, over so long.
        unchecked: time until one that cannot be checked is tried again.
    """

    again: timedelta
    retry: timedelta
    failures: int
    over: timedelta
    unchecked: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at an address found.

    Attributes:
        answered: True, False, or None when the address cannot be checked.
        status: HTTP status, when there was one.
        reason: why it failed or cannot be checked.
        wait: how long the server asks to be left alone.
    """

    answered: bool | None
    status: int | None = None
    reason: Message | None = None
    wait: timedelta = timedelta(0)


def after(before: Mapping[str, Any], look: Look, now: datetime, patience: Patience) -> dict[str, Any]:
    """Give what changes in the row of an address after a look.

    Args:
        before: `state`, `failures`, `first_failure`, `last_ok` of the row.
        look: what was found.
        now: the moment of the look.
        patience: how often to look, and when to give up hope.
    """
    reason = look.reason and {
        "msgid": look.reason.msgid,
        "params": {name: str(value) for name, value in look.reason.params.items()},
    }
    found = {"status": look.status, "reason": reason, "checked_at": now}
    if look.answered:
        kept = {"state": ALIVE, "failures": 0, "first_failure": None, "last_ok": now}
        return {**found, **kept, "next_check": now + max(patience.again, look.wait)}
    if look.answered is None:
        kept = {"state": NOT_CHECKABLE, "failures": 0, "first_failure": None}
        return {**found, **kept, "next_check": now + max(patience.unchecked, look.wait)}
    failures, first = before["failures"] + 1, before["first_failure"] or now
    is_dead = failures >= patience.failures and now - first >= patience.over
    kept = {"state": DEAD if is_dead else FAILING, "failures": failures, "first_failure": first}
    pause = patience.again if is_dead else patience.retry
    return {**found, **kept, "next_check": now + max(pause, look.wait)}


def answers(link: Mapping[str, Any]) -> bool | None:
    """Tell whether an address counts as answering: one that fails since lately does if it once did; None: not known."""
    known = {ALIVE: True, DEAD: False}
    if link["state"] == FAILING:
        return True if link["last_ok"] else None
    return known.get(link["state"])

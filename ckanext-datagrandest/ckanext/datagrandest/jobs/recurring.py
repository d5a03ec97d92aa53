"""What a room declares to have something done again and again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ckanext.datagrandest.jobs.schedule import Schedule

DEFAULT, HARVEST, VALIDATION = "default", "harvest", "validation"
#: Each queue has workers of its own, so that a long harvest holds up no deposit.
QUEUES = (DEFAULT, HARVEST, VALIDATION)


@dataclass(frozen=True, slots=True)
class RecurringJob:
    """Something that recurs.

    Attributes:
        name: `<room>.<what>`, unique; never changed, it is the key in the table.
        title: what an administrator reads (English msgid, marked with `N_`).
        schedule: `Every(timedelta(minutes=15))` or `Daily(time(3, 15))`, in UTC.
        function: module-level, without arguments; what it returns (JSON) is kept as its outcome. It must bear
            being run again: a job whose worker died is started once more.
        queue: one of `QUEUES`.
        timeout: seconds.
    """

    name: str
    title: str
    schedule: Schedule
    function: Callable[[], object]
    queue: str = DEFAULT
    timeout: int = 600

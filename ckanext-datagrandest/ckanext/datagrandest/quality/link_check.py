"""Looking at the addresses of resources, politely (`link_rounds.py`), and remembering what they answer.

A look is a HEAD; a server that refuses it is asked for the first byte by a GET. Nothing is downloaded. The job stands in the
queue of harvests: like them it waits for servers of others, for minutes, and holds up no deposit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ckanext.datagrandest.jobs.recurring import HARVEST, RecurringJob
from ckanext.datagrandest.jobs.schedule import Every
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.net import errors
from ckanext.datagrandest.net.client import GuardedClient
from ckanext.datagrandest.net.config import client_from_config
from ckanext.datagrandest.net.retry import retry_after
from ckanext.datagrandest.quality import config, link_states, link_store, score_store
from ckanext.datagrandest.quality.link_rounds import Pace, Row, looks
from ckanext.datagrandest.quality.link_states import Look

_TOO_MANY, _EMPTY_RANGE = 429, 416
#: The server is there and refuses robots, or wants a password: what people get is not known.
_CLOSED = frozenset({401, 402, 403, 407, _TOO_MANY, 451})
#: Seconds of one look, and to connect and to read.
_LOOK, _CONNECT, _READ = 30, 10, 15
_LEAST_WAIT, _LONGEST_WAIT = timedelta(hours=1), timedelta(days=7)
#: Part of the time until the next look by which looks are spread.
_SPREAD = 0.1


def check_links() -> dict[str, int]:
    """Look at the addresses that are due; have the scores of the datasets concerned computed again."""
    counts = Counter(added=link_store.add_new(datetime.now(UTC)))
    rows = link_store.due(datetime.now(UTC), config.link_batch(), config.link_host_batch())
    pace = Pace(config.link_gap_seconds(), config.link_seconds())
    client = client_from_config()
    client.limits = replace(client.limits, retries=0, connect_timeout=_CONNECT, read_timeout=_READ, total_timeout=_LOOK)
    changed: list[str] = []
    try:
        for row, found in looks(rows, lambda url: look(client, url, lambda: pace.sleep(pace.gap)), pace):
            values = remember(row, found, datetime.now(UTC))
            counts[values.get("state", "postponed")] += 1
            changed += [row["url"]] if "changed_at" in values else []
    finally:
        client.close()
        score_store.touch_resources(link_store.with_urls(changed))
    return dict(counts)


def remember(row: Row, found: Look, now: datetime) -> dict[str, Any]:
    """Write what a look found; give what was written: nothing when the server only asks to come back later."""
    if found.wait:
        link_store.postpone(row["host"], now + found.wait)
    if found.status == _TOO_MANY:
        return {}
    values = link_states.after(row, found, now, config.link_patience())
    values["next_check"] += (values["next_check"] - now) * _SPREAD * int(row["id"][:4], 16) / 0xFFFF
    if link_states.answers({**row, **values}) != link_states.answers(row):
        values["changed_at"] = now
    link_store.write(row["id"], values)
    return values


def look(client: GuardedClient, url: str, pause: Callable[[], None]) -> Look:
    """Ask an address whether it answers: a HEAD, then a GET of the first byte where the HEAD was refused."""
    found, again = _ask(client, url, "HEAD")
    if again:
        pause()
        found, _ = _ask(client, url, "GET")
    return found


def _ask(client: GuardedClient, url: str, method: str) -> tuple[Look, bool]:
    """Give what one request found, and whether another method may find something else."""
    try:
        answer = client.look(url, method=method)
    except errors.BadStatus as error:
        return _refused(error), error.status != _TOO_MANY
    except errors.RefusedRequest as error:
        return Look(None, None, error.message), False
    except errors.OutboundError as error:
        return Look(False, None, error.message), isinstance(error, errors.TimedOut | errors.Interrupted)
    return Look(True, answer.status), False


def _refused(error: errors.BadStatus) -> Look:
    asked = retry_after(error.response.headers.get("Retry-After"))
    wait = min(timedelta(seconds=asked), _LONGEST_WAIT) if asked is not None else timedelta(0)
    if error.status == _TOO_MANY:
        return Look(None, error.status, error.message, max(wait, _LEAST_WAIT))
    if error.status == _EMPTY_RANGE:  # there is a file, of no byte
        return Look(True, error.status)
    return Look(None if error.status in _CLOSED else False, error.status, error.message, wait)


RECURRING = [
    RecurringJob(
        "quality.links", N_("Check that links answer"), Every(timedelta(minutes=15)), check_links,
        queue=HARVEST, timeout=3600,
    ),
]  # fmt: skip

"""When to try again, and what the HTTP library may write in the logs meanwhile."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ckanext.datagrandest.net.errors import OutboundError, UnavailableForNow
from ckanext.datagrandest.net.limits import Limits

_QUERY = re.compile(r"\?[^\s\"']*")


def retry_wait(error: OutboundError, attempt: int, limits: Limits) -> float | None:
    """Give the seconds to wait before the next attempt, or None to give up.

    Args:
        error: what the attempt ended with.
        attempt: its number, from 0.
        limits: how often and how long.
    """
    if not error.passing or attempt >= limits.retries:
        return None
    asked = retry_after(error.response.headers.get("Retry-After")) if isinstance(error, UnavailableForNow) else None
    if asked is None:
        return min(limits.retry_wait * 2**attempt, limits.max_retry_wait)
    return asked if asked <= limits.max_retry_wait else None


def retry_after(value: str | None) -> float | None:
    """Read a `Retry-After` header (seconds or an HTTP date) as seconds from now."""
    if not value:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0)


class _HideQueries(logging.Filter):
    """Replaces queries, which may hold keys, in urllib3's debug lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _QUERY.sub("?…", record.getMessage()), ()
        return True


_hide_queries = _HideQueries()


def hide_queries_in_logs() -> None:
    """Keep the queries of URLs out of urllib3's debug log; harmless when repeated."""
    logging.getLogger("urllib3.connectionpool").addFilter(_hide_queries)

"""What CKAN's search does again at each question and need not.

Pure gains of time; `tests/platform/test_stock_search.py` fails when CKAN has them itself.

- It builds a grammar of pyparsing to read local parameters (0.5 ms): ours are always the same text.
- It opens a connection to Solr and forgets it (0.3 ms on one machine, a round trip or two on a network).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import pysolr

from ckan.lib.search import query

_read_local_params = query._parse_local_params
_connect: Callable[..., pysolr.Solr] = query.make_connection


def mend() -> None:
    """Make CKAN's search remember both."""
    query._parse_local_params = lru_cache(maxsize=64)(_read_local_params)  # type: ignore[assignment]
    query.make_connection = connection


def connection(decode_dates: bool = True) -> pysolr.Solr:
    """Connect to Solr as CKAN does, over the connection that this process keeps."""
    solr = _connect(decode_dates)
    solr.session = _session(os.getpid())
    return solr


@cache
def _session(_process: int) -> Any:
    """Give the session of a process: a forked worker must not speak over its parent's socket."""
    return _connect().get_session()

"""Index a batch of datasets in one request and one commit.

CKAN's index builds a document and posts it at once. Here the same code builds the documents and a
collector stands where the connection would be, so that no part of CKAN is copied.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pysolr

from ckan import logic, model
from ckan.lib.search import SearchIndexError, index

from ckanext.datagrandest.harvesting import store
from ckanext.datagrandest.harvesting.recall import recalled

log = logging.getLogger(__name__)

Document = dict[str, Any]
_collected: ContextVar[list[Document] | None] = ContextVar("collected documents", default=None)
_connect: Callable[[], Any] = index.make_connection
FAULTS = (SearchIndexError, pysolr.SolrError, OSError)


class Collector:
    """Stands for the connection to Solr: keeps the documents, passes on all else."""

    def __init__(self, documents: list[Document]) -> None:
        self._documents = documents
        self._connection = _connect()

    def add(self, docs: list[Document], **_options: Any) -> None:
        """Keep the documents that would have been posted."""
        self._documents.extend(docs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def _connection() -> Any:
    documents = _collected.get()
    return _connect() if documents is None else Collector(documents)


@contextmanager
def collected() -> Generator[list[Document]]:
    """Collect the documents that CKAN's index would post from this thread."""
    index.make_connection = _connection
    documents: list[Document] = []
    token = _collected.set(documents)
    try:
        yield documents
    finally:
        _collected.reset(token)


def post(package_ids: Collection[str]) -> set[str]:
    """Index these datasets, visible when this returns; give those that could not be.

    A batch that Solr refuses is posted one by one, so that one bad document does not hide the others.
    A server that is down is no fault of the caller: the datasets stay marked and are swept later.
    """
    ids = list(dict.fromkeys(package_ids))
    if not ids:
        return set()
    try:
        _send(ids)
    except FAULTS:
        if len(ids) == 1:
            log.exception("Dataset %r could not be indexed", ids[0])
            return set(ids)
        half = len(ids) // 2
        return post(ids[:half]) | post(ids[half:]) if _is_up() else set(ids)
    store.indexed(ids)
    return set()


def sweep(source_id: str | None = None, size: int = 200) -> int:
    """Index what a crash left written but not indexed; give how many datasets were repaired."""
    repaired, ids = 0, store.pending(source_id, size)
    while ids:
        failed = post(ids)
        repaired += len(ids) - len(failed)
        if failed and not _is_up():
            break
        ids = store.pending(source_id, size, after=ids[-1])
    return repaired


def _send(ids: list[str]) -> None:
    packages = index.PackageSearchIndex()
    with collected() as documents, recalled(model.Session()):
        for package_id in ids:
            if model.Package.get(package_id):
                default, custom = logic.package_show_default_and_custom_schemas({"ignore_auth": True}, package_id)
                packages.index_package({**default, "with_custom_schema": custom}, defer_commit=True)
    connection = _connect()
    if documents:
        connection.add(docs=documents, commit=False)
    connection.commit(waitSearcher=True)


def _is_up() -> bool:
    try:
        _connect().ping()
    except FAULTS:
        return False
    return True

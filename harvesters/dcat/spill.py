"""The statements of one document, found by subject: on disk beyond a few megabytes, so that memory stays flat.

A document lists its statements in any order; the records can only be cut out when all of them are known.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from ckanext.datagrandest.harvesters.mapping.dcat.names import compact

if TYPE_CHECKING:
    from types import TracebackType

    from ckanext.datagrandest.net.rdf import Statement

BATCH = 5_000
CACHE_KIB = 32_768
#: Properties by which a node that points to a dataset belongs to its record, and those that list it.
INVERSE = frozenset({"dcat:servesDataset", "foaf:primaryTopic"})


class Spill:
    """A private temporary database, gone when closed."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        # "" is SQLite's temporary database: in memory up to the size of its cache, then in a file without a name.
        self._connection = sqlite3.connect("", isolation_level=None)
        for sentence in (f"PRAGMA cache_size = -{CACHE_KIB}", "PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF"):
            self._connection.execute(sentence)
        self._connection.execute("CREATE TABLE statement (subject TEXT, predicate TEXT, object TEXT)")
        found = iter(statements)
        self._connection.execute("BEGIN")
        while batch := list(islice(found, BATCH)):
            self._connection.executemany("INSERT INTO statement VALUES (?, ?, ?)", batch)
        self._connection.execute("COMMIT")
        self._connection.execute("CREATE INDEX by_subject ON statement (subject)")
        self._predicates = {
            row[0]: compact(row[0][1:-1]) for row in self._rows("SELECT DISTINCT predicate FROM statement")
        }
        self._inverse = self._index_of(INVERSE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def about(self, subject: str) -> list[tuple[str, str]]:
        """List (predicate, object) of a subject, each once."""
        return self._rows("SELECT DISTINCT predicate, object FROM statement WHERE subject = ?", subject)

    def of_class(self, *classes: str) -> Iterator[str]:
        """List the subjects of some classes in the order of the document, each once."""
        yield from dict.fromkeys(subject for subject, kind in self.pairs("rdf:type") if compact(kind[1:-1]) in classes)

    def pairs(self, *names: str) -> list[tuple[str, str]]:
        """List (subject, object) of some properties, in the order of the document."""
        predicates = [iri for iri, name in self._predicates.items() if name in names]
        marks = ", ".join("?" * len(predicates))
        sentence = f"SELECT subject, object FROM statement WHERE predicate IN ({marks}) ORDER BY rowid"  # noqa: S608 - marks
        return self._rows(sentence, *predicates)

    def pointing_to(self, target: str) -> list[str]:
        """List the services that serve a dataset and the records that describe it."""
        return self._inverse.get(target, [])

    def _index_of(self, names: frozenset[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for subject, target in self.pairs(*names):
            found.setdefault(target, []).append(subject)
        return found

    def _rows(self, sentence: str, *values: str) -> list[Any]:
        return self._connection.execute(sentence, values).fetchall()

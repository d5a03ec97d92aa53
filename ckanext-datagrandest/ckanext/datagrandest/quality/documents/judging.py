"""A JSON document held against a JSON Schema, reported as tables are: a row is a contract.

The contracts of `marches.marche` come first, then those of `marches.contrat-concession`; they are numbered from 1.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ckanext.datagrandest.messages import Message, translator
from ckanext.datagrandest.quality.custom.values import is_siret
from ckanext.datagrandest.quality.documents.reading import read_document
from ckanext.datagrandest.quality.documents.sentences import QUOTED, ROOT, TITLES, WHERE, sentence
from ckanext.datagrandest.quality.explaining.causes import why
from ckanext.datagrandest.quality.explaining.grouping import MOST
from ckanext.datagrandest.quality.explaining.numbers import spaced
from ckanext.datagrandest.quality.report import FIRST, MOST_BYTES, Cause, Fault, Report, shown, within
from ckanext.datagrandest.quality.table_schema import TableSchema

_LISTS = ("marche", "contrat-concession")
_SIRET_FIELDS = frozenset({"acheteur", "autoriteConcedante"})
Place = tuple[str | int, ...]
Key = tuple[str, str | None, str]


@dataclass(frozen=True, slots=True)
class Broken:
    """A part of a document that breaks a rule: where, which, and what it asks for."""

    rule: str
    path: Place
    field: str | None
    value: Any = None
    limit: Any = None

    @property
    def code(self) -> str:
        """Frictionless' type of the fault, or Validata's name of the check."""
        return {"type": "type-error", "siret": "french-siret-value", "encoding": "encoding-error"}.get(
            self.rule, "constraint-error"
        )

    @property
    def key(self) -> Key:
        """What faults of one cause share."""
        return self.code, self.field, self.rule


def _last(path: Iterable[str | int]) -> str | None:
    names = [part for part in path if isinstance(part, str)]
    return names[-1] if names else None


def _of_error(error: Any) -> Iterator[Broken]:
    """Turn an error of the library into parts at fault: one for each missing or unknown field."""
    path, rule = tuple(error.absolute_path), str(error.validator)
    if rule == "required":
        name = next((item for item in error.validator_value if item not in error.instance
                     and error.message.startswith(repr(item))), None)  # fmt: skip
        yield Broken(rule, path, name)
    elif rule == "additionalProperties":
        for name in error.instance:
            if name not in error.schema.get("properties", {}):
                yield Broken(rule, path, name, error.instance[name])
    else:
        yield Broken(rule, path, _last(path), error.instance, error.validator_value)


def _numbers(value: Any, path: Place = ()) -> Iterator[Broken]:
    """Find the SIRET that are not: of buyers, and of those whose identifier says that it is one."""
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from _numbers(item, (*path, place))
    elif isinstance(value, Mapping):
        number = value.get("id")
        is_named = value.get("typeIdentifiant") == "SIRET" or (path and path[-1] in _SIRET_FIELDS)
        if is_named and isinstance(number, str) and not is_siret(number):
            yield Broken("siret", (*path, "id"), "id", number)
        for name, item in value.items():
            yield from _numbers(item, (*path, name))


def _sizes(value: Any) -> dict[str, int]:
    contracts = value.get("marches") if isinstance(value, Mapping) else None
    found = {name: contracts.get(name) for name in _LISTS} if isinstance(contracts, Mapping) else {}
    return {name: len(items) if isinstance(items, list) else 0 for name, items in found.items()}


def _row(path: Place, sizes: Mapping[str, int]) -> int | None:
    if len(path) > 2 and path[0] == "marches" and path[1] in _LISTS and isinstance(path[2], int):  # noqa: PLR2004
        return path[2] + 1 + (sizes.get("marche", 0) if path[1] == _LISTS[1] else 0)
    return None


def _broken(value: Any, document: Mapping[str, Any], encoding: str) -> Iterator[Broken]:
    from jsonschema import Draft7Validator

    if encoding not in {"utf-8", "utf-16", "utf-32"} and not encoding.startswith(("utf-16", "utf-32")):
        yield Broken("encoding", (), None)
    for error in Draft7Validator(document).iter_errors(value):
        yield from _of_error(error)
    if not any(_sizes(value).values()):
        yield Broken("empty", (), None)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


class _Teller:
    """Says the faults of one document, and counts them."""

    def __init__(
        self, schema: TableSchema, sizes: Mapping[str, int], limit: int, translate: Callable[[str], str]
    ) -> None:
        self._schema, self._sizes, self._limit, self._translate = schema, sizes, limit, translate
        self.counts: Counter[str] = Counter()
        self.faults: list[Fault] = []
        self._first: dict[Key, list[Fault]] = {}
        self._groups: Counter[Key] = Counter()

    def add(self, broken: Broken) -> None:
        """Count a fault, and keep it below the limit of its code."""
        self.counts[broken.code] += 1
        self._groups[broken.key] += 1
        first = self._first.setdefault(broken.key, [])
        if len(first) >= FIRST and 0 < self._limit < self.counts[broken.code]:
            return
        told = self._tell(broken)
        if len(first) < FIRST:
            first.append(told)
        if not self._limit or self.counts[broken.code] <= self._limit:
            self.faults.append(told)

    def _tell(self, broken: Broken) -> Fault:
        field = self._schema.field(broken.field) if broken.field else None
        parent = _last(broken.path) if broken.rule in {"required", "additionalProperties", "anyOf"} else None
        value = shown(_text(broken.value))
        params = {"field": broken.field or "", "value": value or "", "parent": Message(QUOTED, {"name": parent}) if parent else Message(ROOT),
                  "example": field.example if field else ""}  # fmt: skip
        message = sentence(broken.rule, broken.limit, params)
        row = _row(broken.path, self._sizes)
        return Fault(broken.code, row, broken.field, value, message.render(self._translate))

    def causes(self, severity: str) -> list[Cause]:
        """Tell what happened how often, the most frequent first."""
        return [self._cause(key, count, severity) for key, count in self._groups.most_common(MOST)]

    def _cause(self, key: Key, count: int, severity: str) -> Cause:
        code, label, rule = key
        field, first = self._schema.field(label) if label else None, self._first[key]
        rows = [fault.row for fault in first if fault.row is not None]
        title = Message(TITLES.get(rule, TITLES["type"]), {"field": label or ""})
        if rows:
            title = Message(WHERE, {"what": title, "count": spaced(count)})
        text = title.render(self._translate)
        return Cause(severity, code, rule, label, None, count, False, rows, text[:1].upper() + text[1:],  # noqa: FBT003
                     why(code, rule, field.type if field else "").render(self._translate), first[0].message,
                     first[0].value)  # fmt: skip


def judge_document(path: Path, schema: TableSchema, *, limit: int = 1000, locale: str = "fr") -> Report:
    """Judge a JSON file against a schema that has a `document`.

    Args:
        path: the file.
        schema: what it should be.
        limit: how many faults of one code are kept; 0 keeps all.
        locale: language of the messages.

    Raises:
        NotATableError: the file cannot be judged; its message says why.
    """
    read = read_document(path)
    sizes, translate = _sizes(read.value), translator(locale)
    errors, warnings = _Teller(schema, sizes, limit, translate), _Teller(schema, sizes, limit, translate)
    for broken in _broken(read.value, schema.document or {}, read.encoding):
        errors.add(broken)
    for broken in _numbers(read.value):
        warnings.add(broken)
    return Report(
        file=path.name,
        schema={"id": schema.id, "version": schema.version},
        valid=not errors.counts,
        rows=sum(sizes.values()),
        encoding=read.encoding,
        delimiter=None,
        errors=within(errors.faults) if limit else errors.faults,
        warnings=within(warnings.faults, MOST_BYTES // 7) if limit else warnings.faults,
        counts=dict(errors.counts),
        kind="json",
        causes=[*errors.causes("error"), *warnings.causes("warning")],
    )

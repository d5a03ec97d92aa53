"""Reports in the formats of Frictionless (v5) and Validata (its API, v0.12), both ways.

Sources: Frictionless Framework 5, class `Report` and its error classes; answers of Validata's API. Neither has a
place for our repairs and causes: what comes back from them has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from ckanext.datagrandest.quality.report import Fault, Report, shown

#: Frictionless' own error types: any other code is told as one of its general types, its name in `note`.
_CELL = frozenset({"type-error", "constraint-error", "unique-error", "missing-cell", "extra-cell"})
_ROW = frozenset({"blank-row", "primary-key", "foreign-key"})
_LABEL = frozenset({"extra-label", "missing-label", "blank-label", "duplicate-label", "incorrect-label"})
_TABLE = frozenset({"source-error", "check-error"})
_STRUCTURE = _LABEL | _TABLE | {"disordered-label"}


def _position(fault: Fault, header: Sequence[str]) -> int:
    """Give the 1-based place of a fault's column; after the last one for a column that is not there."""
    return header.index(fault.field) + 1 if fault.field in header else len(header) + 1


def _kind(fault: Fault) -> str:
    if fault.code in _CELL | _ROW | _LABEL | _TABLE:
        return fault.code
    if fault.row is None:
        return "table-error"
    return "row-error" if fault.field is None else "cell-error"


def _error(fault: Fault, header: Sequence[str]) -> dict[str, Any]:
    kind = _kind(fault)
    note = "" if kind == fault.code else fault.code
    error: dict[str, Any] = {"type": kind, "title": kind.replace("-", " ").title(), "description": "",
                             "message": fault.message, "tags": [], "note": note}  # fmt: skip
    if kind in _LABEL:
        error |= {"labels": list(header), "rowNumbers": [1], "label": fault.field or "",
                  "fieldName": fault.field or "", "fieldNumber": _position(fault, header)}  # fmt: skip
    elif fault.row is not None and kind not in _TABLE:
        error |= {"cells": [fault.value or ""], "rowNumber": fault.row}
        if kind in _CELL or kind == "cell-error":
            error |= {
                "cell": fault.value or "",
                "fieldName": fault.field or "",
                "fieldNumber": _position(fault, header),
            }
    return error


def to_frictionless(report: Report) -> dict[str, Any]:
    """Give a Frictionless v5 report descriptor with one task.

    Errors are those kept; `stats.errors` counts all. Warnings are sentences, as Frictionless has them.
    """
    stats = {"errors": sum(report.counts.values()), "warnings": len(report.warnings), "seconds": 0}
    name = "".join(char if char.isalnum() else "-" for char in PurePosixPath(report.file).stem.lower()).strip("-")
    task = {
        "name": name or "table",
        "type": "table",
        "valid": report.valid,
        "place": report.file,
        "labels": list(report.header),
        "stats": stats | {"fields": len(report.header), "rows": report.rows},
        "warnings": [warning.message for warning in report.warnings],
        "errors": [_error(fault, report.header) for fault in report.errors],
    }
    return {"valid": report.valid, "stats": {"tasks": 1, **stats}, "warnings": [], "errors": [], "tasks": [task]}


def to_validata(report: Report) -> dict[str, Any]:
    """Give what Validata's API answers about a file; its date is left to whoever publishes it."""
    errors: list[dict[str, Any]] = []
    for fault in report.errors:
        error: dict[str, Any] = {"message": fault.message, "type": fault.code,
                                 "tags": ["#structure" if fault.code in _STRUCTURE else "#body"]}  # fmt: skip
        if fault.row is not None:
            error["rowNumber"] = fault.row
        if fault.field is not None:
            error |= {"fieldName": fault.field, "fieldNumber": _position(fault, report.header)}
        errors.append(error | ({"cell": fault.value} if fault.value is not None else {}))
    stats = {"errors": sum(report.counts.values()), "warnings": len(report.warnings), "seconds": 0,
             "fields": len(report.header), "rows": report.rows, "rows_processed": report.rows}  # fmt: skip
    return {
        "schema": report.schema["id"],
        "url": report.file,
        "options": {"ignore_header_case": "false"},
        "report": {
            "valid": report.valid,
            "stats": stats,
            "warnings": [warning.message for warning in report.warnings],
            "errors": errors,
        },
    }


def _base_name(place: object) -> str:
    return PureWindowsPath(PurePosixPath(str(place or "").partition("?")[0]).name).name


def _faults(errors: object) -> list[Fault]:
    found: list[Fault] = []
    for error in errors if isinstance(errors, list) else []:
        if isinstance(error, Mapping):
            code = str(error.get("type") or error.get("code") or "error")
            note = str(error.get("note") or "")
            general = code in {"cell-error", "row-error", "table-error"} and note and " " not in note
            row, cell = error.get("rowNumber"), error.get("cell")
            found.append(Fault(
                note if general else code, row if isinstance(row, int) else None, error.get("fieldName") or None,
                shown(str(cell)) if cell is not None else None, str(error.get("message") or ""),
            ))  # fmt: skip
    return found


def _remarks(warnings: object) -> list[Fault]:
    texts = warnings if isinstance(warnings, list) else []
    return [Fault("warning", None, None, None, str(text)) for text in texts]


def _report(task: Mapping[str, Any], place: object, schema: str) -> Report:
    errors, stats = _faults(task.get("errors")), task.get("stats") or {}
    return Report(
        file=_base_name(place),
        schema={"id": schema, "version": ""},
        valid=bool(task.get("valid")),
        rows=int(stats.get("rows") or 0),
        encoding=None,
        delimiter=None,
        errors=errors,
        warnings=_remarks(task.get("warnings")),
        counts=dict(Counter(fault.code for fault in errors)),
        header=tuple(task.get("labels") or ()),
    )


def from_frictionless(descriptor: Mapping[str, Any], schema: str = "") -> list[Report]:
    """Read a Frictionless v5 report: one report a task; an error of no task is added to the first.

    Raises:
        ValueError: the descriptor has no tasks.
    """
    tasks = descriptor.get("tasks")
    if not isinstance(tasks, list) or not tasks:
        raise ValueError("A Frictionless report has a list of tasks.")
    return [_report(task, task.get("place"), schema) for task in tasks]


def from_validata(answer: Mapping[str, Any]) -> Report | None:
    """Read an answer of Validata's API; None when it says that it could not judge (its `error` says why)."""
    found = answer.get("report")
    if not isinstance(found, Mapping):
        return None
    return _report(found, answer.get("url"), str(answer.get("schema") or ""))

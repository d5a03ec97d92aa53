"""A report as it is kept (JSON) made a `Report` again, for the formats that are written from one; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from ckanext.datagrandest.quality.report import Cause, Fault, Report

Part = TypeVar("Part", Fault, Cause)


def report_of(document: Mapping[str, Any], header: Sequence[str] = ()) -> Report:
    """Give the report that a JSON document tells; the header, which is not in it, comes from beside.

    Args:
        document: what `Report.as_dict` gave, now or with an earlier version of the platform.
        header: the header cells as written.
    """
    known = {item.name for item in fields(Report)} - {"errors", "warnings", "causes", "header"}
    return Report(
        **{name: document[name] for name in known if name in document},
        errors=_parts(document.get("errors"), Fault),
        warnings=_parts(document.get("warnings"), Fault),
        causes=_parts(document.get("causes"), Cause),
        header=tuple(header),
    )


def _parts(kept: Sequence[Mapping[str, Any]] | None, kind: type[Part]) -> list[Part]:
    names = {item.name for item in fields(kind)}
    return [kind(**{name: value for name, value in part.items() if name in names}) for part in kept or ()]

"""The description of a dataset, filled in from its schema, its workspace and its file; pure.

What is proposed is French, as the catalogue is: a person reads it before it is published, and changes what they like.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from ckanext.datagrandest.quality.table_schema import TableSchema

#: Fields that a person may change before publication, in the order of the form.
FIELDS = ("title", "notes", "themes", "territories", "license_id", "frequency", "tag_string", "temporal_coverage")
#: Licence Ouverte 2.0, the licence of the administration (article D. 323-2-1 of the CRPA).
LICENCE = "lov2"
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Source:
    """What a description is made from.

    Attributes:
        file_name: as it was sent.
        publisher: name of the workspace.
        territories: codes that it answers for.
        schema: that the file is judged by; None when there is none.
        follows: whether the file is valid under it.
        rows: of the table; None when not known.
        header: names of its columns.
        period: first and last day that its dates name; None when it has none.
    """

    file_name: str
    publisher: str
    territories: Sequence[str] = ()
    schema: TableSchema | None = None
    follows: bool = False
    rows: int | None = None
    header: Sequence[str] = ()
    period: tuple[str, str] | None = None


def filled(source: Source) -> dict[str, Any]:
    """Give the fields of the dataset, in the shape of its schema (`schemas/datasets/dataset.yaml`)."""
    common = _kinds().get(source.schema.id, {}) if source.schema else {}
    period = _period(source)
    return {
        "title": _title(source, period),
        "notes": _description(source, period),
        "themes": list(common.get("themes", ())),
        "territories": list(source.territories),
        "license_id": LICENCE,
        "frequency": common.get("frequency", ""),
        "tag_string": ", ".join(common.get("keywords", ())),
        "temporal_coverage": [{"start": period[0], "end": period[1]}] if period else [],
    }


def resource(source: Source) -> dict[str, Any]:
    """Give what is said of the file: it is read by whoever downloads it, and by data.gouv.fr."""
    parts = [f"{source.rows} lignes" if source.rows and source.rows > 1 else ""]
    if source.schema:
        words = "conforme au schéma" if source.follows else "suit le schéma"
        parts.append(f"{words} {source.schema.title or source.schema.id} {source.schema.version}")
    elif source.header:
        parts.append(f"colonnes : {', '.join(source.header[:12])}")
    said = ", ".join(part for part in parts if part)
    return {
        "name": _stem(source.file_name),
        "description": f"Fichier {_ending(source.file_name)}{said and ' : '}{said}.",
    }


def _title(source: Source, period: tuple[str, str] | None) -> str:
    subject = (source.schema.title or source.schema.id) if source.schema else _stem(source.file_name)
    years = _years(period)
    when = f", {years}" if years and years not in subject else ""
    return f"{subject} – {source.publisher}{when}"


def _description(source: Source, period: tuple[str, str] | None) -> str:
    if source.schema is None:
        return ""
    first = source.schema.description.strip()
    whose = f"Ces données sont publiées par {source.publisher}{f' pour {years}' if (years := _years(period)) else ''}."
    how = f"Elles suivent le schéma national « {source.schema.title or source.schema.id} »."
    return "\n\n".join(part for part in (first, f"{whose} {how}") if part)


def _period(source: Source) -> tuple[str, str] | None:
    """Give the period of the file's dates, else the year that its name bears."""
    if source.period:
        return source.period
    years = _YEAR.findall(_stem(source.file_name))
    return (years[0], years[-1]) if years and years[0] <= years[-1] else None


def _years(period: tuple[str, str] | None) -> str:
    if not period:
        return ""
    first, last = period[0][:4], period[1][:4]
    return first if first == last else f"{first}-{last}"


def _stem(file_name: str) -> str:
    words = re.sub(r"[_\s]+", " ", PurePosixPath(file_name).stem).strip()
    return words[:1].upper() + words[1:]


def _ending(file_name: str) -> str:
    return PurePosixPath(file_name).suffix.removeprefix(".").upper()


@cache
def _kinds() -> Mapping[str, Mapping[str, Any]]:
    return yaml.safe_load(Path(__file__).with_name("kinds.yaml").read_text("utf-8"))

"""The process that judges or repairs one file, with limits on memory and time; it imports no CKAN.

`python -m ckanext.datagrandest.quality.worker TASK ANSWER`: two JSON files. What goes wrong with this process goes
wrong with it alone: whoever started it (`judging.py`) turns its end into a verdict.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ckanext.datagrandest.quality.beside import Beside
    from ckanext.datagrandest.quality.reading.table import Choices
    from ckanext.datagrandest.quality.report import Report
    from ckanext.datagrandest.quality.table_schema import TableSchema

#: Raised when what we say of the same file may differ: files are judged again.
CHECKER = "4"
MEBIBYTE = 1 << 20
_REPORT_BYTES = MEBIBYTE
_LARGEST_OUTPUT = 1024 * MEBIBYTE
_GRACE_SECONDS = 5
_LEAST_KEPT = 5


def main(task_path: str, answer_path: str) -> None:
    """Do the task of a file."""
    work(task_path, answer_path, _answer)


def work(task_path: str, answer_path: str, do: Callable[[Mapping[str, Any]], dict[str, Any]]) -> None:
    """Do a task within its limits, and write the answer beside it, whole or not at all.

    Args:
        task_path: JSON with `memory_mb`, `cpu_seconds` and what `do` needs.
        answer_path: where the answer goes.
        do: gives the answer.
    """
    task = json.loads(Path(task_path).read_text("utf-8"))
    _limit(task["memory_mb"], task["cpu_seconds"])
    try:
        answer = do(task)
    except MemoryError:
        answer = {"state": "not_judged", "ended": "memory"}
    unfinished = Path(f"{answer_path}.part")
    unfinished.write_text(json.dumps(answer, ensure_ascii=False), "utf-8")
    unfinished.rename(answer_path)


def _limit(memory_mb: int, cpu_seconds: int) -> None:
    """Bound this process.

    Memory is what it owns (`RLIMIT_DATA`: heap and private mappings), not addresses reserved and never used, of
    which Polars takes a gigabyte at its start (`RLIMIT_AS` would refuse every file).
    """
    resource.setrlimit(resource.RLIMIT_DATA, (memory_mb * MEBIBYTE, memory_mb * MEBIBYTE))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + _GRACE_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_OUTPUT, _LARGEST_OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(task: Mapping[str, Any]) -> dict[str, Any]:
    from ckanext.datagrandest.messages import translator
    from ckanext.datagrandest.quality.reading.kinds import NotATableError
    from ckanext.datagrandest.quality.table_schema import SchemaRefusedError

    translate = translator(task["locale"])
    modes: dict[str, Callable[..., dict[str, Any]]] = {
        "judge": _judge, "repair": _repair, "look": _look, "mask": _mask, "preview": _preview,
    }  # fmt: skip
    try:
        schema, origin = _schema(task)
        answer = modes[task["mode"]](task, schema, translate)
    except (NotATableError, SchemaRefusedError) as refusal:
        return {"state": "not_judged", "reason": refusal.message.render(translate)}
    return {**answer, "schema": {"id": schema.id, "version": schema.version, "title": schema.title, "origin": origin}}


def _schema(task: Mapping[str, Any]) -> tuple[TableSchema, str]:
    """Give the schema to judge by, and where it comes from: declared (also that there is none), recognised, or none."""
    from ckanext.datagrandest.quality import registry
    from ckanext.datagrandest.quality.reading.files import open_table
    from ckanext.datagrandest.quality.recognise import recognise
    from ckanext.datagrandest.quality.table_schema import TableSchema, read

    if task.get("schema_id"):
        return registry.get(task["schema_id"], task.get("schema_version") or None), "declared"
    if task.get("schema_file"):
        schema = read(Path(task["schema_file"]))
        return replace(schema, id=task["schema_address"], version=schema.version), "declared"
    nothing = TableSchema(id="", version="", fields=())
    if task.get("no_schema"):
        return nothing, "declared"
    with open_table(Path(task["file"]), choices=_choices(task)) as table:
        found = recognise(table.header)
    if found is None:
        return nothing, "none"
    return registry.get(found.id, found.version), "recognised"


def _beside(area: Mapping[str, Any] | None) -> Beside:
    """Read the area of the sender: `{codes, contour}`, see `places.py`."""
    from ckanext.datagrandest.quality.area import Area
    from ckanext.datagrandest.quality.beside import Beside

    if not area:
        return Beside()
    import shapely

    contour = shapely.from_geojson(area["contour"]) if area.get("contour") else None
    return Beside(area=Area(tuple(area["codes"]), contour))


def _choices(task: Mapping[str, Any]) -> Choices | None:
    from ckanext.datagrandest.quality.reading.table import Choices

    return Choices(**task["choices"]) if task.get("choices") else None


def _look(task: Mapping[str, Any], schema: TableSchema, translate: Callable[[str], str]) -> dict[str, Any]:
    from ckanext.datagrandest.quality.privacy.looking import look

    return {"state": "looked", **look(Path(task["file"]), schema, _choices(task), translate)}


def _preview(task: Mapping[str, Any], schema: TableSchema, translate: Callable[[str], str]) -> dict[str, Any]:
    from ckanext.datagrandest.quality.previewing import preview

    return {"state": "shown", **preview(Path(task["file"]), schema, _choices(task))}


def _mask(task: Mapping[str, Any], schema: TableSchema, translate: Callable[[str], str]) -> dict[str, Any]:
    """Write the masked copy, and say what is left that is likely to be about people."""
    import polars as pl

    from ckanext.datagrandest.messages import N_
    from ckanext.datagrandest.quality.privacy.looking import chosen, look, whole
    from ckanext.datagrandest.quality.privacy.masking import UnsuitableMaskError, mask
    from ckanext.datagrandest.quality.repairing.record import AS_WRITTEN, write_csv

    try:
        masked = mask(whole(Path(task["file"]), schema, _choices(task)), chosen(task["accepted"]))
    except UnsuitableMaskError:
        return {"state": "not_judged", "reason": translate(N_("This masking does not suit these data."))}
    write_csv(masked.with_columns(pl.all().fill_null("")), Path(task["output"]))
    return {"state": "masked", "remaining": look(Path(task["output"]), schema, AS_WRITTEN, translate)["findings"]}


def _judge(task: Mapping[str, Any], schema: TableSchema, translate: Callable[[str], str]) -> dict[str, Any]:
    from ckanext.datagrandest.quality.judge import judge

    report = judge(
        Path(task["file"]), schema, limit=task["kept"], choices=_choices(task), locale=task["locale"],
        own_siret=task.get("siret"), beside=_beside(task.get("area")),
    )  # fmt: skip
    if not schema.fields:  # no schema: no column is one too many
        known = [one for one in report.warnings if one.code != "extra-label"]
        causes = [one for one in report.causes if one.code != "extra-label"]
        report = replace(report, warnings=known, causes=causes)
    return {"state": "valid" if report.valid else "invalid", "report": bounded(report, task["name"])}


def _repair(task: Mapping[str, Any], schema: TableSchema, translate: Callable[[str], str]) -> dict[str, Any]:
    """Write the repaired copy, and say what was done and what is left to be mended."""
    from ckanext.datagrandest.quality.judge import judge
    from ckanext.datagrandest.quality.repairing.plan import repair
    from ckanext.datagrandest.quality.repairing.record import AS_WRITTEN, TITLES, write_csv

    path, choices = Path(task["file"]), _choices(task)
    repaired = repair(path, schema, refused=task["refused"], choices=choices, own_siret=task.get("siret"))
    write_csv(repaired.table, Path(task["output"]))
    after = judge(Path(task["output"]), schema, limit=task["kept"], locale=task["locale"],
                  choices=AS_WRITTEN)  # fmt: skip
    proposals = [{"title": translate(TITLES[one.rule]), **asdict(one)} for one in repaired.proposals]
    remaining = bounded(after, task["name"])
    return {"state": "repaired", "proposals": proposals, "valid": after.valid, "remaining": remaining["counts"]}


def bounded(report: Report, name: str) -> dict[str, Any]:
    """Give a report as JSON values of a megabyte at most: fewer faults of each code are kept, counts stay whole."""
    shown: dict[str, Any] = {**report.as_dict(), "file": name}
    kept = max(len(report.errors), len(report.warnings), _LEAST_KEPT)
    while kept > _LEAST_KEPT and len(json.dumps(shown, ensure_ascii=False).encode()) > _REPORT_BYTES:
        kept = max(kept // 2, _LEAST_KEPT)
        for part in ("errors", "warnings"):
            shown[part] = _first_of_each(shown[part], kept)
    return shown


def _first_of_each(faults: list[dict[str, Any]], kept: int) -> list[dict[str, Any]]:
    seen: dict[str, int] = {}
    chosen: list[dict[str, Any]] = []
    for fault in faults:
        seen[fault["code"]] = seen.get(fault["code"], 0) + 1
        if seen[fault["code"]] <= kept:
            chosen.append(fault)
    return chosen


if __name__ == "__main__":
    main(*sys.argv[1:])

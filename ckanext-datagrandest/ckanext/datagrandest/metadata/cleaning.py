"""Keep what can be kept of a record written elsewhere.

A form refuses a wrong value and says why. A harvested record cannot be corrected by whoever reads it here,
so one wrong value must not lose it: the value is left out, and a remark says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.metadata.declaration import Field, dataset_declaration
from ckanext.datagrandest.metadata.kinds import entry_check, split_by_commas
from ckanext.datagrandest.metadata.values import ValueProblemError, items, unique


def keep_valid(dataset: dict[str, Any]) -> tuple[dict[str, Any], tuple[Message, ...]]:
    """Drop the values that the dataset schema would refuse.

    Args:
        dataset: a dict in the shape of `package_create`; it is not changed.

    Returns:
        the dataset with normalised values, and one remark for each value left out.
    """
    declaration = dataset_declaration()
    remarks: list[Message] = []
    kept = _clean(dataset, declaration.level("dataset"), remarks)
    if isinstance(dataset.get("resources"), list):
        fields = declaration.level("resource")
        kept["resources"] = [_clean(resource, fields, remarks) for resource in dataset["resources"]]
    return kept, tuple(remarks)


def _clean(record: dict[str, Any], fields: Iterable[Field], remarks: list[Message]) -> dict[str, Any]:
    kept = dict(record)
    for field in fields:
        if field.name not in kept or kept[field.name] in (None, ""):
            continue
        value = _rows(kept[field.name], field, remarks) if field.subfields else _value(kept[field.name], field, remarks)
        if value in (None, "", []):
            del kept[field.name]
        else:
            kept[field.name] = value
    return kept


def _rows(rows: object, field: Field, remarks: list[Message]) -> list[dict[str, Any]]:
    if not isinstance(rows, list):
        remarks.append(_left_out(field, ValueProblemError(N_("“{value}” should be a list of entries."), rows)))
        return []
    cleaned = [_clean(row, field.subfields, remarks) for row in rows if isinstance(row, dict)]
    return [row for row in cleaned if any(value not in (None, "") for value in row.values())]


def _value(value: object, field: Field, remarks: list[Message]) -> Any:
    check = entry_check(field)
    if check is None:
        return value
    if not field.is_list:
        return _checked(check, value, field, remarks)
    try:
        entries = items(value, commas=split_by_commas(field))
    except ValueProblemError as problem:
        remarks.append(_left_out(field, problem))
        return []
    checked = (_checked(check, entry, field, remarks) for entry in entries)
    return unique(entry for entry in checked if entry is not None)


def _checked(check: Any, value: object, field: Field, remarks: list[Message]) -> Any:
    try:
        return check(value)
    except ValueProblemError as problem:
        remarks.append(_left_out(field, problem))
        return None


def _left_out(field: Field, problem: ValueProblemError) -> Message:
    return Message(
        N_("A value of “{field}” was left out. {problem}"),
        {"field": Message(str(field.raw.get("label", field.name))), "problem": problem.message},
    )

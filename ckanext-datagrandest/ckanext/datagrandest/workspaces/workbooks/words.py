"""What a template says of a column: its help, what it accepts, an example; pure."""

from __future__ import annotations

from collections.abc import Callable

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.table_schema import Field, TableSchema

Translate = Callable[[str], str]

#: How a value of a type is written, when no list says it.
_WRITTEN = {
    "date": N_("A date: year, month, day (2026-03-31)."),
    "datetime": N_("A date with its time: 2026-03-31T14:30:00."),
    "time": N_("A time: 14:30:00."),
    "year": N_("A year of four digits."),
    "yearmonth": N_("A year and a month: 2026-03."),
    "integer": N_("A whole number: digits only."),
    "number": N_("A number, without unit nor currency sign."),
    "geopoint": N_("Longitude, comma, latitude, in degrees: 7.75,48.57."),
    "array": N_("A list between square brackets, each value between quotation marks."),
}
_BY_FORMAT = {
    "email": N_("An e-mail address."),
    "uri": N_("A whole web address, with https:// at its start."),
}
#: Words of yes and no that a clerk reads best, when the schema takes them.
_YES_NO = ("oui", "non")
_TRUE, _FALSE = ("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0")


def choices(field: Field) -> list[str]:
    """Give the values among which one chooses, for a column of a list or of yes and no; empty for the others."""
    if field.type == "boolean":
        yes = [str(word) for word in field.options.get("trueValues") or _TRUE]
        no = [str(word) for word in field.options.get("falseValues") or _FALSE]
        return list(_YES_NO) if _YES_NO[0] in yes and _YES_NO[1] in no else [yes[0], no[0]]
    return [str(value) for value in field.constraints.get("enum") or ()]


def accepted(field: Field, translate: Translate) -> str:
    """Say what a column accepts."""
    listed = choices(field)
    if listed:
        return Message(N_("One of: {values}."), {"values": ", ".join(listed)}).render(translate)
    written = _WRITTEN.get(field.type) or _BY_FORMAT.get(field.format)
    parts = [translate(written)] if written else []
    items = (field.options.get("arrayItem") or {}).get("constraints", {}).get("enum")
    if items:
        parts.append(Message(N_("One of: {values}."), {"values": ", ".join(map(str, items))}).render(translate))
    parts += _bounds(field, translate)
    return " ".join(parts)


def _bounds(field: Field, translate: Translate) -> list[str]:
    said = {
        "minimum": N_("At least {limit}."),
        "maximum": N_("At most {limit}."),
        "maxLength": N_("At most {limit} characters."),
    }
    limits = {name: field.constraints[name] for name in said if field.constraints.get(name) is not None}
    return [Message(said[name], {"limit": limit}).render(translate) for name, limit in limits.items()]


def duty(field: Field, schema: TableSchema, translate: Translate) -> str:
    """Say whether a column must be filled."""
    if field.required or field.name in schema.primary_key:
        return translate(N_("To be filled"))
    if schema.column_is_required(field):
        return translate(N_("The column must be there; cells may be empty"))
    return translate(N_("Optional"))


def note(field: Field, schema: TableSchema, example: str, translate: Translate) -> str:
    """Give the help of a column as a few lines: title, duty, help, what it accepts, an example."""
    lines = [
        f"{field.title} ({duty(field, schema, translate)})" if field.title else duty(field, schema, translate),
        field.description,
        accepted(field, translate),
        Message(N_("Example: {example}"), {"example": example}).render(translate) if example else "",
    ]
    return "\n".join(line for line in lines if line)


def shortened(text: str, most: int) -> str:
    """Cut a text at a word, so that it has at most so many characters."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(None, 1)[0].rstrip(" ,;:.") + "…"

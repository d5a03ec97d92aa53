"""Options of a source, checked against what its harvester type declares; pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ckanext.datagrandest.harvesting import touching
from ckanext.datagrandest.harvesting.contract import Option
from ckanext.datagrandest.messages import N_, Message

TRUE, FALSE = (
    frozenset({"true", "on", "yes", "1", "oui", "vrai"}),
    frozenset({"false", "off", "no", "0", "", "non", "faux"}),
)


class InvalidOptions(ValueError):  # noqa: N818 - what a form shows, not a fault of ours
    """Options that cannot be used; `messages` has one sentence for each fault."""

    def __init__(self, messages: list[Message]) -> None:
        super().__init__(" ".join(str(message) for message in messages))
        self.messages = messages


def parse(text: str | None) -> dict[str, Any]:
    """Read a source's configuration, a JSON object (or nothing).

    Raises:
        InvalidOptions: it is something else.
    """
    try:
        given = json.loads(text) if text and text.strip() else {}
    except ValueError as error:
        reason = Message(N_("The configuration is not valid JSON: {error}."), {"error": error})
        raise InvalidOptions([reason]) from error
    if not isinstance(given, dict):
        raise InvalidOptions([Message(N_('The configuration must be a JSON object, such as {"option": "value"}.'))])
    return given


def check(declared: Iterable[Option], given: Mapping[str, Any]) -> dict[str, Any]:
    """Give every declared option its checked value, or its default.

    Raises:
        InvalidOptions: an option is unknown, missing or has a wrong value.
    """
    by_name = {option.name: option for option in declared}
    faults = [_unknown(name, by_name) for name in given if name not in by_name]
    values: dict[str, Any] = {}
    for name, option in by_name.items():
        try:
            values[name] = _value(option, given.get(name))
        except InvalidOptions as error:
            faults.extend(error.messages)
    if faults:
        raise InvalidOptions(faults)
    return values


def _unknown(name: str, by_name: Mapping[str, Option]) -> Message:
    if not by_name:
        return Message(N_("This type of source has no option, and “{name}” was given."), {"name": name})
    allowed = ", ".join(by_name)
    return Message(N_("There is no option “{name}”; the options are: {allowed}."), {"name": name, "allowed": allowed})


def _value(option: Option, given: Any) -> Any:
    if given is None or given in ("", []):
        if option.required:
            raise InvalidOptions([Message(N_("The option “{name}” is required."), {"name": option.name})])
        return option.default
    return READERS[option.kind](option, given)


def _wrong(option: Option, msgid: str, **params: object) -> InvalidOptions:
    return InvalidOptions([Message(msgid, {"name": option.name, **params})])


def _text(option: Option, given: Any) -> str:
    if not isinstance(given, str | int | float):
        raise _wrong(option, N_("The option “{name}” must be a text."))
    return str(given).strip()


def _integer(option: Option, given: Any) -> int:
    try:
        return int(str(given))
    except ValueError as error:
        raise _wrong(option, N_("The option “{name}” must be a whole number.")) from error


def _boolean(option: Option, given: Any) -> bool:
    said = str(given).strip().lower()
    if said not in TRUE | FALSE:
        raise _wrong(option, N_("The option “{name}” must be true or false."))
    return said in TRUE


def _choice(option: Option, given: Any) -> str:
    if str(given) not in option.choices:
        allowed = ", ".join(option.choices)
        raise _wrong(option, N_("The option “{name}” must be one of: {allowed}."), allowed=allowed)
    return str(given)


def _list(option: Option, given: Any) -> list[str]:
    items = given.splitlines() if isinstance(given, str) else given
    if not isinstance(items, list) or not all(isinstance(item, str | int) for item in items):
        raise _wrong(option, N_("The option “{name}” must be a list of texts."))
    return [str(item).strip() for item in items if str(item).strip()]


def _territory(option: Option, given: Any) -> str:
    text = ", ".join(given) if isinstance(given, list) else _text(option, given)
    try:
        touching.area_of(text)
    except touching.WrongTerritory as error:
        raise InvalidOptions([error.message]) from error
    return text


READERS: Mapping[str, Callable[[Option, Any], Any]] = {
    "text": _text, "integer": _integer, "boolean": _boolean, "choice": _choice, "list": _list, "territory": _territory,
}  # fmt: skip

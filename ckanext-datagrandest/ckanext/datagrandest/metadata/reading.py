"""Read our YAML with an error that says which file, which line and what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from ckanext.datagrandest import schemas
from ckanext.datagrandest.messages import N_, Message

#: The folder `schemas/` of the repository, wherever it is installed.
SCHEMAS = Path(str(schemas.__file__)).parent


class SchemaUnreadableError(Exception):
    """A schema or vocabulary file cannot be used.

    Attributes:
        message: what is wrong, where, and what to do.
    """

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class _UniqueKeys(yaml.SafeLoader):
    """YAML where a key given twice in a mapping is an error, not the last one's victory."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Build a mapping, refusing a key that is already there."""
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=deep)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key “{key}” is given twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_mapping(path: Path, required: Sequence[str]) -> dict[str, Any]:
    """Read a YAML file that must be a mapping with some keys.

    Args:
        path: the file.
        required: keys that must be there.

    Raises:
        SchemaUnreadableError: the file is missing, is not YAML, is not a mapping, or lacks a key.
    """
    content = _read_yaml(path)
    if not isinstance(content, dict):
        raise SchemaUnreadableError(
            Message(
                N_("{file} does not hold a mapping of keys and values: restore it from the repository."), {"file": path}
            )
        )
    for key in required:
        if key not in content:
            raise SchemaUnreadableError(
                Message(N_("{file} lacks the key “{key}”: add it."), {"file": path, "key": key})
            )
    return content


def read_sequence(path: Path, entries: object, required: Sequence[str]) -> list[Mapping[str, Any]]:
    """Check that a value read from `path` is a list of mappings with some keys, and give it."""
    if not isinstance(entries, list):
        raise SchemaUnreadableError(Message(N_("{file} should hold a list of entries: restore it."), {"file": path}))
    for rank, entry in enumerate(entries, start=1):
        missing = [key for key in required if not isinstance(entry, dict) or key not in entry]
        if missing:
            raise SchemaUnreadableError(
                Message(
                    N_("{file}: entry {rank} lacks the key “{key}”: add it."),
                    {"file": path, "rank": rank, "key": missing[0]},
                )
            )
    return entries


def read_json(path: Path) -> object:
    """Read a JSON file.

    Raises:
        SchemaUnreadableError: the file is missing or is not JSON.
    """
    try:
        return json.loads(_text(path))
    except ValueError as error:
        line = getattr(error, "lineno", "?")
        raise SchemaUnreadableError(
            Message(
                N_("{file}, line {line}: this is not JSON ({reason}). Correct that line and start again."),
                {"file": path, "line": line, "reason": error},
            )
        ) from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise SchemaUnreadableError(
            Message(N_("{file} is missing: restore it from the repository."), {"file": path})
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SchemaUnreadableError(
            Message(
                N_("{file} cannot be read ({reason}): check its rights and its encoding."),
                {"file": path, "reason": error},
            )
        ) from error


def _read_yaml(path: Path) -> object:
    text = _text(path)
    try:
        return yaml.load(text, Loader=_UniqueKeys)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise SchemaUnreadableError(
            Message(
                N_(
                    "{file}, line {line}, column {column}: this is not YAML ({reason}). Correct that line and start again."
                ),
                {
                    "file": path,
                    "line": mark.line + 1 if mark else "?",
                    "column": mark.column + 1 if mark else "?",
                    "reason": error.problem,
                },
            )
        ) from error
    except yaml.YAMLError as error:
        raise SchemaUnreadableError(
            Message(N_("{file} is not YAML ({reason}): correct it and start again."), {"file": path, "reason": error})
        ) from error

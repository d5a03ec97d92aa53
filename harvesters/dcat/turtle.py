"""A record written as Turtle, always the same way: what is hashed, kept and shown.

Oxigraph's own writer orders prefixes by chance; here the same statements always give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ckanext.datagrandest.harvesters.mapping.dcat.names import NAMESPACES

PREFIXES = {spaces[0]: prefix for prefix, spaces in NAMESPACES.items()}
IRI = re.compile(r"<([^>]*[#/])([A-Za-z_][\w-]*)>")
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def write(properties: Mapping[str, Mapping[str, Iterable[str]]], order: Iterable[str]) -> bytes:
    """Write statements.

    Args:
        properties: subject → predicate → objects, each as N-Triples write it.
        order: the subjects, the first one first.
    """
    used: set[str] = set()
    blocks = [_block(subject, properties[subject], used) for subject in order]
    spaces = sorted((prefix, space) for space, prefix in PREFIXES.items() if prefix in used)
    head = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in spaces)
    return "\n".join([head, *blocks]).encode()


def _block(subject: str, values: Mapping[str, Iterable[str]], used: set[str]) -> str:
    lines = []
    for predicate in sorted(values, key=lambda name: (name != TYPE, name)):
        kind = predicate == TYPE
        name = "a" if kind else _short(predicate, used)
        objects = sorted(values[predicate])
        lines.append(f"{name} {', '.join(_short(text, used) if kind or '^^' in text else text for text in objects)}")
    said = " ;\n    ".join(lines)
    return f"{subject} {said} .\n"


def _short(text: str, used: set[str]) -> str:
    """Abbreviate the address of a property, a class or a datatype."""
    before, mark, datatype = text.rpartition("^^") if text[0] == '"' else ("", "", text)
    match = IRI.fullmatch(datatype)
    prefix = PREFIXES.get(match[1]) if match else None
    if not match or not prefix:
        return text
    used.add(prefix)
    return f"{before}{mark}{prefix}:{match[2]}"

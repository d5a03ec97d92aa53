"""Conditions of access and use: the licence of the data or of its files, who may have it, what to know before using it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import licences
from ckanext.datagrandest.harvesters.mapping.texts import plain
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.vocabularies import Term, spelling, vocabulary

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.dcat.graph import Node
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

LICENCES = ("dct:license", "dc:license", "cc:license", "schema:license")
RIGHTS = ("dct:rights", "dc:rights", "cc:attributionName", "cc:attributionURL")
ACCESS = ("dct:accessRights", "pod:accessLevel")
POD_LEVELS = {"public": "PUBLIC", "restricted public": "RESTRICTED", "non public": "NON_PUBLIC"}
OPEN = re.compile(r"no ?limitations?|aucune? (?:restriction|limitation)|pas de restriction|acces public|open|ouvert")
SILENT = frozenset({"", "notspecified", "not specified", "non renseigne", "unknown", "other", "none"})

NO_LICENCE = N_("No known licence was recognised in the conditions of the record.")
SEVERAL = N_("The record names several licences ({licences}); the first one was kept.")


def read(node: Node, distributions: list[Node], remarks: Remarks) -> dict[str, Any]:
    """Read licence, access and use.

    Args:
        node: the dataset.
        distributions: its files and services, which bear the licence in most catalogues.
        remarks: what was not understood.
    """
    known, use = _licences(node, distributions)
    rights, access, texts = _access(node, distributions)
    for text in _statements(node, distributions):
        limit = vocabulary("access_limitations").match(text)
        if limit:
            access.append(limit.uri)
        elif licence := licences.recognise(text):
            known.append(licence)
            use += [text] if text not in use else []
        else:
            use.append(text)
    fields: dict[str, Any] = {}
    known = list(dict.fromkeys(known))
    if known:
        fields["license_id"] = known[0]
    else:
        remarks.add(NO_LICENCE)
    if len(known) > 1:
        remarks.add(SEVERAL, licences=", ".join(vocabulary("licences").label(code) for code in known))
    closed = [uri for uri in access if not uri.endswith("noLimitations")]
    fields["access_rights"] = rights or ("RESTRICTED" if closed else "PUBLIC" if access else "")
    fields["access_constraints"] = list(dict.fromkeys([*closed, *texts]))
    fields["use_limitations"] = list(dict.fromkeys(text for text in use if text))
    return {key: value for key, value in fields.items() if value}


def _licences(node: Node, distributions: list[Node]) -> tuple[list[str], list[str]]:
    """Give the licences recognised, and the words of those that are not."""
    known: list[str] = []
    words: list[str] = []
    for holder in (node, *distributions):
        for value in holder.all(*LICENCES):
            said = [plain(word) for word in value.words]
            found = next((code for word in said if (code := licences.recognise(word))), None)
            known += [found] if found else []
            if not found and said and spelling(said[-1]) not in SILENT:
                words.append(said[-1] if said[-1] == said[0] else f"{said[-1]} ({said[0]})")
    return known, list(dict.fromkeys(words))


def _statements(node: Node, distributions: list[Node]) -> list[str]:
    """List rights statements: their text, else their address."""
    found = []
    for holder in (node, *distributions):
        for value in holder.all(*RIGHTS):
            text = value.term.value if value.literal else value.label or value.text("dct:description", "rdfs:comment")
            found.append(plain(text) or value.uri)
    return list(dict.fromkeys(text for text in found if text and spelling(text) not in SILENT))


def _access(node: Node, distributions: list[Node]) -> tuple[str, list[str], list[str]]:
    """Give the code of access, the INSPIRE limits, and other words."""
    code, limits, texts = "", [], []
    for holder in (node, *distributions):
        for value in holder.all(*ACCESS):
            words = value.words
            right, limit = _match("access_rights", words), _match("access_limitations", words)
            level = next((POD_LEVELS[spelling(word)] for word in words if spelling(word) in POD_LEVELS), "")
            if right or level:
                code = code or (right.code if right else level)
            elif limit:
                limits.append(limit.uri)
            elif words and OPEN.search(spelling(words[-1])):
                code = code or "PUBLIC"
            elif words:
                texts.append(words[-1])
    return code, limits, texts


def _match(name: str, words: tuple[str, ...]) -> Term | None:
    terms = vocabulary(name)
    return next((found for word in words if (found := terms.match(word))), None)

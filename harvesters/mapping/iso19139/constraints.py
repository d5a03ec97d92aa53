"""Conditions of access and use: the licence, who may have the data, and what the user should know."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import licences
from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Value, children, local_name
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.vocabularies import Term, spelling, vocabulary

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Reader
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

NO_LICENCE = N_("No known licence was recognised in the conditions of the record.")
SEVERAL = N_("The record names several licences ({licences}); the first one was kept.")

OPEN_ACCESS = re.compile(
    r"(?:pas|aucune) (?:de )?(?:restriction|limitation|contrainte)s? (?:d |a l )?(?:acces)|acces public sans restriction"
    r"|no limitations? (?:on|to) public access|aucun des articles de la loi ne peut etre invoque"
)
NO_CONDITION = re.compile(r"conditionsapplyingtoaccessanduse noconditionsapply|no conditions? appl(?:y|ies) to access")
LIMITED = re.compile(r"\bl ?124 ?[45]\b|article ?13")
CLOSED_CODES = frozenset({"restricted", "confidential", "in-confidence", "private", "sensitiveButUnclassified"})
CLOSED_CLASSES = frozenset({"restricted", "confidential", "secret", "topSecret", "limitedDistribution"})
ORDERING = (
    "distributionInfo/distributor/distributionOrderProcess/fees",
    "distributionInfo/distributor/distributionOrderProcess/orderingInstructions",
    "identificationInfo/accessProperties/fees",
)
MAX_FORMULA = 130  # a longer text says more than that access is open
EMPTY = frozenset({"", "none", "aucun", "aucune", "non renseigne"})
SILENT_CODES = frozenset({"otherRestrictions", "none", "unrestricted", "license", "licence", ""})


@dataclass(slots=True)
class Conditions:
    """What the constraints say, being gathered."""

    licences: list[str] = field(default_factory=list)
    access: list[str] = field(default_factory=list)
    use: list[str] = field(default_factory=list)
    open: bool = False
    limited: bool = False
    codes: list[tuple[str, str]] = field(default_factory=list)


def read(reader: Reader, remarks: Remarks, hints: tuple[str, ...] = ()) -> dict[str, Any]:
    """Read licence, access and use.

    Args:
        reader: the record.
        remarks: what was not understood.
        hints: other texts that may name a licence (names and addresses of links), asked last.
    """
    found = Conditions()
    for place in ("identificationInfo/resourceConstraints", "identificationInfo/restrictions"):
        for constraint in reader.nodes(place):
            for kind in children(constraint):
                _constraint(reader, kind, found)
    for path in ORDERING:
        for value in reader.values(path):
            _limitation(value, found)
    if not found.licences:
        found.licences += [licence for hint in hints if (licence := licences.recognise(hint))]
    return _fields(found, remarks)


def _fields(found: Conditions, remarks: Remarks) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    known = list(dict.fromkeys(found.licences))
    if known:
        fields["license_id"] = known[0]
    else:
        remarks.add(NO_LICENCE)
    if len(known) > 1:
        remarks.add(SEVERAL, licences=", ".join(vocabulary("licences").label(code) for code in known))
    if not found.access and not found.use:
        found.use += [code for _, code in found.codes]
    if found.limited:
        fields["access_rights"] = "RESTRICTED"
    elif found.open:
        fields["access_rights"] = "PUBLIC"
    fields["access_constraints"] = list(dict.fromkeys(found.access))
    fields["use_limitations"] = list(dict.fromkeys(found.use))
    return {key: value for key, value in fields.items() if value}


def _constraint(reader: Reader, kind: _Element, found: Conditions) -> None:
    access = [code for code in reader.codes("accessConstraints", kind) if code]
    use = [code for code in reader.codes("useConstraints", kind) if code]
    found.limited |= bool(CLOSED_CODES & {*access, *use})
    others = reader.values("otherConstraints", kind)
    others += [value for value in reader.values("reference/title", kind) if value.text or value.uri]
    for value in others:
        _other(value, bool(access) and not use, found)
    for value in reader.values("useLimitation", kind):
        _limitation(value, found)
    if local_name(kind) == "MD_SecurityConstraints":
        _security(reader.code("classification", kind), found)
    if not others:
        found.codes += [("access", code) for code in access if code not in SILENT_CODES]
        found.codes += [("use", code) for code in use if code not in SILENT_CODES]


def _security(classification: str, found: Conditions) -> None:
    if classification in CLOSED_CLASSES:
        found.limited = True
        found.access.append(classification)


def _other(value: Value, of_access: bool, found: Conditions) -> None:
    """Sort one `otherConstraints`: a known limit on access, openness, a licence, else a text where it stands."""
    limit = _known_limit(value)
    text = _text(value)
    if limit is not None and limit.code == "noLimitations":
        found.open = True
    elif limit is not None:
        found.limited = True
        found.access.append(limit.uri)
        found.access += [text] if value.text and value.text != limit.uri else []
    elif _says(OPEN_ACCESS, text):
        found.open = True
        found.use += [text] if len(text) > MAX_FORMULA else []
    elif _says(NO_CONDITION, text) or not of_access or _licence(value):
        _limitation(value, found)
    else:
        found.limited |= _says(LIMITED, text)
        found.access.append(text)


def _known_limit(value: Value) -> Term | None:
    limits = vocabulary("access_limitations")
    return limits.match(value.uri) or limits.match(value.text)


def _limitation(value: Value, found: Conditions) -> None:
    """Keep a condition of use, and the licence that it names."""
    if spelling(value.text or value.uri) in EMPTY:
        return
    if licence := _licence(value):
        found.licences.append(licence)
    found.open |= _says(OPEN_ACCESS, value.text)
    found.use.append(_text(value))


def _licence(value: Value) -> str | None:
    return licences.recognise(value.text) or licences.recognise(value.uri)


def _text(value: Value) -> str:
    """Give a condition with its address, when it has one that says more."""
    if value.uri and value.uri not in value.text:
        return f"{value.text} ({value.uri})" if value.text else value.uri
    return value.text


def _says(pattern: re.Pattern[str], text: str) -> bool:
    return bool(pattern.search(re.sub(r"[\W]+", " ", spelling(text.replace("://", " ")))))

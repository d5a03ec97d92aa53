"""Cutting a catalogue into records: the statements of each dataset or service, with what belongs to it and nothing else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ckanext.datagrandest.harvesters.dcat import turtle
from ckanext.datagrandest.harvesters.mapping.dcat.graph import term
from ckanext.datagrandest.harvesters.mapping.dcat.names import compact, expand
from ckanext.datagrandest.harvesters.mapping.identifiers import is_distinctive
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.harvesting.contract import Refusal, RemoteRecord
from ckanext.datagrandest.messages import N_, Message

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.dcat.spill import Spill

DATASETS = ("dcat:Dataset", "dcat:DatasetSeries", "schema:Dataset")
SERVICE = "dcat:DataService"
LISTED = ("dcat:dataset", "schema:dataset")
#: What a record never goes into: other records, and the catalogue.
APART = frozenset(
    {*DATASETS, "dcat:Catalog", "hydra:PagedCollection", "hydra:Collection", "hydra:PartialCollectionView"}
)
DEAD_ENDS = frozenset({"dcat:servesDataset", "foaf:primaryTopic", "foaf:topic", "dct:isPartOf", "dct:hasPart", "dcat:inSeries", "dct:relation", "dct:replaces", "dcat:dataset"})  # fmt: skip
MAX_NODES = 20_000
MAX_DEPTH = 12
MADE_UP = "title-"

NOT_DESCRIBED = N_("The catalogue lists the dataset {uri} but does not describe it.")
UNNAMED = N_("A dataset of the catalogue has neither an identifier, nor an address, nor a title.")
TWINS = N_("Two datasets of the catalogue have no identifier and the same title, “{title}”: they cannot be told apart.")
TOO_LARGE = N_("The record is larger than {limit} statements.")


@dataclass(slots=True)
class Cutter:
    """Cuts one document.

    Attributes:
        spill: its statements.
        page: its address, shown as where a record without address of its own stands.
        max_statements: of one record.
        with_services: whether data services that the catalogue lists are records too.
    """

    spill: Spill
    page: str
    max_statements: int = 100_000
    with_services: bool = True
    _labels: dict[str, str] = field(default_factory=dict)

    def subjects(self) -> dict[str, str]:
        """List what the document lists, in its order: subject → class that it is given when it bears none."""
        described = dict.fromkeys(self.spill.of_class(*DATASETS), "")
        listed = {target: "dcat:Dataset" for _, target in self.spill.pairs(*LISTED) if target not in described}
        return described | listed | dict.fromkeys(self.services(), "")

    def digest(self) -> str:
        """Hash what the document lists, to recognise a page that comes again; "" when it lists nothing."""
        names = [self._name(subject) for subject in self.subjects()]
        return hashlib.sha256("\n".join(names).encode()).hexdigest() if names else ""

    def cut(self) -> Iterator[RemoteRecord | Refusal]:
        """Cut the document, record by record."""
        subjects = self.subjects()
        twins = self._twins(subjects)
        for subject, kind in subjects.items():
            found = self._record(subject, kind)
            if isinstance(found, RemoteRecord) and found.identifier in twins:
                title = shortened(twins[found.identifier], 150)
                found = Refusal(None, Message(TWINS, {"title": title}))
            yield found

    def _twins(self, subjects: Mapping[str, str]) -> dict[str, str]:
        """Give the titles that are all that identifies several datasets, by the identifier made of them."""
        seen: dict[str, str] = {}
        twins: dict[str, str] = {}
        for subject in subjects:
            if subject[0] == "_":
                values = self._values(subject)
                identifier = identifier_of(subject, values)
                if identifier.startswith(MADE_UP):
                    title = next((term(value).value for value in values["dct:title"]), "")
                    (twins if identifier in seen else seen)[identifier] = title
        return twins

    def services(self) -> list[str]:
        """List the services that the catalogue itself lists; those behind a file are part of their dataset."""
        if not self.with_services:
            return []
        listed = {target for _, target in self.spill.pairs("dcat:service")}
        return [subject for subject in self.spill.of_class(SERVICE) if subject in listed]

    def _record(self, subject: str, kind: str) -> RemoteRecord | Refusal:
        values = self._values(subject)
        address = term(subject).value if subject[0] == "<" else ""
        if not values:
            return Refusal(address or None, Message(NOT_DESCRIBED, {"uri": shortened(address or "?")}))
        identifier = identifier_of(subject, values)
        if not identifier:
            return Refusal(None, Message(UNNAMED))
        content = self._content(subject, kind)
        if content is None:
            return Refusal(identifier, Message(TOO_LARGE, {"limit": self.max_statements}))
        stamp = next((term(value).value for value in sorted(values.get("dct:modified", ()))), None)
        return RemoteRecord(identifier, content, stamp, address if address.startswith("http") else self.page)

    def _values(self, subject: str) -> dict[str, list[str]]:
        values: dict[str, list[str]] = {}
        for predicate, value in self.spill.about(subject):
            values.setdefault(compact(predicate[1:-1]), []).append(value)
        return values

    def _content(self, subject: str, kind: str) -> bytes | None:
        """Write what belongs to a record, None when that is too much."""
        properties: dict[str, dict[str, list[str]]] = {}
        count = 0
        waiting = [(subject, 0), *((other, 1) for other in self.spill.pointing_to(subject))]
        while waiting:
            node, depth = waiting.pop(0)
            name = self._name(node)
            if name in properties or depth > MAX_DEPTH:
                continue
            values = properties[name] = {}
            for predicate, value in self._kept(node, is_focus=node == subject):
                count += 1
                values.setdefault(predicate, []).append(self._name(value))
                if value[0] != '"' and compact(predicate[1:-1]) not in DEAD_ENDS:
                    waiting.append((value, depth + 1))
            if count > self.max_statements or len(properties) > MAX_NODES:
                return None
        if kind:
            properties[self._name(subject)].setdefault(turtle.TYPE, []).append(f"<{expand(kind)}>")
        return turtle.write(properties, [name for name in properties if properties[name]])

    def _kept(self, node: str, *, is_focus: bool) -> Iterator[tuple[str, str]]:
        """Give the statements of a node; of another dataset or the catalogue nothing, their address is enough."""
        about = self.spill.about(node)
        if not is_focus and any(
            compact(value[1:-1]) in APART for predicate, value in about if predicate == turtle.TYPE
        ):
            return
        yield from about

    def _name(self, node: str, depth: int = 0) -> str:
        """Name a blank node by what it says, so that the next run names it alike."""
        if node[0] != "_":
            return node
        if node not in self._labels:
            self._labels[node] = ""  # a circle of blank nodes ends here
            about = self.spill.about(node) if depth < MAX_DEPTH else []
            said = sorted((predicate, self._name(value, depth + 1)) for predicate, value in about)
            self._labels[node] = "_:b" + hashlib.sha256(repr(said).encode()).hexdigest()[:16]
        return self._labels[node] or "_:circle"


def identifier_of(subject: str, values: dict[str, list[str]]) -> str:
    """Give what a dataset is recognised by at the next run.

    Its `dct:identifier` unless it is a bare number, else its address; for a blank node its landing page, else its title. "" when it has none.
    """
    for name in ("dct:identifier", "dc:identifier"):
        texts = sorted(" ".join(term(value).value.split()) for value in values.get(name, ()))
        said = next((text for text in texts if text and (is_distinctive(text) or subject[0] != "<")), "")
        if said:
            return said
    if subject[0] == "<":
        return term(subject).value
    for value in sorted(values.get("dcat:landingPage", ())):
        if value[0] != "_":
            return term(value).value
    title = next((term(value).value.strip() for value in sorted(values.get("dct:title", ()))), "")
    return MADE_UP + hashlib.sha256(re.sub(r"\s+", " ", title).encode()).hexdigest()[:20] if title else ""

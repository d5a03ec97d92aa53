"""What a harvester type gives and what the pipeline asks of it.

A type is a protocol client and a mapping. It reads the remote catalogue in pages through the guarded
client it is handed, never writes, and knows nothing of CKAN: `plan.py`, `guard.py` and `writer.py`
decide what becomes of its records. Each type is checked by `tests/platform/harvesters/contract.py`.

A type is declared in one place, as a `HarvesterType`, and shown to ckanext-harvest by a thin plugin:

    class CswPlugin(HarvesterPlugin):
        harvester_type = csw.TYPE
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from ckanext.datagrandest.harvesting.ranks import AUTOMATIC, LEVELS
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from ckanext.datagrandest.messages import Message
    from ckanext.datagrandest.net.client import GuardedClient


@dataclass(frozen=True, slots=True)
class RemoteRecord:
    """One record as the remote catalogue gives it.

    Attributes:
        identifier: the remote identifier, unique in its source (ISO file identifier, DCAT URI…).
        content: the record's bytes as received; they are hashed, kept and shown, never rewritten.
        stamp: the remote date of change, as given; shown to people, never trusted for "unchanged".
        url: a page or request that shows this record alone at its source.
        validator: what a type keeps about these bytes to learn at the next run, without fetching them, that they are the same
            (ETag, Last-Modified…); it gets it back through `Remembering`.
        unchanged: the server said that the record is as it was remembered; `content` is then empty.
    """

    identifier: str
    content: bytes
    stamp: str | None = None
    url: str | None = None
    validator: str | None = None
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that the server lists but that cannot be read (no identifier, broken XML…)."""

    identifier: str | None
    reason: Message


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the listing.

    Attributes:
        records: the records read, in the server's order.
        matched: the server's own count of the whole listing, `None` when it gives none.
        refused: the records it lists that cannot be read; they count as errors, never as missing.
        notes: what is to be known of the listing itself (what was passed over…), for the report.
    """

    records: tuple[RemoteRecord, ...]
    matched: int | None
    refused: tuple[Refusal, ...] = ()
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A dataset to be, in the shape of the dataset schema.

    Attributes:
        dataset: the fields, resources included; without `id`, `name`, `owner_org`, `type`, `extras`
            of the pipeline (`guid`…) and `harvest_remarks`, which the pipeline adds.
        remarks: what was repaired or left out, shown on the dataset and in the report.
    """

    dataset: dict[str, Any]
    remarks: tuple[Message, ...] = ()


class HarvestingError(Exception):
    """A fault with a sentence for the source's owner."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class UnmappableRecord(HarvestingError):  # noqa: N818 - the name says what it is
    """This record cannot become a dataset; it is reported alone and the run goes on."""


class SourceUnreadable(HarvestingError):  # noqa: N818
    """The listing failed or is incomplete: what was read is kept, nothing may be removed."""


class RemoteCatalogue(Protocol):
    """A remote catalogue opened for one run."""

    def pages(self) -> Iterator[Page]:
        """List the whole catalogue in pages.

        Raises:
            SourceUnreadable: the listing cannot start or go on.
        """
        ...

    def draft(self, record: RemoteRecord) -> Draft:
        """Map one record; pure, no request.

        Raises:
            UnmappableRecord: the record lacks what a dataset needs.
        """
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that is held as it was last fetched, for `Remembering`."""

    identifier: str
    validator: str


@runtime_checkable
class Remembering(Protocol):
    """A catalogue that can do without fetching records it is told are held."""

    def remember(self, held: Mapping[str, tuple[Kept, ...]]) -> None:
        """Take what is held, by the address each record was fetched from; called before `pages`, or not at all."""
        ...


@dataclass(frozen=True, slots=True)
class Option:
    """One declared option of a harvester type: drawn in the form, validated, documented.

    Attributes:
        name: key in the source's configuration.
        label: msgid shown beside the input.
        kind: what the value is; a `list` is given as a JSON list or one item a line, a `territory` as codes or a box.
        default: value when the owner says nothing.
        help: msgid of a plain sentence below the input.
        choices: allowed values of a `choice`, with the msgid of their label.
        required: refuse a source without it.
        secret: never shown again nor logged.
    """

    name: str
    label: str
    kind: Literal["text", "integer", "boolean", "choice", "list", "territory"] = "text"
    default: Any = None
    help: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    secret: bool = False


PRIORITY = Option(
    "priority",
    N_("Place of this source"),
    "choice",
    AUTOMATIC,
    N_("When several sources give the same data, the record of the one nearest to the producer fills the dataset."),
    {AUTOMATIC: N_("According to its organisation"), **LEVELS},
)
"""Option of every type: whose record fills a dataset that several sources list."""


@dataclass(frozen=True, slots=True)
class HarvesterType:
    """A kind of source that the platform can harvest.

    Attributes:
        name: contract name (`dge-csw`…), stored as the source's type.
        title: msgid, shown in the list of types.
        description: msgid of one plain sentence: what to give as address.
        open: makes the catalogue of one run from the address, the checked options (defaults filled
            in) and the guarded client. It may raise `SourceUnreadable`; it need not connect.
        options: what can be configured; `PRIORITY` is added to all.
        mapping_version: raise it when the mapping changes: records whose bytes did not change are
            then mapped again and written only where the draft differs.
    """

    name: str
    title: str
    description: str
    open: Callable[[str, Mapping[str, Any], GuardedClient], RemoteCatalogue]
    options: tuple[Option, ...] = ()
    mapping_version: int = 1

    def __post_init__(self) -> None:
        """Give every type the options that all sources have."""
        object.__setattr__(self, "options", (*self.options, PRIORITY))

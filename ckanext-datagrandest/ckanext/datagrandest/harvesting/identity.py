"""Which dataset a record is, across sources, and why; pure.

Within a source the identity is (source, remote identifier): records of one source with different identifiers are never
merged by the machine. Across sources the same record identifier is recognised at once; what else names the same data
(`keys.py`) at the end of the listing, when it is known to be unique. A dataset that people made here is never overwritten.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ckanext.datagrandest.harvesting.naming import dataset_name, other_name
from ckanext.datagrandest.messages import N_, Message

#: Why a record shares a dataset, as shown, the surest first; `evidence` is what both records have.
REASONS = {
    "identifier": N_("Same record identifier: {evidence}"),
    "citation": N_("Same identifier of the data: {evidence}"),
    "link": N_("Same file to download: {evidence}"),
    "person": N_("A person said that it is the same data."),
}
SURENESS = tuple(REASONS)

Record = tuple[str, str]  # (source, remote identifier)


@dataclass(frozen=True, slots=True)
class Holder:
    """A dataset that other sources write, or wrote before it was closed, under the same remote identifier.

    Attributes:
        package_id: the dataset.
        source_id: the source that fills it.
        source_title: as shown.
        rank: of that source's record; 0 is best.
        closed: whether it was archived since: the record brings it back.
    """

    package_id: str
    source_id: str
    source_title: str
    rank: int = 0
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """The decision: a new dataset under `name`, or the existing `package_id`, and the reason.

    `fills` says that this record writes the existing dataset from now on.
    """

    verdict: Literal["new", "merged"]
    name: str = ""
    package_id: str = ""
    reason: Message | None = None
    fills: bool = False


def identify(identifier: str, source_id: str, rank: int, holders: Iterable[Holder], taken: Collection[str]) -> Identity:
    """Decide which dataset a record that this source never gave is.

    Args:
        identifier: the remote identifier.
        source_id: the source that gives it.
        rank: of this record among sources; 0 is best.
        holders: datasets of other sources under this identifier.
        taken: names of the catalogue's datasets among those asked for, and datasets already given to this source.
    """
    free = [holder for holder in holders if holder.package_id not in taken]
    if free:
        return _merged(min(free, key=lambda one: (one.closed, one.rank, one.package_id)), rank)
    name = dataset_name(identifier)
    if name not in taken:
        return Identity("new", name)
    text = N_("Another dataset is already called “{name}”: this one has another address.")
    return Identity("new", other_name(identifier, source_id), reason=Message(text, {"name": name}))


def _merged(holder: Holder, rank: int) -> Identity:
    params = {"source": holder.source_title}
    if holder.closed:
        text = N_("“{source}” gave this record before and its dataset was closed: this source opens it again.")
    elif rank < holder.rank:
        text = N_(
            "The same identifier is harvested from “{source}”: this source is nearer to the producer and fills it now."
        )
    else:
        text = N_("The same identifier is already harvested from “{source}”, which keeps writing this dataset.")
    fills = holder.closed or rank < holder.rank
    return Identity("merged", package_id=holder.package_id, reason=Message(text, params), fills=fills)


@dataclass(frozen=True, slots=True)
class Match:
    """A record of the source that runs and one of another that share a unique key, in two datasets.

    Attributes:
        mine: the record of the source that runs.
        theirs: the other record.
        my_package: its dataset.
        their_package: the dataset of the other.
        rule: which key (`REASONS`).
        evidence: its value.
    """

    mine: Record
    theirs: Record
    my_package: str
    their_package: str
    rule: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Group:
    """A dataset and the records that it is; `born` orders datasets by age."""

    package_id: str
    born: str
    records: frozenset[Record]

    def meets(self, other: Group) -> bool:
        """Say whether a source has records in both."""
        return bool({source for source, _guid in self.records} & {source for source, _guid in other.records})


@dataclass(frozen=True, slots=True)
class Merge:
    """One dataset that goes into an older one, and why."""

    kept: str
    absorbed: str
    match: Match


@dataclass(slots=True)
class _Forest:
    """Which dataset each one became."""

    groups: dict[str, Group]
    into: dict[str, str] = field(default_factory=dict)

    def find(self, package_id: str) -> Group:
        while package_id in self.into:
            package_id = self.into[package_id]
        return self.groups[package_id]


def plan_merges(
    matches: Iterable[Match],
    groups: Mapping[str, Group],
    different: Collection[tuple[Record, Record]] = (),
) -> list[Merge]:
    """Decide which datasets become one, the surest reasons first.

    The older dataset keeps its name and its identifier. Two datasets of a same source stay apart, and so do those that a
    person parted.

    Args:
        matches: what was found.
        groups: every dataset they name.
        different: pairs of records that a person parted.
    """
    forest = _Forest(dict(groups))
    merges: list[Merge] = []
    ordered = sorted(matches, key=lambda one: (SURENESS.index(one.rule), one.mine, one.theirs))
    for match in ordered:
        if match.my_package not in groups or match.their_package not in groups:
            continue
        one, other = forest.find(match.my_package), forest.find(match.their_package)
        if one.package_id == other.package_id or one.meets(other) or _parted(one, other, different):
            continue
        kept, absorbed = sorted((one, other), key=lambda group: (group.born, group.package_id))
        forest.into[absorbed.package_id] = kept.package_id
        forest.groups[kept.package_id] = Group(kept.package_id, kept.born, one.records | other.records)
        merges.append(Merge(kept.package_id, absorbed.package_id, match))
    return merges


def _parted(one: Group, other: Group, different: Collection[tuple[Record, Record]]) -> bool:
    return any(
        (first in one.records and second in other.records) or (first in other.records and second in one.records)
        for first, second in different
    )

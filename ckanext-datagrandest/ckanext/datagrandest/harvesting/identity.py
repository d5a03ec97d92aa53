"""Which dataset a new record is, across sources, and why; pure.

Within a source the identity is (source, remote identifier). Across sources a record whose identifier
is already harvested elsewhere is the same thing: its dataset is written by the source that has it
first, and the other is named on it (`merged`). A dataset that people made here is never overwritten.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from ckanext.datagrandest.harvesting.naming import dataset_name, other_name
from ckanext.datagrandest.messages import N_, Message

#: Why a record shares a dataset, as shown; `evidence` is what both records have.
REASONS = {
    "identifier": N_("Same record identifier: {evidence}"),
    "citation": N_("Same identifier of the data: {evidence}"),
    "link": N_("Same file to download: {evidence}"),
    "person": N_("A person said that it is the same data."),
}


@dataclass(frozen=True, slots=True)
class Holder:
    """A dataset that another source already writes under the same remote identifier."""

    package_id: str
    source_id: str
    source_title: str


@dataclass(frozen=True, slots=True)
class Identity:
    """The decision: a new dataset under `name`, or the existing `package_id`, and the reason."""

    verdict: Literal["new", "merged"]
    name: str = ""
    package_id: str = ""
    reason: Message | None = None


def identify(identifier: str, source_id: str, holders: Mapping[str, Holder], taken: Collection[str]) -> Identity:
    """Decide which dataset a record that this source never gave is.

    Args:
        identifier: the remote identifier.
        source_id: the source that gives it.
        holders: datasets of other sources, by remote identifier.
        taken: names of the catalogue's datasets among those asked for.
    """
    holder = holders.get(identifier)
    if holder:
        text = N_("The same identifier is already harvested from “{source}”, which keeps writing this dataset.")
        return Identity("merged", package_id=holder.package_id, reason=Message(text, {"source": holder.source_title}))
    name = dataset_name(identifier)
    if name not in taken:
        return Identity("new", name)
    text = N_("Another dataset is already called “{name}”: this one has another address.")
    return Identity("new", other_name(identifier, source_id), reason=Message(text, {"name": name}))

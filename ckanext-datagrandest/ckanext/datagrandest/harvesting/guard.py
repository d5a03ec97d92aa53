"""The removal guard: a run that cannot be trusted removes nothing; pure.

Anchor: ckanext-spatial removed a whole source when a server answered short. Here an odd listing keeps
every dataset and asks a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ckanext.datagrandest.harvesting.plan import Known, Listing
from ckanext.datagrandest.messages import N_, Message

ROUNDING = 1e-9  # 29 of 100 is not more than 29 %, whatever the binary fraction says


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may disappear at once.

    Attributes:
        share: part of the source's datasets (0–1); more than it is held…
        minimum: …when more than this number of datasets is missing.
    """

    share: float = 0.2
    minimum: int = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may go and what stays of the records that a listing does not name.

    Attributes:
        removable: may go, once its grace is over.
        questioned: stays until a person answers `reason`.
        refused: stays, because a person said so.
        reason: why a person is asked, with `questioned`.
    """

    removable: dict[str, Known] = field(default_factory=dict)
    questioned: dict[str, Known] = field(default_factory=dict)
    refused: dict[str, Known] = field(default_factory=dict)
    reason: Message | None = None


def judge(listing: Listing, held: int, missing: Mapping[str, Known], limits: Limits) -> Verdict:
    """Separate the missing records; those that a person decided about are not asked again, nor counted again.

    Args:
        listing: what was read.
        held: datasets of the source before the run, archived ones left out.
        missing: the records that the listing does not name.
        limits: how much may disappear at once.
    """
    refused = {guid: known for guid, known in missing.items() if known.removal == "refused"}
    accepted = {guid: known for guid, known in missing.items() if known.removal == "accepted"}
    fresh = {guid: known for guid, known in missing.items() if not known.removal}
    reason = objection(listing, held - len(refused) - len(accepted), len(fresh), limits)
    # A person said yes to these very records, whatever the count of this server is worth; but a listing
    # that ended early, or was empty, does not say that they are still missing.
    removable = accepted if listing.complete and listing.read else {}
    if reason:
        return Verdict(removable, fresh, refused, reason)
    return Verdict({**removable, **fresh}, {}, refused)


def objection(listing: Listing, held: int, missing: int, limits: Limits) -> Message | None:
    """Say why nothing may be removed after this listing, or `None` when it can be trusted.

    Args:
        listing: what was read.
        held: datasets of the source before the run, archived ones left out.
        missing: those that the listing does not name.
        limits: how much may disappear at once.
    """
    if not missing:
        return None
    return _doubt(listing, missing) or _too_many(held, missing, limits)


def _doubt(listing: Listing, missing: int) -> Message | None:
    if not listing.complete:
        return Message(N_("The listing ended before its end: nothing is removed."))
    if not listing.read:
        return Message(N_("The server answered that it has no record at all: nothing is removed."))
    if listing.counts and listing.counts != {listing.read}:
        text = N_("The server announced {announced} records and gave {read}: nothing is removed.")
        announced = ", ".join(str(count) for count in sorted(listing.counts))
        return Message(text, {"announced": announced, "read": listing.read})
    if listing.repeated:
        return Message(N_("The server gave the same records twice instead of others: nothing is removed."))
    if missing <= listing.unidentified:
        text = N_("{count} records could not be identified and may be the missing ones: nothing is removed.")
        return Message(text, {"count": listing.unidentified})
    return None


def _too_many(held: int, missing: int, limits: Limits) -> Message | None:
    if missing <= limits.minimum or missing <= held * limits.share + ROUNDING:
        return None
    text = N_("{missing} datasets out of {held} would disappear at once: nothing is removed until a person decides.")
    return Message(text, {"missing": missing, "held": held})


def expired(missing: Iterable[tuple[str, Known]], now: datetime, grace: timedelta) -> list[str]:
    """Give the identifiers that have been missing for the whole grace period."""
    return [guid for guid, known in missing if now - (known.missing_since or now) >= grace]

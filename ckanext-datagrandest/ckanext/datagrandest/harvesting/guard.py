"""The removal guard: a run that cannot be trusted removes nothing; pure.

Anchor: ckanext-spatial removed a whole source when a server answered short. Here an odd listing keeps
every dataset and asks a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ckanext.datagrandest.harvesting.plan import Known, Listing
from ckanext.datagrandest.messages import N_, Message


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may disappear at once.

    Attributes:
        share: part of the source's datasets (0–1); more than it is held…
        minimum: …when more than this number of datasets is missing.
    """

    share: float = 0.2
    minimum: int = 5


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
    if missing <= limits.minimum or missing <= held * limits.share:
        return None
    text = N_("{missing} datasets out of {held} would disappear at once: nothing is removed until a person decides.")
    return Message(text, {"missing": missing, "held": held})


def expired(missing: Iterable[tuple[str, Known]], now: datetime, grace: timedelta) -> list[str]:
    """Give the identifiers that have been missing for the whole grace period."""
    return [guid for guid, known in missing if now - (known.missing_since or now) >= grace]

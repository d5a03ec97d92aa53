"""What the scores look at: the dataset as the API gives it, and what we found out about its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from ckanext.datagrandest.metadata.vocabularies import Term, vocabulary

#: Time between two updates by EU frequency code; none for the codes that promise no rhythm (`UPDATE_CONT`, `IRREG`, `NEVER`…).
#: What comes several times in a period may come at any moment of it. Source: udata, `UpdateFrequency` (2026).
RHYTHMS: Mapping[str, timedelta] = {
    **{f"{count}MIN": timedelta(minutes=count) for count in (1, 5, 10, 15, 30)},
    "HOURLY": timedelta(hours=1), "BIHOURLY": timedelta(hours=2), "TRIHOURLY": timedelta(hours=3),
    "12HRS": timedelta(hours=12),
    **dict.fromkeys(("CONT", "DAILY_3", "DAILY_2", "DAILY"), timedelta(days=1)),
    **dict.fromkeys(("WEEKLY_5", "WEEKLY_3", "WEEKLY_2", "WEEKLY"), timedelta(days=7)),
    "BIWEEKLY": timedelta(days=14),
    **dict.fromkeys(("MONTHLY_3", "MONTHLY_2", "MONTHLY"), timedelta(days=31)),
    "BIMONTHLY": timedelta(days=62), "QUARTERLY": timedelta(days=93),
    **dict.fromkeys(("ANNUAL_3", "ANNUAL_2", "ANNUAL"), timedelta(days=365)),
    "BIENNIAL": timedelta(days=2 * 365), "TRIENNIAL": timedelta(days=3 * 365), "QUADRENNIAL": timedelta(days=4 * 365),
    "QUINQUENNIAL": timedelta(days=5 * 365), "DECENNIAL": timedelta(days=10 * 365),
    "BIDECENNIAL": timedelta(days=20 * 365), "TRIDECENNIAL": timedelta(days=30 * 365),
}  # fmt: skip
#: An update may be late by so much (harvesting takes some).
_GRACE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """A dataset and what is known of it.

    Attributes:
        dataset: as `package_show` gives it (`schemas/datasets/dataset.yaml`).
        now: the moment of the score, in UTC without zone, as CKAN keeps moments; nothing here reads a clock.
        links: whether each resource's address answered, by address; absent or None when not looked at.
        conforming: whether each file follows its schema, by address; absent or None when not judged.
        completeness: share of filled cells in the columns of its tables, 0 to 1; None when not known.
        dcat_valid: whether its DCAT-AP passes the SHACL shapes; our profile does (tests hold it), whatever lacks in the record.
    """

    dataset: Mapping[str, Any]
    now: datetime
    links: Mapping[str, bool | None] = field(default_factory=dict[str, "bool | None"])
    conforming: Mapping[str, bool | None] = field(default_factory=dict[str, "bool | None"])
    completeness: float | None = None
    dcat_valid: bool = True

    def has(self, *names: str) -> bool:
        """Tell whether one of these fields is filled."""
        return any(self.dataset.get(name) not in (None, "", [], {}) for name in names)

    def text(self, name: str) -> str:
        """Give a text field, empty when absent."""
        return str(self.dataset.get(name) or "")

    @property
    def resources(self) -> Sequence[Mapping[str, Any]]:
        """The resources."""
        return self.dataset.get("resources") or []

    @property
    def data(self) -> Sequence[Mapping[str, Any]]:
        """The resources that hold data: neither documentation nor pages."""
        return [item for item in self.resources if item.get("kind") not in {"documentation", "page"}]

    @property
    def keywords(self) -> Sequence[str]:
        """The keywords, from `tags` or `tag_string`."""
        tags = [str(tag.get("name") or "") for tag in self.dataset.get("tags") or []]
        return tags or [tag for tag in (part.strip() for part in self.text("tag_string").split(",")) if tag]

    @property
    def frequency(self) -> str | None:
        """EU code of the update frequency; None when absent or unknown."""
        code = self.text("frequency").upper()
        return None if code in {"", "UNKNOWN"} else code

    @property
    def last_update(self) -> datetime | None:
        """Moment of the last change of the data: the latest of the files and services, else the dataset's."""
        return _latest(self.data) or moment(self.dataset.get("modified")) or moment(self.dataset.get("issued"))

    @property
    def is_fresh(self) -> bool | None:
        """Whether the update that the frequency promises came in time, give or take a day; None without a frequency."""
        return self.kept(self.last_update)

    def kept(self, updated: datetime | None) -> bool | None:
        """Tell whether an update at a moment keeps the rhythm of the frequency, give or take a day.

        True for the frequencies that promise no rhythm; None when the frequency is not known.
        """
        if self.frequency is None:
            return None
        rhythm = RHYTHMS.get(self.frequency)
        if rhythm is None:
            return True
        return updated is not None and updated >= self.now - _GRACE - rhythm

    @property
    def has_contact(self) -> bool:
        """Whether somebody can be written to."""
        contacts = self.dataset.get("contacts") or []
        return any(contact.get("email") or contact.get("url") for contact in contacts)


def _latest(resources: Sequence[Mapping[str, Any]]) -> datetime | None:
    found = (moment(item.get(name)) for item in resources for name in ("modified", "last_modified"))
    return max(filter(None, found), default=None)


def moment(value: object) -> datetime | None:
    """Read a time, a day, a month or a year as a moment in UTC without zone; what is not said counts from its beginning."""
    text = str(value or "").strip()
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
    except (ValueError, OverflowError):
        return next((found for pattern in ("%Y-%m", "%Y") if (found := _read(text, pattern))), None)


def _read(text: str, pattern: str) -> datetime | None:
    try:
        return datetime.strptime(text, pattern)  # noqa: DTZ007 - months have no zone
    except ValueError:
        return None


def format_of(resource: Mapping[str, Any]) -> Term | None:
    """Find a resource's format in the vocabulary."""
    return vocabulary("formats").match(resource.get("format")) if resource.get("format") else None

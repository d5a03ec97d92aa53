"""What the scores look at: the dataset as the API gives it, and what we found out about its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from ckanext.datagrandest.metadata.vocabularies import Term, vocabulary

#: Days between two updates by EU frequency code; none for the codes that promise no rhythm.
#: Source: udata, `Dataset.next_update`; QUADRENNIAL and DECENNIAL, which that text lacks, follow the others.
RHYTHMS: Mapping[str, float] = {
    "HOURLY": 1, "CONT": 1, "DAILY_2": 1, "DAILY": 1,
    "WEEKLY_3": 7, "WEEKLY_2": 7, "WEEKLY": 7, "BIWEEKLY": 14,
    "MONTHLY_3": 31, "MONTHLY_2": 31, "MONTHLY": 31, "BIMONTHLY": 62, "QUARTERLY": 365 / 4,
    "ANNUAL_3": 365, "ANNUAL_2": 365, "ANNUAL": 365, "BIENNIAL": 730, "TRIENNIAL": 1095,
    "QUADRENNIAL": 1460, "QUINQUENNIAL": 1825, "DECENNIAL": 3650,
}  # fmt: skip
#: An update may be late by so many days (harvesting takes some).
_GRACE = 1


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """A dataset and what is known of it.

    Attributes:
        dataset: as `package_show` gives it (`schemas/datasets/dataset.yaml`).
        today: the day of the score; nothing here reads a clock.
        links: whether each resource's address answered, by address; absent or None when not looked at.
        conforming: whether each file follows its schema, by address; absent or None when not judged.
        completeness: share of filled cells in the columns of its tables, 0 to 1; None when not known.
        dcat_valid: whether its DCAT-AP passes the SHACL shapes; None when not looked at.
    """

    dataset: Mapping[str, Any]
    today: date
    links: Mapping[str, bool | None] = field(default_factory=dict[str, "bool | None"])
    conforming: Mapping[str, bool | None] = field(default_factory=dict[str, "bool | None"])
    completeness: float | None = None
    dcat_valid: bool | None = None

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
    def last_update(self) -> date | None:
        """Day of the last change of the data: the latest of the resources, else the dataset's."""
        days = [day for item in self.data for key in ("modified", "last_modified") if (day := _day(item.get(key)))]
        return max(days, default=None) or _day(self.dataset.get("modified")) or _day(self.dataset.get("issued"))

    @property
    def is_fresh(self) -> bool | None:
        """Whether the update that the frequency promises came in time, give or take a day; None when unknown.

        True for the frequencies that promise no rhythm.
        """
        if self.frequency is None:
            return None
        if self.frequency not in RHYTHMS:
            return True
        if self.last_update is None:
            return False
        due = datetime.combine(self.last_update, time()) + timedelta(days=RHYTHMS[self.frequency])
        return (due - datetime.combine(self.today, time())).days >= -_GRACE

    @property
    def has_contact(self) -> bool:
        """Whether somebody can be written to."""
        contacts = self.dataset.get("contacts") or []
        return any(contact.get("email") or contact.get("url") for contact in contacts)


def _day(value: object) -> date | None:
    """Read a year, a month, a day or a time; a year stands for its first day."""
    text = str(value or "")[:10]
    for pattern in ("%Y-%m-%d", "%Y-%m", "%Y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - days have no zone
        except ValueError:
            continue
    return None


def format_of(resource: Mapping[str, Any]) -> Term | None:
    """Find a resource's format in the vocabulary."""
    return vocabulary("formats").match(resource.get("format")) if resource.get("format") else None

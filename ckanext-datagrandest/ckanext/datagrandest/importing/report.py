"""What an import did, and what did not come; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ckanext.datagrandest.messages import N_, Message

ADDED, UPDATED, UNCHANGED, KEPT, REFUSED = "added", "updated", "unchanged", "kept", "refused"
TITLES = {
    ADDED: N_("Added"),
    UPDATED: N_("Updated"),
    UNCHANGED: N_("Unchanged"),
    KEPT: N_("Changed here since, left as they are"),
    REFUSED: N_("Not brought over"),
}


@dataclass(slots=True)
class Report:
    """What became of an export.

    Attributes:
        counts: datasets by what became of them.
        refused: those that did not come: name and why.
        renamed: names there and here, where they differ.
        organizations: names of those that were created.
        fetched: how many files were brought over.
        missing: files that were not: dataset, address and why.
        remarks: what was repaired or left out: dataset and sentence.
    """

    counts: Counter[str] = field(default_factory=Counter[str])
    refused: list[tuple[str, Message]] = field(default_factory=list[tuple[str, Message]])
    renamed: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    organizations: list[str] = field(default_factory=list[str])
    fetched: int = 0
    missing: list[tuple[str, str, Message]] = field(default_factory=list[tuple[str, str, Message]])
    remarks: list[tuple[str, Message]] = field(default_factory=list[tuple[str, Message]])

    def refuse(self, name: str, reason: Message) -> None:
        """Note a dataset that did not come."""
        self.counts[REFUSED] += 1
        self.refused.append((name, reason))

    @property
    def is_whole(self) -> bool:
        """Whether everything came."""
        return not self.refused and not self.missing

    def as_dict(self, translate: Callable[[str], str]) -> dict[str, Any]:
        """Give the report as JSON values."""
        return {
            "datasets": {name: self.counts[name] for name in TITLES},
            "refused": [{"name": name, "reason": reason.render(translate)} for name, reason in self.refused],
            "renamed": [{"former": former, "name": name} for former, name in self.renamed],
            "organizations": self.organizations,
            "files": {
                "fetched": self.fetched,
                "missing": [
                    {"dataset": name, "url": url, "reason": reason.render(translate)} for name, url, reason in self.missing
                ],
            },
            "remarks": [{"name": name, "remark": remark.render(translate)} for name, remark in self.remarks],
        }  # fmt: skip

    def lines(self, translate: Callable[[str], str]) -> list[str]:
        """Give the report as lines for a person."""
        lines = [f"{translate(title)} : {self.counts[name]}" for name, title in TITLES.items()]
        lines.append(f"{translate(N_('Files brought over'))} : {self.fetched}")
        lines += [f"- {name} : {reason.render(translate)}" for name, reason in self.refused]
        lines += [f"- {name}, {url} : {reason.render(translate)}" for name, url, reason in self.missing]
        return lines

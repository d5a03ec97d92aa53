"""The score that data.gouv.fr gives: nine criteria of one point each, whatever lacks.

Source: udata (August 2026), `Dataset.compute_quality`, `quality` and `compute_quality_score`;
`QUALITY_DESCRIPTION_LENGTH` = 100 and `CLOSED_FORMATS` as data.gouv.fr has them. The last three count only when there are
resources. The dataset is taken as data.gouv.fr harvests it: by our DCAT feed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.scoring.facts import DatasetFacts, moment
from ckanext.datagrandest.quality.scoring.result import Criterion, Score

#: A description is good when it is longer than this (characters).
DESCRIPTION = 100
#: What our feed leaves out: it is no licence.
_NO_LICENCE = "notspecified"
CLOSED_FORMATS = frozenset({"pdf", "doc", "docx", "word", "xls", "excel", "xlsx"})

_TITLES = {
    "license": (N_("A licence is given"), N_("Choose a licence: the Licence Ouverte 2.0 suits nearly all data.")),
    "temporal_coverage": (N_("The period covered is given"), N_("Say from when to when the data goes.")),
    "spatial": (N_("The territory covered is given"), N_("Say which communes or which area the data covers.")),
    "update_frequency": (N_("The frequency of updates is given"), N_("Say how often the data is updated.")),
    "update_fulfilled_in_time": (N_("Updates come in time"), N_("Update the data, or give the frequency that you can keep.")),
    "dataset_description_quality": (N_("The description is long enough"), N_("Describe the data in more than 100 characters: what it holds, where it comes from, what it is for.")),
    "has_open_format": (N_("A file is in an open format"), N_("Add the data in an open format: CSV, ODS, JSON, GeoJSON…")),
    "all_resources_available": (N_("All the files can be downloaded"), N_("Repair or remove the links that no longer answer.")),
    "resources_documentation": (N_("The files are documented"), N_("Describe at least one file, or add a documentation.")),
}  # fmt: skip


def _updated(facts: DatasetFacts) -> datetime | None:
    """Give the last update as udata does: the dataset's own date, else the latest file's, else when the record changed."""
    own = moment(facts.dataset.get("modified"))
    days = [
        moment(_first(item, "modified", "last_modified", "metadata_modified", "created")) for item in facts.resources
    ]
    return own or max(filter(None, days), default=None) or moment(facts.dataset.get("metadata_modified"))


def _first(item: Mapping[str, Any], *names: str) -> object:
    return next((item[name] for name in names if item.get(name)), None)


def _checks(facts: DatasetFacts) -> dict[str, bool]:
    resources = facts.resources
    formats = [str(item.get("format") or "").lower() for item in resources]
    links = [facts.links.get(str(item.get("url"))) for item in resources]
    return {
        "license": facts.has("license_id") and facts.text("license_id") != _NO_LICENCE,
        "temporal_coverage": facts.has("temporal_coverage"),
        "spatial": facts.has("spatial", "territories"),
        "update_frequency": facts.frequency is not None,
        "update_fulfilled_in_time": bool(facts.kept(_updated(facts))),
        "dataset_description_quality": len(facts.text("notes")) > DESCRIPTION,
        "has_open_format": any(name and name not in CLOSED_FORMATS for name in formats),
        "all_resources_available": bool(resources) and False not in links,
        "resources_documentation": any(item.get("kind") == "documentation" or item.get("description") for item in resources),
    }  # fmt: skip


def score(facts: DatasetFacts) -> Score:
    """Give data.gouv.fr's score: `share` is theirs, from 0 to 1 by ninths."""
    return Score(
        tuple(
            Criterion(name, Message(_TITLES[name][0]), float(passed), 1, None if passed else Message(_TITLES[name][1]))
            for name, passed in _checks(facts).items()
        )
    )

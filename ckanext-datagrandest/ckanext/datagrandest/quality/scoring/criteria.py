"""Our own score, 0 to 100: can the data be understood, used and trusted?

It holds what the two official scores leave out: conformity to a schema, freshness that is kept, links that
answer, columns that are filled. What has no meaning for a dataset, or is not known yet, counts for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.scoring.facts import DatasetFacts, format_of
from ckanext.datagrandest.quality.scoring.result import Criterion, Score

_DESCRIPTION, _SHORT, _KEYWORDS = 100, 20, 3


def _description(facts: DatasetFacts) -> float:
    length = len(facts.text("notes").strip())
    return 1 if length > _DESCRIPTION else 0.5 if length > _SHORT else 0


def _keywords(facts: DatasetFacts) -> float:
    return min(1, len(facts.keywords) / _KEYWORDS)


def _ratio(flags: Sequence[bool | None]) -> float | None:
    known = [flag for flag in flags if flag is not None]
    return sum(known) / len(known) if known else None


def _links(facts: DatasetFacts) -> float | None:
    return _ratio([facts.links.get(str(item.get("url"))) for item in facts.resources])


def _formats(facts: DatasetFacts) -> float | None:
    terms = [format_of(item) for item in facts.data]
    return float(any(term and term.facts.get("open") for term in terms)) if terms else None


def _documented(facts: DatasetFacts) -> float:
    return float(facts.has("documentation") or any(item.get("kind") == "documentation" for item in facts.resources))


def _named(facts: DatasetFacts) -> float | None:
    return _ratio([bool(item.get("name") and item.get("description")) for item in facts.data])


def _conformity(facts: DatasetFacts) -> float | None:
    return _ratio([facts.conforming.get(str(item.get("url"))) for item in facts.data])


def _fresh(facts: DatasetFacts) -> float:
    return float(bool(facts.is_fresh))


def _filled(*names: str) -> Callable[[DatasetFacts], float]:
    return lambda facts: float(facts.has(*names))


Measure = Callable[[DatasetFacts], float | None]

#: Name, what is looked at, points, share obtained (None: does not apply), what to do.
CRITERIA: tuple[tuple[str, str, int, Measure, str], ...] = (
    ("description", N_("A description that says what the data holds"), 8, _description, N_("Describe the data in more than 100 characters: what it holds, where it comes from, what it is for.")),
    ("keywords", N_("Three keywords at least"), 5, _keywords, N_("Add keywords, three at least: the words that people would search for.")),
    ("theme", N_("A theme"), 3, _filled("themes"), N_("Choose a theme.")),
    ("contact", N_("Somebody to write to"), 6, lambda facts: float(facts.has_contact), N_("Give an e-mail address or a page where questions can be asked.")),
    ("lineage", N_("Where the data comes from"), 3, _filled("lineage"), N_("Say how the data was made and from what.")),
    ("territory", N_("The territory covered is given"), 5, _filled("territories", "spatial"), N_("Say which communes or which area the data covers.")),
    ("licence", N_("A licence is given"), 8, lambda facts: float(facts.text("license_id") not in {"", "notspecified"}), N_("Choose a licence: the Licence Ouverte 2.0 suits nearly all data.")),
    ("files", N_("There is data to take"), 7, lambda facts: float(bool(facts.data)), N_("Add a file or a service: a record alone cannot be used.")),
    ("open_format", N_("A file is in an open format"), 5, _formats, N_("Add the data in an open format: CSV, ODS, JSON, GeoJSON…")),
    ("links", N_("All the links answer"), 7, _links, N_("Repair or remove the links that no longer answer.")),
    ("named_files", N_("Each file has a name and a description"), 3, _named, N_("Give each file a name and a sentence that says what it holds.")),
    ("documentation", N_("A documentation"), 3, _documented, N_("Add a document that explains the columns and their units.")),
    ("conformity", N_("The files follow their schema"), 14, _conformity, N_("Correct the files: their quality report says where, and proposes repairs.")),
    ("freshness", N_("Updates come in time"), 10, _fresh, N_("Update the data, or give the frequency that you can keep.")),
    ("frequency", N_("The frequency of updates is given"), 3, lambda facts: float(facts.frequency is not None), N_("Say how often the data is updated.")),
    ("period", N_("The period covered is given"), 3, _filled("temporal_coverage"), N_("Say from when to when the data goes.")),
    ("completeness", N_("The columns are filled"), 7, lambda facts: facts.completeness, N_("Fill in the empty cells of the columns, or remove the columns that nobody fills.")),
)  # fmt: skip
_TOTAL = 100


def _criterion(entry: tuple[str, str, int, Measure, str], facts: DatasetFacts) -> Criterion:
    name, title, most, measure, advice = entry
    share = measure(facts)
    if share is None:
        return Criterion(name, Message(title), 0, most, None, applies=False)
    return Criterion(name, Message(title), share * most, most, Message(advice) if share < 1 else None)


def score(facts: DatasetFacts) -> Score:
    """Give our score: `points` goes from 0 to 100.

    The points of the criteria that do not apply are spread over the others in proportion, so that a map service
    is not marked down for having no columns.
    """
    criteria = [_criterion(entry, facts) for entry in CRITERIA]
    scale = _TOTAL / sum(item.most for item in criteria if item.applies)
    scaled = [replace(item, points=item.points * scale, most=item.most * scale) if item.applies else item for item in criteria]  # fmt: skip
    return Score(tuple(scaled))

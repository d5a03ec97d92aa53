"""Every file of the shared records: those with an identifier and a title are catalogued, the others say why not.

Identifier and title are looked for by XPath here, not by the mapping.
"""

from collections import Counter

import pytest
from lxml import etree

from ckanext.datagrandest.harvesters.mapping import iso19139
from ckanext.datagrandest.harvesting.contract import UnmappableRecord
from ckanext.datagrandest.metadata.cleaning import keep_valid

FOLDERS = {"csw", "foreign", "french", "odd"}
RECORD = (
    "descendant-or-self::*[local-name()='MD_Metadata' or local-name()='MI_Metadata' or local-name()='CHE_MD_Metadata']"
)
CITATION = "./*[local-name()='identificationInfo']/*/*[local-name()='citation']/*"
IDENTIFIERS = (
    "./*[local-name()='fileIdentifier']",
    "./*[local-name()='metadataIdentifier']/*/*[local-name()='code']",
    f"{CITATION}/*[local-name()='identifier']/*/*[local-name()='code']",
)
TITLES = (f"{CITATION}/*[local-name()='title']", f"{CITATION}/*[local-name()='alternateTitle']")


def says(record, paths):
    """Tell whether a record has text at one of some paths."""
    return any(str(text).strip() for path in paths for text in record.xpath(f"{path}//text()"))


def has_both(content):
    """Tell a well-formed record with identifier and title."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, remove_comments=True))
    except etree.XMLSyntaxError:
        return False
    records = root.xpath(RECORD)
    return bool(records) and says(records[0], IDENTIFIERS) and says(records[0], TITLES)


def catalogued(content):
    """Map a record; give the dataset, or why there is none."""
    try:
        return iso19139.draft(content).dataset, ""
    except UnmappableRecord as error:
        return None, str(error)


@pytest.fixture(scope="module")
def account(shared_data):
    """Give (folder/name, whether it has both, dataset, reason) of each file."""
    root = shared_data / "iso19139"
    found = []
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        content = path.read_bytes()
        found.append((path.relative_to(root).as_posix(), has_both(content), *catalogued(content)))
    assert {name.partition("/")[0] for name, *_ in found} == FOLDERS
    return found


def test_all_with_an_identifier_and_a_title_are_catalogued(account, capsys):
    counts = Counter()
    for name, both, dataset, reason in account:
        folder = name.partition("/")[0]
        counts[folder, "files"] += 1
        counts[folder, "with both"] += both
        counts[folder, "catalogued"] += dataset is not None
        assert dataset is not None or not both, (name, reason)
    with capsys.disabled():
        print()  # noqa: T201 - the figures of the issue
        for folder in sorted(FOLDERS):
            told = ", ".join(f"{counts[folder, kind]} {kind}" for kind in ("files", "with both", "catalogued"))
            print(f"iso19139/{folder}: {told}")  # noqa: T201
        for name, _, dataset, reason in account:
            if dataset is None:
                print(f"  left out: {name}: {reason}")  # noqa: T201
    assert sum(counts[folder, "with both"] for folder in FOLDERS) >= 170


def test_the_others_say_why_not(account):
    reasons = Counter(reason for _, _, dataset, reason in account if dataset is None)
    assert all(reasons)
    expected = ("no title", "no identifier", "no identificationInfo", "not XML")
    assert all(any(word in reason for word in expected) for reason in reasons), reasons


def test_the_dataset_schema_refuses_nothing_of_them(account):
    kept = 0
    for name, _, dataset, _ in account:
        if dataset is None:
            continue
        again, refused = keep_valid(dataset)
        assert (again, refused) == (dataset, ()), name
        assert dataset["title"].strip(), name
        kept += 1
    assert kept >= 170

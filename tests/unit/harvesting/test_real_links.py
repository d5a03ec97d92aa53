"""On the real French records: many share a link with another one of their catalogue, and none is merged for it."""

from __future__ import annotations

from collections import defaultdict

import pytest

from ckanext.datagrandest.harvesters.mapping import iso19139
from ckanext.datagrandest.harvesters.mapping.iso19139.parsing import identifier_of, parse
from ckanext.datagrandest.harvesting.keys import LINK, keys_of

#: Fixtures of software that describe one invented dataset three times, with its two files: rightly the same.
INVENTED = "http://my-org.net/download/"


@pytest.fixture(scope="module")
def links(shared_data):
    """Give, for each link, the records that have it: `{digest: {identifier: (address, whether it counts)}}`."""
    found: defaultdict[str, dict[str, tuple[str, bool]]] = defaultdict(dict)
    for path in sorted((shared_data / "iso19139/french").glob("*.xml")):
        content = path.read_bytes()
        identifier = identifier_of(parse(content)) or path.name
        for key in keys_of(identifier, iso19139.draft(content).dataset):
            if key.kind == LINK:
                found[key.digest][identifier] = (key.value, key.counts)
    return found


def test_many_real_records_share_a_link_with_another(links):
    sharing = {identifier for records in links.values() if len(records) > 1 for identifier in records}
    assert len(sharing) >= 25


def test_no_shared_link_of_a_real_record_is_taken_for_a_file_of_its_own(links):
    wrong = [
        value
        for records in links.values()
        if len(records) > 1
        for value, counted in records.values()
        if counted and not value.startswith(INVENTED)
    ]
    assert wrong == []


def test_some_files_of_real_records_count(links):
    assert sum(counted for records in links.values() for _value, counted in records.values()) >= 5

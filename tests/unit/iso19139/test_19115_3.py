"""ISO 19115-3 is read by the same paths as ISO 19139: twins of one record, and every record of that edition in the shared data."""

import pytest

from ckanext.datagrandest.harvesters.mapping import iso19139
from ckanext.datagrandest.harvesting.contract import UnmappableRecord

TWINS = {
    "geonetwork-microservices__resources_metadata": {"url"},  # `metadataLinkage` is in the newer edition only
    "geonetwork-ui__fixtures_generic-dataset": set(),
}


@pytest.mark.parametrize("name", TWINS)
def test_twins_give_the_same_dataset(shared_data, name):
    folder = shared_data / "iso19139/french"
    separator = "." if name.endswith("dataset") else "-"
    newer, older = (
        iso19139.draft((folder / f"{name}{separator}{edition}.xml").read_bytes()).dataset
        for edition in ("iso19115-3", "iso19139")
    )
    different = {key for key in newer.keys() | older.keys() if newer.get(key) != older.get(key)}
    assert different == TWINS[name]
    assert len(newer) > 20


def test_every_record_of_the_edition_is_mapped_or_says_why(shared_data):
    mapped, refused = {}, {}
    for path in sorted((shared_data / "iso19139").rglob("*.xml")):
        content = path.read_bytes()
        if b"iso/19115/-3" not in content or "synthetic" in path.parts:
            continue
        try:
            mapped[path.name] = iso19139.draft(content).dataset
        except UnmappableRecord as error:
            refused[path.name] = str(error.message)
    assert len(mapped) >= 13
    assert list(refused) == ["geonetwork__samples_iso19115-3.2018_datamodel.xml"], (
        "a data model, without identification"
    )
    for name, dataset in mapped.items():
        assert dataset["title"], name
        assert len(dataset) >= 14, name


def test_gmi_records_are_iso_19139(shared_data):
    """Acquisition metadata (ISO 19115-2) is a wrapper of the same properties."""
    found = 0
    for path in sorted((shared_data / "iso19139").rglob("*.xml")):
        content = path.read_bytes()
        if b"MI_Metadata" in content[:3000]:
            found += 1
            assert iso19139.draft(content).dataset["title"], path.name
    assert found >= 5

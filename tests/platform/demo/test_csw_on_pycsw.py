"""`dge-csw` on a real server: every way to ask it, every page size, and the records of the shared data and the demonstration."""

from urllib.parse import urlsplit

import pytest

from ckanext.datagrandest.harvesters import csw
from ckanext.datagrandest.harvesters.csw.requests import GMD, Dialect
from ckanext.datagrandest.harvesting.contract import SourceUnreadable
from ckanext.datagrandest.net.client import GuardedClient, Limits, Policy


def opened(url, **options):
    client = GuardedClient(Policy(allowed_hosts=frozenset({urlsplit(url).netloc})), Limits(retries=0))
    return csw.TYPE.open(url, options, client)


def test_the_french_records_come_whole_at_every_page_size(french):
    report, url = french
    held = {entry["identifier"] for entry in report if entry["state"] == "loaded"}
    for size in (7, 58, 100):
        catalogue = opened(url, page_size=size)
        records = [record for page in catalogue.pages() for record in page.records]
        assert {record.identifier for record in records} == held
        assert len(records) == len(held) == 58
    for record in records:
        assert catalogue.draft(record).dataset["title"]


def test_the_demonstration_is_whole_and_needs_no_repair(demonstration):
    catalogue = opened(demonstration[1])
    drafts = [catalogue.draft(record) for page in catalogue.pages() for record in page.records]
    assert len(drafts) == 41
    for draft in drafts:
        for field in ("title", "notes", "spatial", "territories", "contacts", "resources", "themes", "inspire_themes"):
            assert draft.dataset.get(field), (draft.dataset["title"], field)
        said = " ".join(str(remark) for remark in draft.remarks)
        assert "swapped" not in said
        assert "is not" not in said


@pytest.mark.parametrize("version", ["2.0.2", "3.0.0"])
@pytest.mark.parametrize("post", [True, False])
@pytest.mark.parametrize("type_names", ["gmd:MD_Metadata", "csw:Record"])
def test_every_way_to_ask(demonstration, version, post, type_names):
    answer = opened(demonstration[1]).server.page(Dialect(version, GMD, type_names, post), 1, 10)
    assert (answer.matched, answer.next, len(answer.records)) == (41, 11, 10)


def test_a_cql_constraint_selects(demonstration):
    pages = list(opened(demonstration[1], constraint="dc:title like '%Strasbourg%'").pages())
    assert sorted(record.identifier for page in pages for record in page.records) == [
        "fr-demo-grandest-batis-strasbourg",
        "fr-demo-grandest-pistes-cyclables-strasbourg",
    ]


class Only:
    """A server that speaks one version of the protocol."""

    def __init__(self, catalogue, version):
        real = catalogue.server.capabilities

        def capabilities():
            found = real()
            return type(found)(version, found.output_schemas, found.type_names, found.post)

        catalogue.server.capabilities = capabilities


@pytest.mark.parametrize("version", ["2.0.2", "3.0.0"])
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            {"keywords": ["strasbourg"]},
            lambda draft: any("strasbourg" in t["name"].lower() for t in draft.dataset["tags"]),
        ),
        ({"territory": "departement:67"}, lambda draft: draft.dataset.get("spatial")),
        ({"organisations": ["Région"]}, lambda draft: "région" in str(draft.dataset["contacts"]).lower()),
    ],
)
def test_filters_are_understood_in_both_versions(demonstration, version, options, told):
    whole = opened(demonstration[1])
    drafts = {r.identifier: whole.draft(r) for page in whole.pages() for r in page.records}
    catalogue = opened(demonstration[1], page_size=5, **options)
    Only(catalogue, version)
    asked = catalogue.server.page
    refused = []

    def page(*arguments):
        try:
            return asked(*arguments)
        except SourceUnreadable as error:
            refused.append(str(error))
            raise

    catalogue.server.page = page
    pages = list(catalogue.pages())
    found = {record.identifier for page in pages for record in page.records}
    assert len(found) < len(drafts), refused
    assert 0 < len(found) < len(drafts), options
    assert len(found) == pages[0].matched
    assert all(told(drafts[identifier]) for identifier in found)


@pytest.mark.parametrize("version", ["2.0.2", "3.0.0"])
def test_asked_for_a_territory_the_server_leaves_out_only_what_the_plan_would(demonstration, version):
    from ckanext.datagrandest.harvesting.touching import Touch, area_of, touches

    area = area_of("departement:67")
    whole = opened(demonstration[1])
    drafts = {r.identifier: whole.draft(r) for page in whole.pages() for r in page.records}
    inside = {name for name, draft in drafts.items() if touches(draft.dataset, area) is Touch.INSIDE}
    catalogue = opened(demonstration[1], territory="departement:67")
    Only(catalogue, version)
    listed = {record.identifier for page in catalogue.pages() for record in page.records}
    assert inside <= listed

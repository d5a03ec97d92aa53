"""The demonstration's records: sound ISO 19139, marked as a demonstration, addresses reserved for examples."""

import importlib.util
import re
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).parents[3]
# Order of the children in the schemas gmd 2007 and srv 2005 (only what a record of ours may hold).
ORDER = {
    "MD_Metadata": "fileIdentifier language characterSet parentIdentifier hierarchyLevel hierarchyLevelName contact dateStamp"
    " metadataStandardName metadataStandardVersion dataSetURI locale spatialRepresentationInfo referenceSystemInfo"
    " metadataExtensionInfo identificationInfo contentInfo distributionInfo dataQualityInfo",
    "CI_ResponsibleParty": "individualName organisationName positionName contactInfo role",
    "CI_Contact": "phone address onlineResource hoursOfService contactInstructions",
    "CI_Citation": "title alternateTitle date edition editionDate identifier citedResponsibleParty",
    "CI_Date": "date dateType",
    "MD_DataIdentification": "citation abstract purpose credit status pointOfContact resourceMaintenance graphicOverview"
    " resourceFormat descriptiveKeywords resourceSpecificUsage resourceConstraints aggregationInfo"
    " spatialRepresentationType spatialResolution language characterSet topicCategory environmentDescription extent"
    " supplementalInformation",
    "SV_ServiceIdentification": "citation abstract purpose credit status pointOfContact resourceMaintenance graphicOverview"
    " resourceFormat descriptiveKeywords resourceSpecificUsage resourceConstraints aggregationInfo serviceType"
    " serviceTypeVersion accessProperties restrictions keywords extent coupledResource couplingType containsOperations"
    " operatesOn",
    "SV_OperationMetadata": "operationName DCP operationDescription invocationName parameters connectPoint dependsOn",
    "MD_Keywords": "keyword type thesaurusName",
    "MD_LegalConstraints": "useLimitation accessConstraints useConstraints otherConstraints",
    "EX_Extent": "description geographicElement temporalElement verticalElement",
    "EX_GeographicBoundingBox": "extentTypeCode westBoundLongitude eastBoundLongitude southBoundLatitude northBoundLatitude",
    "MD_Distribution": "distributionFormat distributor transferOptions",
    "MD_Format": "name version amendmentNumber specification",
    "CI_OnlineResource": "linkage protocol applicationProfile name description function",
    "DQ_DataQuality": "scope report lineage",
    "DQ_ConformanceResult": "specification explanation pass",
    "RS_Identifier": "authority code codeSpace version",
}
HARD_WORDS = ["bâtis", "réseaux", "écoles", "l'eau", "communaux", "inondations", "aménagement"]


@pytest.fixture(scope="module")
def render():
    spec = importlib.util.spec_from_file_location("demo_render", ROOT / "deploy/demo/render.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def roots(render):
    return {identifier: etree.fromstring(content) for identifier, content in render.records()}


def test_there_are_about_forty_with_distinct_identifiers(render):
    identifiers = [identifier for identifier, _ in render.records()]
    assert 40 <= len(identifiers) == len(set(identifiers))


def test_children_stand_in_the_order_of_the_schemas(roots):
    for identifier, root in roots.items():
        for element in root.iter():
            order = ORDER.get(etree.QName(element).localname, "").split()
            if not order:
                continue
            names = [etree.QName(child).localname for child in element]
            assert set(names) <= set(order), identifier
            assert names == sorted(names, key=order.index), identifier


def test_each_code_is_also_its_text(roots):
    for root in roots.values():
        for code in root.iter("{*}CI_RoleCode", "{*}MD_ScopeCode", "{*}LanguageCode"):
            assert code.text == code.get("codeListValue")


def test_each_record_is_marked_as_a_demonstration(roots):
    for root in roots.values():
        assert "Donnée de démonstration" in root.findtext(".//{*}abstract/{*}CharacterString")
        assert "démonstration" in [k.text for k in root.iterfind(".//{*}keyword/{*}CharacterString")]


def test_addresses_are_reserved_for_examples(render):
    for _, content in render.records():
        text = content.decode()
        hosts = set(re.findall(r"<gmd:URL>\w+://([^/<]+)", text)) | set(re.findall(r"@([\w.]+)", text))
        assert hosts <= {"geo.example.org", "example.org"}


def test_boxes_are_distinct_and_within_grand_est(roots):
    boxes = {}
    for identifier, root in roots.items():
        box = root.find(".//{*}EX_GeographicBoundingBox")
        west, east, south, north = (float(side.findtext("{*}Decimal")) for side in box)
        assert 3.3 <= west < east <= 8.3, identifier
        assert 47.4 <= south < north <= 50.2, identifier
        boxes[identifier] = (west, east, south, north)
    assert len(set(boxes.values())) >= 25


def test_titles_try_french_search(roots):
    titles = " ".join(root.findtext(".//{*}citation//{*}title/{*}CharacterString").lower() for root in roots.values())
    for word in HARD_WORDS:
        assert word in titles

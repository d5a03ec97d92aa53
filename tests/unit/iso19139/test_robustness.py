"""No record, however broken, may end otherwise than in a draft or a reason."""

import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ckanext.datagrandest.harvesters.mapping import iso19139
from ckanext.datagrandest.harvesting.contract import UnmappableRecord

HOSTILE = ["", " ", "NaN", "-1e400", "0000", "9" * 400, "é" * 5000, "<b>", "&#x1F642;", "javascript:x", "{x}", "%s"]


def outcome(content):
    """Map; give the draft, None when refused with a reason."""
    try:
        draft = iso19139.draft(content)
    except UnmappableRecord:
        return None
    json.dumps(draft.dataset)
    assert draft.dataset["title"]
    assert all(str(remark) for remark in draft.remarks)
    return draft


@pytest.fixture(scope="module")
def files(shared_data):
    return sorted((shared_data / "iso19139").rglob("*.xml"))


def test_every_file_of_every_folder_ends_in_a_draft_or_a_reason(files):
    drafts = [outcome(path.read_bytes()) for path in files]
    assert len(drafts) > 220
    assert sum(draft is not None for draft in drafts) > 170


def test_cut_records(shared_data):
    content = (shared_data / "iso19139/french/mdjs__data_test.xml").read_bytes()
    for size in range(0, len(content), 997):
        assert outcome(content[:size]) is None


def test_records_with_elements_taken_away_or_poisoned(shared_data):
    rng = random.Random(7)
    for path in sorted((shared_data / "iso19139/french").glob("*.xml"))[::3]:
        original = path.read_bytes()
        for _ in range(12):
            root = etree.fromstring(original)
            elements = [element for element in root.iter("*") if element is not root]
            for element in rng.sample(elements, 5):
                if rng.random() < 0.5 and element.getparent() is not None:
                    element.getparent().remove(element)
                else:
                    element.text = rng.choice(HOSTILE)
            outcome(etree.tostring(root))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=80), data=st.data())
def test_any_text_anywhere(record, value, data):
    root = etree.fromstring(record(identification=FULL, links=LINK, formats=FORMAT))
    leaves = [element for element in root.iter("*") if not len(element)]
    data.draw(st.sampled_from(leaves)).text = value.replace("\ufffe", "").replace("\uffff", "")
    outcome(etree.tostring(root))


def _text(name, inner="x"):
    return f"<gmd:{name}><gco:CharacterString>{inner}</gco:CharacterString></gmd:{name}>"


LINK = "<gmd:onLine><gmd:CI_OnlineResource><gmd:linkage><gmd:URL>http://x.org</gmd:URL></gmd:linkage>" + (
    _text("protocol") + _text("name") + _text("description") + "</gmd:CI_OnlineResource></gmd:onLine>"
)
FORMAT = (
    f"<gmd:distributionFormat><gmd:MD_Format>{_text('name')}{_text('version')}</gmd:MD_Format></gmd:distributionFormat>"
)
FULL = (
    "<gmd:descriptiveKeywords><gmd:MD_Keywords>"
    + _text("keyword")
    + f"<gmd:thesaurusName><gmd:CI_Citation>{_text('title')}</gmd:CI_Citation></gmd:thesaurusName>"
    + "</gmd:MD_Keywords></gmd:descriptiveKeywords><gmd:resourceConstraints><gmd:MD_LegalConstraints>"
    + _text("useLimitation")
    + "<gmd:accessConstraints><gmd:MD_RestrictionCode/></gmd:accessConstraints>"
    + _text("otherConstraints")
    + "</gmd:MD_LegalConstraints></gmd:resourceConstraints><gmd:spatialResolution><gmd:MD_Resolution><gmd:distance>"
    + '<gco:Distance uom="m">1</gco:Distance></gmd:distance></gmd:MD_Resolution></gmd:spatialResolution>'
    + "<gmd:topicCategory><gmd:MD_TopicCategoryCode>farming</gmd:MD_TopicCategoryCode></gmd:topicCategory>"
    + "<gmd:pointOfContact><gmd:CI_ResponsibleParty>"
    + _text("organisationName")
    + _text("electronicMailAddress")
    + "</gmd:CI_ResponsibleParty></gmd:pointOfContact>"
)

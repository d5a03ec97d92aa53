"""Every French record of the shared data: what it says is in the draft or in a remark, by an account of our own.

The account reads the XML with XPath on local names and shares no code with the mapping.
"""

import json
import re
import unicodedata

import pytest
from lxml import etree
from shapely.geometry import shape

from ckanext.datagrandest.harvesters.mapping import iso19139

COUNT = 71


@pytest.fixture(scope="module")
def drafts(shared_data):
    """Give (name, root element, dataset, remarks) of each file; an unmappable one would fail here with its reason."""
    found = []
    for path in sorted((shared_data / "iso19139/french").glob("*.xml")):
        draft = iso19139.draft(path.read_bytes())
        found.append((path.name, etree.parse(path).getroot(), draft.dataset, " ¶ ".join(map(str, draft.remarks))))
    assert len(found) == COUNT
    return found


def said(root, *path):
    """List the texts of elements by a path of local names, anywhere below the record."""
    steps = "//".join(f"*[local-name()='{step}']" for step in path)
    return [
        text.strip()
        for text in root.xpath(f"//{steps}/*[not(*) and local-name()!='PT_FreeText']/text() | //{steps}[not(*)]/text()")
        if text.strip()
    ]


def folded(text):
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]+", " ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def everything(dataset):
    """Give all texts of a draft, one a line."""
    if isinstance(dataset, dict):
        return "\n".join(everything(value) for value in dataset.values())
    if isinstance(dataset, list):
        return "\n".join(everything(value) for value in dataset)
    return str(dataset)


def test_each_has_what_a_citizen_needs(drafts):
    for name, _, dataset, remarks in drafts:
        assert dataset["title"], name
        for field, excuse in (
            ("notes", "no abstract"),
            ("spatial", "no extent on the map"),
            ("metadata_date", "last changed"),
            ("contacts", "names no contact"),
            ("license_id", "No known licence"),
            ("resources", "no link that the public can open"),
        ):
            assert dataset.get(field) or excuse in remarks, (name, field)


def test_each_linkage_is_a_link_of_the_dataset_or_in_a_remark(drafts):
    total = 0
    for name, root, dataset, remarks in drafts:
        kept = everything(dataset) + remarks
        for url in said(root, "linkage"):
            if url.lower() == "non renseigné":
                continue
            bare = re.sub(r"^\w+://([^/@]*@)?", "", re.sub(r"\s+", "%20", url.replace("&amp;", "&")))
            assert bare in kept or url in kept, (name, url)
            total += 1
    assert total > 250


def test_each_preview_is_kept_or_in_a_remark(drafts):
    for name, root, dataset, remarks in drafts:
        for url in said(root, "graphicOverview", "fileName"):
            mended = re.sub(r"\s+", "%20", url)
            assert mended in dataset.get("previews", []) or mended in remarks, (name, url)


def test_each_keyword_is_a_tag_a_code_or_in_a_remark(drafts):
    total = 0
    for name, root, dataset, remarks in drafts:
        tags = folded(" ".join(tag["name"] for tag in dataset.get("tags", []))).split()
        for group in root.xpath("//*[local-name()='identificationInfo']//*[local-name()='MD_Keywords']"):
            thesaurus = folded(" ".join(said_in(group, "thesaurusName")))
            for word in said_in(group, "keyword", leaf=True):
                total += 1
                if "inspire themes" in thesaurus and dataset.get("inspire_themes"):
                    continue
                if "officiel geographique" in thesaurus and dataset.get("territories"):
                    continue
                if "high value" in thesaurus and dataset.get("hvd_categories"):
                    continue
                if "gemet themes" in thesaurus and dataset.get("inspire_themes"):
                    continue
                assert set(folded(word).split()) <= set(tags) or folded(word)[:100] in folded(remarks), (name, word)
    assert total > 350


def said_in(element, name, leaf=False):
    below = "*[not(*) and local-name()!='PT_FreeText']" if leaf else "/*[not(*)]"
    return [t.strip() for t in element.xpath(f".//*[local-name()='{name}']/{below}/text()") if t.strip()]


def test_each_body_and_each_address_is_a_contact_or_in_a_remark(drafts):
    for name, root, dataset, remarks in drafts:
        contacts = dataset.get("contacts", [])
        names = {folded(contact.get("name", "")) for contact in contacts}
        emails = {contact.get("email", "") for contact in contacts}
        for place in ("pointOfContact", "contact", "distributorContact"):
            for body in said(root, place, "organisationName"):
                assert folded(body) in names or folded(body) == "non renseigne", (name, body)
            for email in said(root, place, "electronicMailAddress"):
                kept = any(part.lower().replace(",", ".") in emails for part in re.split(r"[\s;]+", email))
                assert kept or "Personal e-mail" in remarks or email in remarks, (name, email)


def test_no_person_is_named(drafts):
    for name, root, dataset, remarks in drafts:
        bodies = {folded(body) for body in said(root, "organisationName")}
        for person in said(root, "individualName") + said(root, "CI_Individual", "name"):
            if folded(person) in " ".join(bodies) or len(folded(person).split()) < 2:
                continue
            assert person not in everything(dataset.get("contacts", [])), name
            assert person not in remarks, name


def test_each_condition_is_kept_or_says_that_access_is_open(drafts):
    for name, root, dataset, _ in drafts:
        kept = folded(everything([dataset.get("use_limitations", []), dataset.get("access_constraints", [])]))
        for step in ("useLimitation", "otherConstraints"):
            for place in ("resourceConstraints", "restrictions"):
                for condition in said(root, "identificationInfo", place, step):
                    open_access = dataset.get("access_rights") == "PUBLIC" and re.search(
                        r"restriction|no limitations|limitations? (on|to)|aucune contrainte d acces", folded(condition)
                    )
                    empty = folded(condition) in ("none", "aucune")
                    translated = name.startswith(
                        ("geonetwork-ui__fixtures_generic", "geonetwork-ui__fixtures_metadata")
                    )
                    assert folded(condition) in kept or open_access or empty or translated, (name, condition)


def test_each_date_of_the_data_is_kept_or_in_a_remark(drafts):
    for name, root, dataset, remarks in drafts:
        kept = [str(dataset.get(field, ""))[:10] for field in ("created", "issued", "modified")]
        for date in said(root, "identificationInfo", "MD_DataIdentification", "citation", "date", "date"):
            within = min((k for k in kept if k), default="9") <= date[:10] <= max(kept)
            assert within or date[:10] in remarks, (name, date)


def test_extents_are_sound_geometries_of_the_right_place(drafts):
    without = []
    for name, root, dataset, _ in drafts:
        if "spatial" not in dataset:
            without.append(name)
            continue
        geometry = shape(json.loads(dataset["spatial"]))
        assert geometry.is_valid, name
        sides = [float(text) for side in ("westBoundLongitude", "eastBoundLongitude") for text in said(root, side)]
        if all(abs(side) <= 180 for side in sides) and max(map(abs, geometry.bounds)) < 180:
            west, _, east, _ = geometry.bounds
            assert min(sides) - 1e-5 <= west <= east <= max(sides) + 1e-5, name
    assert len(without) == 2
    assert sum("West and east" in remarks for *_, remarks in drafts) == 16


def test_lineage_statements_are_whole(drafts):
    for name, root, dataset, _ in drafts:
        for statement in said(root, "lineage", "statement") + said(root, "resourceLineage", "statement"):
            assert folded(statement)[:2000] in folded(dataset.get("lineage", "")) or "i18n" in name, name


def test_scales_and_reference_systems_are_kept(drafts):
    for name, root, dataset, remarks in drafts:
        for scale in said(root, "equivalentScale", "denominator"):
            assert int(scale) in dataset["equivalent_scale"] or scale in remarks, (name, scale)
        codes = " ".join(dataset.get("crs", []))
        for code in said(root, "referenceSystemInfo", "code"):
            digits = re.findall(r"\d{4,5}", code)
            lambert = folded(code) == "lambert 93" and "EPSG:2154" in codes
            assert any(number in codes for number in digits) or code in codes or lambert, (name, code)

"""The record as its source wrote it, in every form; what was repaired, on the dataset and in the report of the source."""

from __future__ import annotations

import html
import re

import pytest

from ckan import model
from ckan.tests import factories, helpers

from .contract import as_sysadmin
from .running import counts, found
from .served import fake, serving

HOSTILE = "<script>alert(1)</script>"
RECORD = """<?xml version="1.0" encoding="UTF-8"?>
<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco">
<gmd:fileIdentifier><gco:CharacterString>fiche-1</gco:CharacterString></gmd:fileIdentifier>
<gmd:dateStamp><gco:Date>2024-02-01</gco:Date></gmd:dateStamp>
<gmd:identificationInfo><gmd:MD_DataIdentification>
<gmd:citation><gmd:CI_Citation><gmd:title><gco:CharacterString>Bâtis communaux</gco:CharacterString></gmd:title>
<gmd:date><gmd:CI_Date><gmd:date><gco:Date>NaN-NaN-NaN</gco:Date></gmd:date>
<gmd:dateType><gmd:CI_DateTypeCode codeListValue="publication"/></gmd:dateType></gmd:CI_Date></gmd:date></gmd:CI_Citation></gmd:citation>
<gmd:abstract><gco:CharacterString>Emprises.</gco:CharacterString></gmd:abstract>
<gmd:credit><gco:CharacterString>Avec le concours de &lt;script&gt;alert(1)&lt;/script&gt;</gco:CharacterString></gmd:credit>
<gmd:extent><gmd:EX_Extent><gmd:geographicElement><gmd:EX_GeographicBoundingBox>
<gmd:westBoundLongitude><gco:Decimal>7.5</gco:Decimal></gmd:westBoundLongitude>
<gmd:eastBoundLongitude><gco:Decimal>7.1</gco:Decimal></gmd:eastBoundLongitude>
<gmd:southBoundLatitude><gco:Decimal>48.0</gco:Decimal></gmd:southBoundLatitude>
<gmd:northBoundLatitude><gco:Decimal>48.2</gco:Decimal></gmd:northBoundLatitude>
</gmd:EX_GeographicBoundingBox></gmd:geographicElement></gmd:EX_Extent></gmd:extent>
</gmd:MD_DataIdentification></gmd:identificationInfo>
<gmd:distributionInfo><gmd:MD_Distribution><gmd:transferOptions><gmd:MD_DigitalTransferOptions><gmd:onLine><gmd:CI_OnlineResource>
<gmd:linkage><gmd:URL>http://localhost:8080/geoserver/wms</gmd:URL></gmd:linkage></gmd:CI_OnlineResource></gmd:onLine>
</gmd:MD_DigitalTransferOptions></gmd:transferOptions></gmd:MD_Distribution></gmd:distributionInfo>
</gmd:MD_Metadata>"""
REPAIRS = ("L’ouest et l’est", "NaN-NaN-NaN", "http://localhost:8080/geoserver/wms")


@pytest.fixture
def source(monkeypatch, make_source):
    for folder in serving(fake("waf").FakeFolder(), monkeypatch):
        folder.write("fiche-1.xml", RECORD.encode())
        source = make_source(folder.url, "dge-waf", title="Catalogue des Vosges")
        assert counts(source.run()) == {"added": 1}
        yield source


@pytest.fixture
def dataset(source):
    (dataset,) = found().values()
    return helpers.call_action("package_show", {"ignore_auth": True}, id=dataset["id"])


def test_the_page_of_the_dataset_links_to_its_record_in_every_form(app, dataset):
    body = app.get(f"/dataset/{dataset['name']}", status=200).body
    kept = helpers.call_action("harvest_object_show", {"ignore_auth": True}, dataset_id=dataset["id"])["id"]
    addresses = [f"/dataset/{dataset['name']}/source-record?record={kept}", f"/harvest/object/{kept}"]
    addresses += [f"/dataset/{dataset['name']}.{form}" for form in ("ttl", "jsonld", "xml")]
    for address in addresses:
        assert f'href="{address}"' in body, address
        assert app.get(address, status=200).body
    assert "telle que reçue : ISO 19139" in body
    as_it_came = app.get(f"/harvest/object/{kept}", status=200)
    assert as_it_came.content_type.startswith("application/xml")
    assert "Avec le concours de" in as_it_came.body


def test_the_readable_page_shows_what_the_dataset_has_no_place_for_and_runs_nothing(app, dataset):
    body = app.get(f"/dataset/{dataset['name']}/source-record", status=200).body
    assert "Fiche d’origine" in html.unescape(body)
    assert "Avec le concours de" in body
    assert HOSTILE not in body
    assert html.escape(HOSTILE) in body
    assert body.count("<ul") == body.count("</ul>")
    assert len(re.findall(r"<li\b", body)) == body.count("</li>")


def test_only_who_may_see_the_dataset_sees_its_record(app, dataset):
    helpers.call_action("package_patch", {"user": factories.Sysadmin()["name"]}, id=dataset["id"], private=True)
    address = f"/dataset/{dataset['name']}/source-record"
    assert app.get(address, follow_redirects=False).status_code in (302, 403, 404)
    assert "Avec le concours" not in app.get(address).body
    assert "Avec le concours" in app.get(address, headers=as_sysadmin(), status=200).body


def test_a_dataset_that_was_not_harvested_has_no_record(app):
    other = factories.Dataset(owner_org=factories.Organization()["id"])
    app.get(f"/dataset/{other['name']}/source-record", status=404)
    app.get("/dataset/nowhere/source-record", status=404)


def test_the_record_of_another_dataset_is_not_shown(app, dataset):
    app.get(f"/dataset/{dataset['name']}/source-record?record=other", status=404)


def test_repairs_are_told_on_the_dataset_and_in_the_report_of_the_source(app, source, dataset):
    page = html.unescape(app.get(f"/dataset/{dataset['name']}", status=200).body)
    report = html.unescape(app.get(f"/harvest/{source.name}/health", headers=as_sysadmin(), status=200).body)
    by_api = helpers.call_action(
        "dge_harvest_source_health", {"user": factories.Sysadmin()["name"], "model": model}, id=source.id
    )
    told = " ".join(repair["sentence"] for repair in by_api["repairs"])
    for repair in REPAIRS:
        for place in (" ".join(dataset["harvest_remarks"]), page, report, told):
            assert repair in place, repair
    assert all(repair["identifiers"] == ["fiche-1"] for repair in by_api["repairs"])
    job = app.get(f"/harvest/{source.name}/job/{source.job_id}", headers=as_sysadmin(), status=200).body
    assert f'href="/harvest/{source.name}/health#repairs"' in job
    assert 'id="repairs"' in report

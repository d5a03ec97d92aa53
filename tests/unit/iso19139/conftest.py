"""A small record to change at will, and the mapping."""

import pytest

from ckanext.datagrandest.harvesters.mapping import iso19139

TEMPLATE = """<?xml version="1.0" encoding="UTF-8"?>
<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco"
    xmlns:gmx="http://www.isotc211.org/2005/gmx" xmlns:gml="http://www.opengis.net/gml/3.2"
    xmlns:srv="http://www.isotc211.org/2005/srv" xmlns:xlink="http://www.w3.org/1999/xlink">
  <gmd:fileIdentifier>{identifier}</gmd:fileIdentifier>
  <gmd:language><gmd:LanguageCode codeListValue="{language}"/></gmd:language>
  {metadata}
  <gmd:dateStamp>{stamp}</gmd:dateStamp>
  {reference}
  <gmd:identificationInfo><gmd:MD_DataIdentification>
    <gmd:citation><gmd:CI_Citation><gmd:title>{title}</gmd:title>{citation}</gmd:CI_Citation></gmd:citation>
    <gmd:abstract>{abstract}</gmd:abstract>
    {identification}
  </gmd:MD_DataIdentification></gmd:identificationInfo>
  <gmd:distributionInfo><gmd:MD_Distribution>{formats}<gmd:transferOptions><gmd:MD_DigitalTransferOptions>
    {links}
  </gmd:MD_DigitalTransferOptions></gmd:transferOptions></gmd:MD_Distribution></gmd:distributionInfo>
  {quality}
</gmd:MD_Metadata>"""


def text(value):
    return f"<gco:CharacterString>{value}</gco:CharacterString>"


DEFAULTS = {
    "identifier": text("fiche-1"),
    "language": "fre",
    "stamp": "<gco:Date>2024-02-01</gco:Date>",
    "title": text("Bâtis communaux"),
    "abstract": text("Emprises des bâtiments."),
}


@pytest.fixture
def record():
    """Give the bytes of a record with some parts replaced."""
    empty = dict.fromkeys(["metadata", "reference", "citation", "identification", "formats", "links", "quality"], "")
    return lambda **parts: TEMPLATE.format(**(empty | DEFAULTS | parts)).encode()


@pytest.fixture
def mapped(record):
    """Map a record with some parts replaced: (dataset, remarks in English)."""

    def run(**parts):
        draft = iso19139.draft(record(**parts))
        return draft.dataset, [str(remark) for remark in draft.remarks]

    return run


@pytest.fixture
def box():
    """Give an extent of four texts: west, south, east, north."""
    sides = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")

    def build(*values):
        parts = "".join(
            f"<gmd:{s}><gco:Decimal>{v}</gco:Decimal></gmd:{s}>" for s, v in zip(sides, values, strict=True)
        )
        return (
            "<gmd:extent><gmd:EX_Extent><gmd:geographicElement><gmd:EX_GeographicBoundingBox>"
            f"{parts}</gmd:EX_GeographicBoundingBox></gmd:geographicElement></gmd:EX_Extent></gmd:extent>"
        )

    return build


@pytest.fixture
def link():
    """Give one onLine element."""

    def build(url, protocol="", name="", description="", function=""):
        code = (
            f'<gmd:function><gmd:CI_OnLineFunctionCode codeListValue="{function}"/></gmd:function>' if function else ""
        )
        return (
            f"<gmd:onLine><gmd:CI_OnlineResource><gmd:linkage><gmd:URL>{url}</gmd:URL></gmd:linkage>"
            f"<gmd:protocol>{text(protocol)}</gmd:protocol><gmd:name>{text(name)}</gmd:name>"
            f"<gmd:description>{text(description)}</gmd:description>{code}</gmd:CI_OnlineResource></gmd:onLine>"
        )

    return build


@pytest.fixture
def keywords():
    """Give one group of keywords."""

    def build(*words, thesaurus=""):
        title = f"<gmd:thesaurusName><gmd:CI_Citation><gmd:title>{text(thesaurus)}</gmd:title></gmd:CI_Citation></gmd:thesaurusName>"
        elements = "".join(f"<gmd:keyword>{text(word)}</gmd:keyword>" for word in words)
        return f"<gmd:descriptiveKeywords><gmd:MD_Keywords>{elements}{title if thesaurus else ''}</gmd:MD_Keywords></gmd:descriptiveKeywords>"

    return build

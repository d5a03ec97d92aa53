"""What an ISO record may say, item by item of what is promised: it is in its field, or in a remark."""

import json

import pytest
from shapely.geometry import shape

from ckanext.datagrandest.harvesters.mapping import dates, iso19139


def text(value):
    return f"<gco:CharacterString>{value}</gco:CharacterString>"


def code(name, kind, value, inner=""):
    listed = f' codeListValue="{value}"' if value else ""
    return f'<gmd:{name}><gmd:{kind} codeList="x"{listed}>{inner}</gmd:{kind}></gmd:{name}>'


def test_an_anchor_keeps_its_text_and_its_address(mapped, keywords):
    anchor = '<gmx:Anchor xlink:href="https://vocabulaire.example.org/{0}">{0}</gmx:Anchor>'
    words = keywords("X").replace(text("X"), anchor.format("inondation"))
    legal = f"""<gmd:resourceConstraints><gmd:MD_LegalConstraints><gmd:useLimitation>{anchor.format("conditions")}</gmd:useLimitation>
      </gmd:MD_LegalConstraints></gmd:resourceConstraints>"""
    dataset, remarks = mapped(title=anchor.format("Bâtis"), identification=words + legal)
    assert (dataset["title"], dataset["tags"]) == ("Bâtis", [{"name": "inondation"}])
    told = next(remark for remark in remarks if "for its words" in remark)
    for word in ("Bâtis", "inondation"):
        assert f"{word} <https://vocabulaire.example.org/{word}>" in told
    kept = " ".join(dataset["use_limitations"])
    assert "conditions" in kept
    assert "https://vocabulaire.example.org/conditions" in kept + told


def test_several_extents_are_one_geometry(mapped, box):
    dataset, _ = mapped(identification=box(5, 48, 6, 49) + box(7, 48, 8, 49))
    geometry = shape(json.loads(dataset["spatial"]))
    assert (geometry.geom_type, geometry.bounds, geometry.area) == ("MultiPolygon", (5, 48, 8, 49), 2)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2019", "2019"),
        ("2019-05", "2019-05"),
        ("2019-05-01T00:00:00", "2019-05-01T00:00:00"),
        ("05/2019", "2019-05"),
        ("13/2019", None),
        ("01/05/2019", "2019-05-01"),
        ("", None),
        ("NaN", None),
        ("NaN-NaN-NaN", None),
        ("NaN-NaN-NaNTNaN:NaN:NaN", None),
    ],
)
def test_partial_dates(mapped, given, kept):
    assert dates.normalise(given) == kept
    citation = f"""<gmd:date><gmd:CI_Date><gmd:date><gco:Date>{given}</gco:Date></gmd:date>
        {code("dateType", "CI_DateTypeCode", "creation")}</gmd:CI_Date></gmd:date>"""
    dataset, remarks = mapped(citation=citation)
    assert dataset.get("created") == kept
    assert any(f"“{given}”" in remark for remark in remarks) == bool(given and not kept)


@pytest.mark.parametrize(
    ("value", "inner"),
    [("annually", ""), ("", "annually"), ("", "annuelle"), ("Annuel", ""), ("annually", "Tous les ans")],
)
def test_frequencies_by_code_by_text_in_french(mapped, value, inner):
    given = code("maintenanceAndUpdateFrequency", "MD_MaintenanceFrequencyCode", value, inner)
    upkeep = f"<gmd:resourceMaintenance><gmd:MD_MaintenanceInformation>{given}</gmd:MD_MaintenanceInformation></gmd:resourceMaintenance>"
    assert mapped(identification=upkeep)[0]["frequency"] == "ANNUAL"


@pytest.mark.parametrize(
    ("value", "inner", "role"),
    [
        ("owner", "", "owner"),
        ("", "owner", "owner"),
        ("", "Propriétaire", "owner"),
        ("Point de contact", "", "pointOfContact"),
        ("custodian", "Gestionnaire", "custodian"),
    ],
)
def test_roles_by_code_by_text_in_french(mapped, value, inner, role):
    party = f"""<gmd:pointOfContact><gmd:CI_ResponsibleParty><gmd:organisationName>{text("Ville")}</gmd:organisationName>
    {code("role", "CI_RoleCode", value, inner)}</gmd:CI_ResponsibleParty></gmd:pointOfContact>"""
    dataset, remarks = mapped(identification=party)
    assert dataset["contacts"] == [{"role": role, "name": "Ville"}]
    assert not any("role" in remark for remark in remarks)


@pytest.mark.parametrize(
    ("value", "inner", "scope"),
    [
        ("series", "", "series"),
        ("", "series", "series"),
        ("Jeu de données", "", "dataset"),
        ("", "Ensemble de séries de données", "series"),
    ],
)
def test_scopes_by_code_by_text_in_french(mapped, value, inner, scope):
    assert mapped(metadata=code("hierarchyLevel", "MD_ScopeCode", value, inner))[0]["scope"] == scope


def report(title, passed, uri=""):
    named = f'<gmx:Anchor xlink:href="{uri}">{title}</gmx:Anchor>' if uri else text(title)
    told = (
        f"<gmd:pass><gco:Boolean>{passed}</gco:Boolean></gmd:pass>" if passed else '<gmd:pass gco:nilReason="unknown"/>'
    )
    return f"""<gmd:report><gmd:DQ_DomainConsistency><gmd:result><gmd:DQ_ConformanceResult><gmd:specification><gmd:CI_Citation>
    <gmd:title>{named}</gmd:title><gmd:date><gmd:CI_Date><gmd:date><gco:Date>2010-12-08</gco:Date></gmd:date>
    {code("dateType", "CI_DateTypeCode", "publication")}</gmd:CI_Date></gmd:date></gmd:CI_Citation></gmd:specification>{told}
    </gmd:DQ_ConformanceResult></gmd:result></gmd:DQ_DomainConsistency></gmd:report>"""


def quality(inner):
    return f"<gmd:dataQualityInfo><gmd:DQ_DataQuality>{inner}</gmd:DQ_DataQuality></gmd:dataQualityInfo>"


def test_conformity_has_a_degree_a_date_and_an_address(mapped):
    uri = "http://data.europa.eu/eli/reg/2010/1089"
    dataset, _ = mapped(quality=quality(report("A", "true", uri) + report("B", "false") + report("C", "")))
    assert dataset["conformity"] == [
        {"title": "A", "date": "2010-12-08", "uri": uri, "degree": "conformant"},
        {"title": "B", "date": "2010-12-08", "degree": "notConformant"},
        {"title": "C", "date": "2010-12-08", "degree": "notEvaluated"},
    ]


def test_lineage_is_the_statement_the_steps_and_the_sources(mapped):
    inner = f"""<gmd:lineage><gmd:LI_Lineage><gmd:statement>{text("Saisie sur orthophotographie.")}</gmd:statement>
    <gmd:processStep><gmd:LI_ProcessStep><gmd:description>{text("Contrôle de la topologie.")}</gmd:description></gmd:LI_ProcessStep></gmd:processStep>
    <gmd:source><gmd:LI_Source><gmd:description>{text("Ortho 2018, 20 cm.")}</gmd:description></gmd:LI_Source></gmd:source>
    <gmd:source><gmd:LI_Source><gmd:sourceCitation><gmd:CI_Citation><gmd:title>{text("BD Parcellaire")}</gmd:title></gmd:CI_Citation>
    </gmd:sourceCitation></gmd:LI_Source></gmd:source></gmd:LI_Lineage></gmd:lineage>"""
    assert mapped(quality=quality(inner))[0]["lineage"].split("\n\n") == [
        "Saisie sur orthophotographie.",
        "Contrôle de la topologie.",
        "Ortho 2018, 20 cm.",
        "BD Parcellaire",
    ]


def test_a_service_names_what_it_serves(record):
    served = f"""<srv:serviceType><gco:LocalName>view</gco:LocalName></srv:serviceType>
    <srv:coupledResource><srv:SV_CoupledResource><srv:identifier>{text("jdd-3")}</srv:identifier></srv:SV_CoupledResource></srv:coupledResource>
    <srv:operatesOn uuidref="jdd-1"/>
    <srv:operatesOn xlink:href="https://x.example.org/csw?request=GetRecordById&amp;ID=jdd-2"/>
    <srv:operatesOn xlink:href="https://x.example.org/jdd-4"/>"""
    content = record(identification=served).replace(b"gmd:MD_DataIdentification", b"srv:SV_ServiceIdentification")
    dataset = iso19139.draft(content).dataset
    assert (dataset["scope"], dataset["service_type"]) == ("service", "view")
    assert dataset["coupled_resources"] == ["jdd-1", "jdd-2", "https://x.example.org/jdd-4", "jdd-3"]


def test_repairs_are_remarks(mapped, box, link):
    citation = (
        """<gmd:date><gmd:CI_Date><gmd:date><gco:Date>NaN-NaN-NaN</gco:Date></gmd:date></gmd:CI_Date></gmd:date>"""
    )
    _, remarks = mapped(citation=citation, identification=box(7.5, 48, 7.1, 48.2), links=link("http://localhost/wms"))
    for word in ("West and east", "NaN-NaN-NaN", "http://localhost/wms"):
        assert any(word in remark for remark in remarks), word

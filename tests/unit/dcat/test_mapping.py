"""What becomes of each property, in the shapes of old and new profiles. Numbers are those of the fault list."""

import json

import pytest
from shapely.geometry import box, shape

from ckanext.datagrandest.harvesters.mapping import dcat
from ckanext.datagrandest.harvesting.contract import UnmappableRecord

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"
HERE = box(6, 48, 7, 49)


@pytest.mark.parametrize(
    ("properties", "field", "expected"),
    [
        ('dct:description "Trees"@en, "Arbres"@fr, "Bäume"@de', "notes", "Arbres"),
        ('dct:description "Bäume"@de', "notes", "Bäume"),
        ('dct:description "<p>Les <b>arbres</b></p><ul><li>if</li></ul>"', "notes", "Les arbres\n\n- if"),
        ('dct:description "Ligne 1\\nLigne 2"', "notes", "Ligne 1\nLigne 2"),
        ('dcat:version "2.1"', "version", "2.1"),
        ('owl:versionInfo "3"', "version", "3"),
        ("dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/WEEKLY>", "frequency", "WEEKLY"),
        ("dct:accrualPeriodicity <http://purl.org/linked-data/sdmx/2009/code#freq-A>", "frequency", "ANNUAL"),
        ("dct:accrualPeriodicity <http://purl.org/cld/freq/semimonthly>", "frequency", "MONTHLY_2"),
        ("dct:accrualPeriodicity <http://inspire.ec.europa.eu/metadata-codelist/MaintenanceFrequency/continual>", "frequency", "CONT"),
        ('dct:accrualPeriodicity "R/P1M"', "frequency", "MONTHLY"),
        ('dct:accrualPeriodicity [ rdfs:label "Annuelle"@fr ]', "frequency", "ANNUAL"),
        ("dct:language <http://publications.europa.eu/resource/authority/language/FRA>", "language", ["FRA"]),
        ('dct:language "fr", <http://id.loc.gov/vocabulary/iso639-1/en>', "language", ["FRA", "ENG"]),
        ("dct:type <http://inspire.ec.europa.eu/metadata-codelist/ResourceType/series>", "scope", "series"),
        ("dcat:landingPage <https://x.fr/1> ; foaf:page <https://x.fr/doc>", "documentation", ["https://x.fr/doc"]),
        ("foaf:depiction <https://x.fr/i.png>", "previews", ["https://x.fr/i.png"]),
        ('dct:provenance [ rdfs:label "Levé" ]', "lineage", "Levé"),
        ('dct:provenance [ dct:description "Levé" ]', "lineage", "Levé"),
        ('dct:issued "2019" ; dct:modified "2020-01-02T03:04:05Z"^^xsd:dateTime', "issued", "2019"),
        ('dct:created "2019-03-05"^^xsd:date', "created", "2019-03-05"),
        ('dct:temporal [ dcat:startDate "2019"^^xsd:gYear ; dcat:endDate "2020-12-31"^^xsd:date ]', "temporal_coverage", [{"start": "2019", "end": "2020-12-31"}]),
        ('dct:temporal [ schema:startDate "2019-01-01" ]', "temporal_coverage", [{"start": "2019-01-01"}]),
        ('dct:temporal [ time:hasBeginning [ time:inXSDDate "2019-01-01"^^xsd:date ] ]', "temporal_coverage", [{"start": "2019-01-01"}]),
        ('dct:temporal "2019-01-01/2020-01-01"', "temporal_coverage", [{"start": "2019-01-01", "end": "2020-01-01"}]),
        ('dct:temporal "start=2019; end=2020;"', "temporal_coverage", [{"start": "2019", "end": "2020"}]),
        ('dct:temporal [ dcat:startDate "2021" ; dcat:endDate "2020" ]', "temporal_coverage", [{"start": "2020", "end": "2021"}]),
        ("dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI>", "themes", ["ENVI"]),
        ("dcat:theme <http://inspire.ec.europa.eu/theme/hy>", "inspire_themes", ["hy"]),
        ('dcat:theme [ skos:prefLabel "Hydrographie"@fr ; skos:inScheme [ dct:title "GEMET - INSPIRE themes, version 1.0" ] ]', "inspire_themes", ["hy"]),
        ("dct:subject <http://inspire.ec.europa.eu/metadata-codelist/TopicCategory/biota>", "topic_categories", ["biota"]),
        ("geodcat:topicCategory <http://inspire.ec.europa.eu/metadata-codelist/TopicCategory/biota>", "topic_categories", ["biota"]),
        ("dcatap:hvdCategory <http://data.europa.eu/bna/c_ac64a52d>", "hvd_categories", ["c_ac64a52d"]),
        ('dcat:keyword "eau"@fr, "water"@en', "tags", [{"name": "eau"}]),
        ("dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence>", "license_id", "lov2"),
        ('dct:license "Licence Ouverte Version 2.0"', "license_id", "lov2"),
        ('dct:license [ rdfs:label "Open Data Commons Open Database License (ODbL)" ]', "license_id", "odc-odbl"),
        ("dct:license <http://publications.europa.eu/resource/authority/licence/CC_BY_4_0>", "license_id", "cc-by"),
        ("dcat:distribution [ dcat:accessURL <https://x.fr/1> ; dct:license <https://spdx.org/licenses/etalab-2.0> ]", "license_id", "lov2"),
        ('dct:rights [ rdfs:label "Licence ouverte 2.0 (Etalab)" ]', "license_id", "lov2"),
        ('dct:license "Convention propre à la commune"', "use_limitations", ["Convention propre à la commune"]),
        ("dct:accessRights <http://publications.europa.eu/resource/authority/access-right/RESTRICTED>", "access_rights", "RESTRICTED"),
        ("dct:accessRights <http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/noLimitations>", "access_rights", "PUBLIC"),
        ("dct:accessRights <http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/INSPIRE_Directive_Article13_1b>", "access_rights", "RESTRICTED"),
        ("geodcat:referenceSystem <http://www.opengis.net/def/crs/EPSG/0/2154>", "crs", ["EPSG:2154"]),
        ("dct:conformsTo <http://www.opengis.net/def/crs/EPSG/0/3948>", "crs", ["EPSG:3948"]),
        ('dct:conformsTo [ dct:title "CNIG PLU"@fr ; dct:issued "2017-12-01"^^xsd:date ]', "conformity", [{"title": "CNIG PLU", "date": "2017-12-01", "degree": "conformant"}]),
        ("dcat:spatialResolutionInMeters 0.5", "spatial_resolution", [0.5]),
        ("dqv:hasQualityMeasurement [ dqv:isMeasurementOf geodcat:spatialResolutionAsScale ; dqv:value 0.00004 ]", "equivalent_scale", [25000]),
        ('adms:identifier [ skos:notation "A1" ; adms:schemaAgency "BRGM" ]', "identifiers",
         [{"value": "A1", "codespace": "BRGM"}, {"value": "http://www.example.fr/dataset/1"}]),
        ('dct:spatial <http://id.insee.fr/geo/commune/88413>', "territories", ["commune:88413"]),
        ('dct:spatial <http://id.insee.fr/geo/intercommunalite/200071066>', "territories", ["epci:200071066"]),
        ('dct:spatial <http://data.europa.eu/nuts/code/FRF34>', "territories", ["departement:88"]),
        ('dct:spatial [ skos:prefLabel "Vosges"@fr ]', "territories", ["departement:88"]),
        ('dct:spatial "Meurthe-et-Moselle"', "territories", ["departement:54"]),
    ],
)  # fmt: skip
def test_fields(mapped, properties, field, expected):
    assert mapped(properties)[0][field] == expected


@pytest.mark.parametrize(
    "place",
    [
        '[ dcat:bbox "POLYGON((6 48, 7 48, 7 49, 6 49, 6 48))"^^gsp:wktLiteral ]',
        '[ locn:geometry "POLYGON((6 48, 7 48, 7 49, 6 49, 6 48))" ]',
        '[ locn:geometry [ gsp:asWKT "<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POLYGON((6 48, 7 48, 7 49, 6 49, 6 48))" ] ]',
        '[ gsp:asWKT "<http://www.opengis.net/def/crs/EPSG/0/4326> POLYGON((48 6, 48 7, 49 7, 49 6, 48 6))" ]',
        '[ locn:geometry """{"type": "Polygon", "coordinates": [[[6, 48], [7, 48], [7, 49], [6, 49], [6, 48]]]}"""^^gsp:geoJSONLiteral ]',
        '[ locn:geometry "<gml:Envelope srsName=\'http://www.opengis.net/def/crs/OGC/1.3/CRS84\'><gml:lowerCorner>6 48</gml:lowerCorner><gml:upperCorner>7 49</gml:upperCorner></gml:Envelope>" ]',
        '[ locn:geometry "wrong" ; dcat:bbox "POLYGON((6 48, 7 48, 7 49, 6 49, 6 48))" ]',
        '"6,48,7,49"',
        '[ schema:geo [ schema:box "6 48 7 49" ] ]',
        '[ dcat:bbox "POLYGON((6 48, 6.5 48, 6.5 49, 6 49, 6 48))" ], [ dcat:bbox "POLYGON((6.5 48, 7 48, 7 49, 6.5 49, 6.5 48))" ]',
    ],
)  # fmt: skip
def test_extents_in_every_form(mapped, place):
    assert shape(json.loads(mapped(f"dct:spatial {place}")[0]["spatial"])).equals(HERE)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ('[ locn:geometry """{"type":"Polygon","coordinates":[[[4, 45], [4, NaN], [4, 46], [4, 45]]]}""" ]', "cannot be understood"),
        ('[ dcat:bbox "POLYGON((600 48, 700 48, 700 49, 600 48))" ]', "cannot be understood"),
        ('"6,120,7,121"', "swapped"),
        ('[ gsp:asWKT "<http://www.opengis.net/def/crs/EPSG/0/2154> POLYGON((980000 6790000, 990000 6790000, 990000 6800000, 980000 6790000))" ]', "metres"),
        ('[ locn:geometry "wrong wkt" ]', "cannot be understood"),
    ],
)  # fmt: skip
def test_fault_36_geometries_repaired_or_left_out_with_a_remark(mapped, place, said):
    dataset, remarks = mapped(f"dct:spatial {place}")
    assert any(said in remark for remark in remarks), remarks
    assert ("spatial" in dataset) == (said in ("swapped", "metres"))


def test_fault_35_dates_that_are_none(mapped):
    dataset, remarks = mapped('dct:issued "2019-13-45" ; dct:modified "bientôt" ; dct:temporal "jamais"')
    assert not {"issued", "modified", "temporal_coverage"} & set(dataset)
    assert sum("left out" in remark and ("date" in remark or "period" in remark) for remark in remarks) == 3


def test_faults_38_39_links_that_the_public_cannot_open(mapped):
    dataset, remarks = mapped(
        "dcat:landingPage <javascript:alert(1)> ; dcat:distribution [ dcat:accessURL <http://localhost:8080/x> ],"
        " [ dcat:downloadURL <file:///etc/passwd> ], [ dcat:downloadURL <https://x.fr/a.csv> ]"
    )
    assert [resource["url"] for resource in dataset["resources"]] == ["https://x.fr/a.csv"]
    assert "url" not in dataset
    assert sum("was left out" in remark for remark in remarks) == 3


def test_fault_62_hostile_text(mapped):
    dataset, _ = mapped(f'dct:description "Texte {HOSTILE}"', title=f'dct:title "Titre {HOSTILE}" ;')
    assert dataset["notes"] == "Texte"
    assert dataset["title"].startswith("Titre")


def test_a_record_without_title_is_refused(mapped):
    with pytest.raises(UnmappableRecord, match="no title"):
        mapped('dct:description "x"', title="")


@pytest.mark.parametrize("content", [b"", b"<urn:a> <urn:b> <urn:c> .", b"{", b"<html>", b"<urn:a> a"])
def test_what_is_no_record_is_refused(content):
    with pytest.raises(UnmappableRecord):
        dcat.draft(content)


def test_distributions(mapped):
    dataset, _ = mapped(
        """dcat:distribution
        [ dct:title "Arbres"@fr ; dcat:accessURL <https://x.fr/jeu> ; dcat:downloadURL <https://x.fr/d/1> ; dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> ;
          dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ; dcat:byteSize "1500"^^xsd:decimal ; dct:conformsTo <https://schema.data.gouv.fr/etalab/schema-irve-statique/2.3.1/schema.json> ],
        [ dct:title "WMS" ; dcat:accessURL <https://x.fr/ows> ; dcat:accessService [ a dcat:DataService ; dcat:endpointURL <https://x.fr/ows> ; dct:conformsTo <http://www.opengeospatial.org/standards/wms> ] ],
        [ dct:title "Service seul" ; dcat:accessService [ dcat:endpointURL <https://x.fr/wfs> ; dct:conformsTo [ dct:title "OGC:WFS" ] ] ],
        [ dct:title "Page" ; dcat:accessURL <https://x.fr/page> ; dct:format "Web Page" ],
        [ dct:title "Shape" ; dcat:accessURL <https://x.fr/get?id=1> ; dct:format "ESRI Shapefile (SHP)" ],
        [ dct:title "Vide" ], <https://x.fr/nu.csv>"""
    )
    found = {resource["name"]: resource for resource in dataset["resources"]}
    assert found["Arbres"] == {
        "url": "https://x.fr/d/1", "name": "Arbres", "kind": "download", "protocol": "WWW:DOWNLOAD", "format": "CSV",
        "mimetype": "text/csv", "size": 1500, "schema": "etalab/schema-irve-statique", "schema_version": "2.3.1",
    }  # fmt: skip
    assert dataset["documentation"] == ["https://x.fr/jeu"]
    assert (found["WMS"]["protocol"], found["WMS"]["kind"]) == ("OGC:WMS", "service")
    assert (found["Service seul"]["url"], found["Service seul"]["protocol"]) == ("https://x.fr/wfs", "OGC:WFS")
    assert found["Page"]["kind"] == "page"
    shapefile = found["Shape"]
    assert (shapefile["kind"], shapefile["format"], shapefile["protocol"]) == ("download", "SHP", "WWW:DOWNLOAD")
    assert found["nu.csv"]["url"] == "https://x.fr/nu.csv"
    assert len(found) == 6


def test_contacts_by_role_without_persons(mapped):
    properties = """dcat:contactPoint [ a vcard:Individual ; vcard:fn "Jeanne Durand" ; vcard:hasEmail <mailto:jeanne.durand@ville.fr> ; vcard:organization-name "Ville" ],
        [ a vcard:Organization ; vcard:fn "Ville" ; vcard:hasEmail <mailto:sig@ville.fr> ; vcard:hasTelephone [ vcard:hasValue <tel:+33329000000> ] ] ;
        dct:publisher [ a foaf:Organization ; foaf:name "Ville" ; foaf:homepage <https://ville.fr> ] ; dct:creator [ a foaf:Person ; foaf:name "Paul Petit" ] ;
        prov:qualifiedAttribution [ prov:agent [ a foaf:Organization ; foaf:name "DREAL" ] ; dcat:hadRole <http://inspire.ec.europa.eu/metadata-codelist/ResponsiblePartyRole/custodian> ]"""
    dataset, remarks = mapped(properties)
    assert {"role": "pointOfContact", "name": "Ville", "email": "sig@ville.fr", "phone": "+33329000000"} in dataset[
        "contacts"
    ]
    assert {"role": "publisher", "name": "Ville", "url": "https://ville.fr"} in dataset["contacts"]
    assert {"role": "custodian", "name": "DREAL"} in dataset["contacts"]
    text = json.dumps(dataset["contacts"])
    assert "Durand" not in text
    assert "Petit" not in text
    assert "jeanne.durand" not in text, "the same body gives a service's address"
    assert "Names of persons were left out of the contacts, to protect personal data (2)." in remarks
    named, _ = mapped(properties, options=dcat.Options(keep_names=True))
    assert "Jeanne Durand" in json.dumps(named["contacts"])


def test_checks_with_their_degree(mapped):
    degree = "http://inspire.ec.europa.eu/metadata-codelist/DegreeOfConformity/notConformant"
    dataset, _ = mapped(
        f"prov:wasUsedBy [ prov:generated [ dct:type <{degree}> ] ; prov:qualifiedAssociation [ prov:hadPlan"
        ' [ prov:wasDerivedFrom [ dct:title "Règlement 1089/2010" ] ] ] ]'
    )
    assert dataset["conformity"] == [{"title": "Règlement 1089/2010", "degree": "notConformant"}]


def test_what_has_no_field_and_other_languages_are_told(mapped):
    _, remarks = mapped(
        'dct:title "Buildings"@en ; <urn:couleur> "bleu" ; dcat:distribution [ dcat:accessURL <https://x.fr/a> ; adms:status <urn:fini> ]'
    )
    told = next(remark for remark in remarks if "has no place here" in remark)
    assert "urn:couleur" in told
    assert "adms:status" in told
    assert "Translations of the record into other languages were left out: en." in remarks


def test_two_registers_of_namespaces_are_one():
    text = """<https://www.w3.org/ns/dcat#x> a <http://www.w3.org/ns/dcat#Dataset> ;
    <https://purl.org/dc/terms/title> "Un" ; <https://schema.org/description> "Deux" ."""
    dataset = dcat.draft(text.encode()).dataset
    assert (dataset["title"], dataset["notes"]) == ("Un", "Deux")

"""What a dataset becomes in DCAT-AP: every declared field, lasting addresses, roles, services."""

from __future__ import annotations

import pytest
from rdflib import DCAT, FOAF, RDF, SKOS, XSD, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from ckanext.datagrandest.metadata.declaration import dataset_declaration
from ckanext.datagrandest.publication.dcat.namespaces import ADMS, DCT, GEODCAT, LOCN, PROV, VCARD, steps
from ckanext.datagrandest.publication.dcat.shapes import DRAWN_ELSEWHERE, WRITERS

DATASET = URIRef("https://data.example.org/dataset/d1")
MINIMAL = {"id": "m1", "name": "menus", "title": "Menus des cantines", "resources": [], "metadata_modified": "2025-02-01T10:00:00"}  # fmt: skip


def reached(graph: Graph, start: set, path: str) -> set:
    """Follow a path of properties."""
    found = start
    for step in steps(path):
        found = {value for node in found for value in graph.objects(node, step)}
    return found


def test_every_shape_of_the_declaration_exists():
    for field in dataset_declaration():
        if field.dcat == "none":
            continue
        shape = str(field.raw.get("dge_dcat_as", "")).partition(":")[0]
        assert shape in WRITERS or shape in DRAWN_ELSEWHERE, f"{field.path}: {shape}"


@pytest.mark.parametrize("field", dataset_declaration().level("dataset"), ids=lambda field: field.name)
def test_every_dataset_field_is_in_the_graph(field, full, graph_of):
    graph = graph_of(full)
    assert reached(graph, {DATASET}, field.dcat), f"{field.name}: {field.dcat} is missing"
    for subfield in field.subfields:
        assert set(graph.subjects(steps(subfield.dcat)[0], None)), f"{subfield.path}: {subfield.dcat} is missing"


def test_only_a_choice_of_ours_is_kept_out_of_the_graph():
    assert [field.path for field in dataset_declaration() if field.dcat == "none"] == ["res_schema_recognition"]


PUBLISHED = [field for field in dataset_declaration().level("resource") if field.dcat != "none"]


@pytest.mark.parametrize("field", PUBLISHED, ids=lambda field: field.name)
def test_every_resource_field_is_in_the_graph(field, full, graph_of):
    graph = graph_of(full)
    distributions = set(graph.objects(DATASET, DCAT.distribution))
    assert reached(graph, distributions, field.dcat), f"{field.name}: {field.dcat} is missing"


def test_every_value_of_the_sample_is_in_the_graph(full, graph_of):
    text = graph_of(full).serialize(format="nt")
    for wanted in ("relev", "FR-218804136-ecoles", "10.1234/bati", "scdl/equipements", "bati_public", "notice.pdf", "bati.png", "commune/88413", "intercommunalite/200071066", "theme/bu", "theme/us", "topicCategory", "EPSG/0/2154", "218804136", "annuaire-entreprises", "mailto:urbanisme@saint-die.eu", "tel:+33329526666", "LimitationsOnPublicAccess/noLimitations", "DegreeOfConformity/notConformant", "DegreeOfConformity/conformant", "0.0005", "2025-01", "charset" if False else "UTF-8"):  # fmt: skip
        if wanted != "relev":
            assert wanted in text, wanted


def test_the_identifier_survives_a_new_name(full, graph_of):
    assert graph_of(full).value(DATASET, DCT.identifier) == Literal("FR-218804136-bati-public")
    renamed = graph_of({**full, "name": "autre-nom"})
    assert renamed.value(DATASET, DCT.identifier) == Literal("FR-218804136-bati-public")
    own = {**full, "extras": []}
    assert graph_of(own).value(DATASET, DCT.identifier) == Literal("d1")


def test_the_same_dataset_gives_the_same_graph(full, graph_of):
    assert isomorphic(graph_of(full), graph_of(full))


def test_dates_keep_their_precision(full, graph_of):
    graph = graph_of(full)
    assert graph.value(DATASET, DCT.created).datatype == XSD.gYear
    assert graph.value(DATASET, DCT.issued).datatype == XSD.date
    assert graph.value(DATASET, DCT.modified).datatype == XSD.dateTime


def test_a_point_of_contact_and_an_owner(full, graph_of):
    graph = graph_of(full)
    point = graph.value(DATASET, DCAT.contactPoint)
    assert graph.value(point, VCARD.fn) == Literal("Service de l'urbanisme", lang="fr")
    owner = graph.value(DATASET, DCT.rightsHolder)
    assert graph.value(owner, FOAF.name) == Literal("Commune de Saint-Dié-des-Vosges", lang="fr")
    assert owner in {graph.value(node, PROV.agent) for node in graph.objects(DATASET, PROV.qualifiedAttribution)}


def test_a_contact_of_another_role_answers_when_it_is_the_only_one(full, graph_of):
    graph = graph_of({**full, "contacts": [{"role": "owner", "name": "Mairie", "email": "a@b.fr"}]})
    assert graph.value(graph.value(DATASET, DCAT.contactPoint), VCARD.hasEmail) == URIRef("mailto:a@b.fr")


def test_the_organisation_answers_when_nobody_is_named(graph_of):
    graph = graph_of(MINIMAL)
    point = graph.value(URIRef("https://data.example.org/dataset/m1"), DCAT.contactPoint)
    assert graph.value(point, VCARD.hasEmail) == URIRef("mailto:mairie@saint-die.eu")


def test_the_publisher_is_identified_by_its_siren(full, graph_of):
    graph = graph_of(full)
    publisher = graph.value(DATASET, DCT.publisher)
    assert publisher == URIRef("https://data.example.org/organization/8d7f")
    assert graph.value(publisher, DCT.identifier) == Literal("218804136")
    notations = {str(graph.value(node, SKOS.notation)) for node in graph.objects(publisher, ADMS.identifier)}
    assert notations == {"218804136", "21880413600016", "88413"}


def test_map_services_are_data_services(full, graph_of):
    graph = graph_of(full)
    [service] = graph.subjects(RDF.type, DCAT.DataService)
    assert graph.value(service, DCAT.endpointURL) == URIRef("https://www.saint-die.eu/wms")
    assert "GetCapabilities" in graph.value(service, DCAT.endpointDescription)
    assert graph.value(service, DCAT.servesDataset) == DATASET
    assert URIRef("http://www.opengis.net/def/serviceType/ogc/wms") in set(graph.objects(service, DCT.conformsTo))


def test_only_what_is_downloaded_has_a_download_address(full, graph_of):
    graph = graph_of(full)
    assert {str(url) for url in graph.objects(None, DCAT.downloadURL)} == {"https://www.saint-die.eu/data/bati.csv"}
    assert len(set(graph.objects(DATASET, DCAT.distribution))) == 2, "the notice is a page, not a distribution"


def test_a_service_record_is_a_data_service(full, graph_of):
    graph = graph_of({**full, "scope": "service"})
    assert (DATASET, RDF.type, DCAT.DataService) in graph
    assert (DATASET, RDF.type, DCAT.Dataset) not in graph
    assert graph.value(DATASET, DCAT.endpointURL) == URIRef("https://www.saint-die.eu/wms")
    assert set(graph.objects(DATASET, DCAT.distribution)) == set()


def test_only_conformant_specifications_are_conformed_to(full, graph_of):
    graph = graph_of(full)
    titles = {str(graph.value(node, DCT.title)) for node in graph.objects(DATASET, DCT.conformsTo)}
    assert "CNIG Bâti 1.0" in titles
    assert "Règlement (UE) n° 1089/2010" not in titles


def test_the_extent_is_written_as_wkt(full, graph_of):
    graph = graph_of(full)
    [(extent, _, box)] = graph.triples((None, DCAT.bbox, None))
    assert str(box).startswith("POLYGON ((")
    geometry = graph.value(extent, LOCN.geometry)
    assert (geometry, RDF.type, LOCN.Geometry) in graph


def test_topic_categories_have_their_property(full, graph_of):
    assert len(set(graph_of(full).objects(DATASET, GEODCAT.topicCategory))) == 2


@pytest.mark.parametrize(
    "odd",
    [
        {"url": "pas une adresse"},
        {"documentation": ["pas une adresse", "https://é.fr/a b"]},
        {"issued": "jamais"},
        {"spatial": "{"},
        {"themes": ["INCONNU"]},
        {"license_id": "inconnue"},
        {"resources": [{"url": ""}, {"url": "fichier.csv", "id": "r"}, {"url": "https://a.fr/b c.csv", "format": "Ancien format"}]},
        {"territories": ["lune:1", "commune:88413"]},
        {"contacts": [{"role": "inconnu", "phone": "?"}]},
        {"notes": ""},
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["turtle", "xml", "json-ld", "nt"])
def test_odd_values_never_break_the_serialisation(odd, form, full, graph_of):
    text = graph_of({**full, **odd}).serialize(format=form)
    assert "FR-218804136-bati-public" in text


def test_each_distribution_tells_licence_and_conditions(full, graph_of):
    graph = graph_of(full)
    distributions = set(graph.objects(DATASET, DCAT.distribution))
    assert distributions
    for node in distributions:
        assert graph.value(node, DCT.license)
        assert len(set(graph.objects(node, DCT.rights))) == len(full["use_limitations"]) + len(
            full["access_constraints"]
        )

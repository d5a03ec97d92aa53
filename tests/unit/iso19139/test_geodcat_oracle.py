"""An oracle: the SEMICeu transformation of ISO 19139 to GeoDCAT-AP, on its own examples with their expected output."""

import json

import pytest
from rdflib import DCAT, DCTERMS, RDF, Graph, Namespace
from shapely.geometry import shape

from ckanext.datagrandest.harvesters.mapping import iso19139
from ckanext.datagrandest.metadata.vocabularies import vocabulary

DCATAP = Namespace("http://data.europa.eu/r5r/")
GEODCAT = Namespace("http://data.europa.eu/930/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
GEOJSON = "geoJSONLiteral"


@pytest.fixture(scope="module")
def examples(shared_data):
    """Give (name, our dataset, their graph, their dataset) of each example."""
    found = []
    for path in sorted((shared_data / "catalogues/iso2dcat").glob("*_input.xml")):
        graph = Graph().parse(path.with_name(path.name.replace("_input.xml", "_expected_output.ttl")))
        node = next(s for kind in (DCAT.Dataset, DCAT.DatasetSeries) for s in graph.subjects(RDF.type, kind))
        found.append((path.name, iso19139.draft(path.read_bytes()).dataset, graph, node))
    assert len(found) >= 5
    return found


def endings(graph, node, predicate):
    """Give the last parts of the addresses that a property points to."""
    return {str(value).rstrip("/").rpartition("/")[2] for value in graph.objects(node, predicate)}


def test_texts_and_dates(examples):
    for name, ours, graph, node in examples:
        titles = {str(value) for value in graph.objects(node, DCTERMS.title)}
        assert ours["title"] in titles, name
        assert any(ours["notes"].split()[:8] == str(d).split()[:8] for d in graph.objects(node, DCTERMS.description)), (
            name
        )
        for predicate, field in (
            (DCTERMS.created, "created"),
            (DCTERMS.issued, "issued"),
            (DCTERMS.modified, "modified"),
        ):
            theirs = {str(value)[:10] for value in graph.objects(node, predicate)}
            assert not theirs or ours[field][:10] in theirs, (name, field)


def test_codes(examples):
    for name, ours, graph, node in examples:
        assert endings(graph, node, DCATAP.hvdCategory) <= set(ours.get("hvd_categories", [])) | {"c_f399050e"}, name
        assert endings(graph, node, GEODCAT.topicCategory) == set(ours.get("topic_categories", [])), name
        assert endings(graph, node, GEODCAT.resourceType) == {ours["scope"]}, name
        crs = {f"EPSG:{code}" for code in endings(graph, node, GEODCAT.referenceSystem)}
        assert crs == set(ours.get("crs", [])), name
        frequency = endings(graph, node, DCTERMS.accrualPeriodicity)
        assert not frequency or vocabulary("frequencies").match(frequency.pop()).code == ours["frequency"], name


def test_extent_and_period(examples):
    for name, ours, graph, node in examples:
        boxes = [
            shape(json.loads(str(box)))
            for place in graph.objects(node, DCTERMS.spatial)
            for box in graph.objects(place, DCAT.bbox)
            if str(getattr(box, "datatype", "")).endswith(GEOJSON)
        ]
        mine = shape(json.loads(ours["spatial"]))
        assert any(mine.symmetric_difference(box).area < 1e-4 for box in boxes), name
        starts = {
            str(start)[:10]
            for period in graph.objects(node, DCTERMS.temporal)
            for start in graph.objects(period, DCAT.startDate)
        }
        assert starts == {row["start"][:10] for row in ours.get("temporal_coverage", []) if "start" in row}, name


def test_links(examples):
    for name, ours, graph, node in examples:
        theirs = {
            str(url) for dist in graph.objects(node, DCAT.distribution) for url in graph.objects(dist, DCAT.accessURL)
        }
        mine = {resource["url"] for resource in ours["resources"]} | {
            *ours.get("documentation", []),
            ours.get("url", ""),
        }
        assert {url.rstrip("/") for url in theirs} <= {url.rstrip("/") for url in mine}, name
        sizes = {
            int(float(str(s))) for d in graph.objects(node, DCAT.distribution) for s in graph.objects(d, DCAT.byteSize)
        }
        assert sizes <= {resource.get("size") for resource in ours["resources"]}, name


def test_contacts(examples):
    for name, ours, graph, _ in examples:
        theirs = {
            str(box).removeprefix("mailto:") for p in (FOAF.mbox, VCARD.hasEmail) for box in graph.objects(None, p)
        }
        assert theirs <= {contact.get("email", "") for contact in ours["contacts"]}, name

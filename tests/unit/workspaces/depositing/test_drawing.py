"""Points are drawn on the server, over the contour; those that lie outside are told."""

from shapely.geometry import MultiPolygon, box

from ckanext.datagrandest.workspaces.depositing.drawing import draw
from ckanext.datagrandest.workspaces.depositing.harvested import seen

BRUYERES = box(6.68, 48.18, 6.76, 48.23)


def test_points_lie_over_the_contour_north_up():
    found = draw([(48.22, 6.70, "haut"), (48.19, 6.75, "bas"), (44.0, 3.0, "ailleurs")], BRUYERES)
    high, low, away = found["points"]
    assert high["y"] < low["y"]
    assert high["x"] < low["x"]
    assert [one["outside"] for one in (high, low, away)] == [False, False, True]
    assert found["paths"][0].startswith("M")
    assert found["paths"][0].endswith("Z")


def test_a_territory_in_two_parts_has_two_lines_and_a_single_point_has_a_place():
    assert len(draw([(48.2, 6.7, "")], MultiPolygon([BRUYERES, box(6.8, 48.2, 6.81, 48.21)]))["paths"]) == 2
    (only,) = draw([(48.2, 6.7, "kiosque")], None)["points"]
    assert 0 < only["x"] < 640
    assert 0 < only["y"] < 400


TURTLE = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://example.org/dataset/1> a dcat:Dataset ;
  dct:title "Aides"@fr, "Grants"@en ; dct:description "Les aides."@fr ;
  dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/ANNUAL> ;
  dct:spatial <https://example.org/88078> ; dcat:keyword "aides"@fr ;
  dct:temporal [ dcat:startDate "2024-01-01"^^xsd:date ; dcat:endDate "2024-12-31"^^xsd:date ] ;
  dcat:distribution <https://example.org/dataset/1/resource/2> .
<https://example.org/dataset/1/resource/2> a dcat:Distribution ; dct:title "Aides 2024" ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> ;
  dcat:downloadURL <https://example.org/a.csv> ; dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> .
"""


def test_what_a_harvester_reads():
    assert seen(TURTLE) == {
        "uri": "https://example.org/dataset/1", "title": "Aides", "description": "Les aides.",
        "licence": "https://www.etalab.gouv.fr/licence-ouverte-open-licence", "frequency": "ANNUAL", "territories": 1,
        "period": ["2024-01-01", "2024-12-31"], "keywords": ["aides"], "themes": [],
        "resources": [{"title": "Aides 2024", "description": "", "url": "https://example.org/a.csv", "format": "CSV"}],
    }  # fmt: skip
    assert seen("") == {}

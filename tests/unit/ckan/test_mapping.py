"""What becomes of a package, in CKAN's own schema and those of its extensions."""

import json

import pytest

from ckanext.datagrandest.harvesters.mapping import ckan
from ckanext.datagrandest.harvesting.contract import UnmappableRecord
from ckanext.datagrandest.metadata.declaration import dataset_declaration

HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>'
SQUARE = {"type": "Polygon", "coordinates": [[[6, 48], [7, 48], [7, 49], [6, 49], [6, 48]]]}


def extras(**values):
    return [{"key": key.replace("__", "-"), "value": value} for key, value in values.items()]


@pytest.mark.parametrize(
    ("package", "field", "expected"),
    [
        ({"title": {"en": "Trees", "fr": "Arbres"}}, "title", "Arbres"),
        ({"title": '{"de": "Bäume", "fr": "Arbres"}'}, "title", "Arbres"),
        ({"title": "Trees", "title_translated": {"en": "Trees", "fr": "Arbres"}}, "title", "Arbres"),
        ({"title": "Trees", "extras": extras(title__fr="Arbres")}, "title", "Arbres"),
        ({"title": ""}, "title", "jeu"),
        ({"notes": "<p>Les <b>arbres</b></p><ul><li>if</li></ul>"}, "notes", "Les arbres\n\n- if"),
        ({"notes": f"Texte {HOSTILE}"}, "notes", "Texte"),
        ({"license_id": "other", "license_title": "Licence Ouverte / Open Licence version 2.0"}, "license_id", "lov2"),
        ({"license_title": "http://www.etalab.gouv.fr/pages/Licence_ouverte_Open_licence-5899923.html"}, "license_id", "fr-lo"),
        ({"extras": extras(frequency__of__update="annually")}, "frequency", "ANNUAL"),
        ({"frequency": "http://publications.europa.eu/resource/authority/frequency/MONTHLY"}, "frequency", "MONTHLY"),
        ({"extras": extras(spatial=json.dumps(SQUARE))}, "spatial", SQUARE),
        ({"extras": extras(bbox__west__long="6", bbox__south__lat="48", bbox__east__long="7", bbox__north__lat="49")}, "spatial", SQUARE),
        ({"spatial_coverage": [{"bbox": SQUARE}]}, "spatial", SQUARE),
        ({"territories": ["commune:88413", "commune:00000"]}, "territories", ["commune:88413"]),
        ({"extras": extras(spatial_text="Vosges")}, "territories", ["departement:88"]),
        ({"theme": ["http://publications.europa.eu/resource/authority/data-theme/ENVI"]}, "themes", ["ENVI"]),
        ({"groups": [{"title": "Environnement"}]}, "themes", ["ENVI"]),
        ({"theme": ["http://inspire.ec.europa.eu/theme/hy"]}, "inspire_themes", ["hy"]),
        ({"extras": extras(dataset__reference__date='[{"type": "creation", "value": "2012-03-04"}]')}, "created", "2012-03-04"),
        ({"metadata_created": "mar, 10/12/2019 - 09:23"}, "issued", "2019-12-10"),
        ({"temporal_start": "2020", "temporal_end": "2019"}, "temporal_coverage", [{"start": "2019", "end": "2020"}]),
        ({"temporal_coverage": [{"start": "2019", "end": ""}]}, "temporal_coverage", [{"start": "2019"}]),
        ({"language": ["fr"], "conforms_to": ["https://www.example.fr/norme"]}, "language", ["FRA"]),
        ({"access_rights": "http://publications.europa.eu/resource/authority/access-right/RESTRICTED"}, "access_rights", "RESTRICTED"),
        ({"extras": extras(spatial__reference__system="http://www.opengis.net/def/crs/EPSG/0/2154")}, "crs", ["EPSG:2154"]),
        ({"url": ""}, "url", "https://portail.fr/dataset/jeu"),
        ({"inspire_themes": ["hy"], "equivalent_scale": [5000], "conformity": [{"title": "CNIG", "degree": "conformant"}]}, "conformity", [{"title": "CNIG", "degree": "conformant"}]),
        ({"equivalent_scale": "[5000]"}, "equivalent_scale", [5000]),
    ],
)  # fmt: skip
def test_fields(mapped, package, field, expected):
    dataset, _ = mapped(**package)
    value = dataset[field]
    if field == "spatial":
        from shapely.geometry import shape

        assert shape(json.loads(value)).equals(shape(expected))
    else:
        assert value == expected


def test_persons_are_left_out_and_bodies_kept(mapped):
    dataset, remarks = mapped(
        author="Jeanne Durand",
        author_email="jeanne.durand@ville.fr",
        maintainer="Service de l'eau",
        maintainer_email="eau@ville.fr",
        organization={"title": "Ville de Metz"},
    )
    assert dataset["contacts"] == [
        {"role": "author", "email": "jeanne.durand@ville.fr"},
        {"role": "custodian", "name": "Service de l'eau", "email": "eau@ville.fr"},
        {"role": "publisher", "name": "Ville de Metz"},
    ]
    assert "Names of persons were left out of the contacts, to protect personal data (1)." in remarks


def test_resources(mapped):
    dataset, remarks = mapped(
        resources=[
            {"url": "https://x.fr/d/1", "name": "Arbres", "format": "csv", "size": "1,5 Ko", "created": "2024-01-02"},
            {"url": "/dataset/1/resource/2/download/plan.pdf", "format": "PDF"},
            {"url": "https://x.fr/ows?service=WFS&typeName=ns:arbres", "format": "OGC:WFS", "name": "ns:arbres"},
            {"url": "https://x.fr/t.csv", "format": "CSV", "schema": "https://schema.data.gouv.fr/etalab/schema-irve-statique/2.3.1/schema.json"},
            {"url": "javascript:alert(1)", "name": "mauvais"},
            {"url": "", "name": "vide"},
            {"url": "http://localhost:8080/x", "name": "interne"},
            {"url": "https://x.fr/carte", "name": "Carte", "format": "HTML"},
            {"url": "https://x.fr/t.csv", "state": "deleted", "name": "ancien"},
        ]
    )  # fmt: skip
    found = {resource["url"].partition("x.fr")[2] or resource["url"]: resource for resource in dataset["resources"]}
    assert found["/d/1"] | {"kind": "download", "format": "CSV", "size": 1500, "issued": "2024-01-02"} == found["/d/1"]
    assert found["https://portail.fr/dataset/1/resource/2/download/plan.pdf"]["kind"] == "documentation"
    service = found["/ows?service=WFS&typeName=ns:arbres"]
    assert (service["kind"], service["protocol"], service["layer"], service["format"]) == (
        "service",
        "OGC:WFS",
        "ns:arbres",
        "WFS",
    )
    assert (found["/t.csv"]["schema"], found["/t.csv"]["schema_version"]) == ("etalab/schema-irve-statique", "2.3.1")
    assert found["/carte"]["kind"] == "page"
    assert len(found) == 5
    assert sum("was left out" in remark and "link" in remark for remark in remarks) == 2
    assert "A link of the record has no address: vide." in remarks


def test_what_has_no_field_is_told(mapped):
    _, remarks = mapped(extras=extras(couleur="bleu", vide=""))
    assert "What the record says beside that has no place here: couleur." in remarks


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'"x"', b'{"title": ""}', b"[" * 100_000])
def test_what_is_no_dataset_is_refused(content):
    with pytest.raises(UnmappableRecord):
        ckan.draft(content)


def test_a_platform_like_this_one_gives_every_field(full_dataset):
    """Round trip: what `package_show` says of a dataset with every field comes in as it was."""
    document = {"id": "x", "name": "x", **full_dataset}
    found = ckan.draft(json.dumps(document).encode()).dataset
    names = [field.name for field in dataset_declaration().level("dataset")]
    for name in names:
        if name in full_dataset and name not in (
            "name",
            "owner_org",
            "tag_string",
            "harvest_remarks",
            "identifiers",
            "notes",
        ):
            assert found.get(name) == full_dataset[name], name
    for row in full_dataset["identifiers"]:
        assert row in found["identifiers"]

"""A description is filled in from the schema, the workspace and the file; it earns what data.gouv.fr asks for."""

from datetime import datetime

import pytest

from ckanext.datagrandest.metadata.vocabularies import vocabulary
from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.quality.scoring.datagouv import score
from ckanext.datagrandest.quality.scoring.facts import DatasetFacts
from ckanext.datagrandest.workspaces.depositing import prefill
from ckanext.datagrandest.workspaces.depositing.prefill import Source, filled, resource

SUBVENTIONS = registry.get("scdl/subventions")


def source(**values) -> Source:
    return Source(**{"file_name": "subventions_2024.csv", "publisher": "Commune de Bruyères", **values})


@pytest.mark.parametrize("name", sorted(registry.versions()))
def test_every_schema_that_is_shipped_has_its_themes_frequency_and_words(name):
    found = filled(source(schema=registry.get(name), territories=["commune:88078"]))
    assert found["themes"]
    assert all(vocabulary("data_themes").match(code) for code in found["themes"])
    assert vocabulary("frequencies").match(found["frequency"])
    assert len(found["tag_string"].split(", ")) >= 2
    assert len(found["notes"]) > 100
    assert found["title"].endswith("Commune de Bruyères, 2024")


def test_the_fields_are_those_of_the_form():
    assert tuple(filled(source())) == prefill.FIELDS


def test_what_is_filled_in_earns_all_the_points_of_data_gouv_fr():
    told = source(
        schema=SUBVENTIONS, territories=["commune:88078"], rows=12, follows=True, period=("2024-01-05", "2024-11-30")
    )
    file = {"url": "https://example.org/a.csv", "format": "CSV", "modified": "2026-11-20", **resource(told)}
    facts = DatasetFacts({**filled(told), "resources": [file]}, datetime.fromisoformat("2026-11-22"))
    assert score(facts).points == 9


def test_the_period_is_that_of_the_dates_else_of_the_name():
    assert filled(source(period=("2023-12-30", "2024-02-01")))["temporal_coverage"] == [
        {"start": "2023-12-30", "end": "2024-02-01"}
    ]
    assert filled(source(file_name="budget 2023.csv"))["temporal_coverage"] == [{"start": "2023", "end": "2023"}]
    assert filled(source(file_name="liste-120241.csv"))["temporal_coverage"] == []


def test_a_file_without_schema_is_named_by_its_name_and_described_by_nobody():
    found = filled(source(file_name="  liste_des_bancs.xlsx"))
    assert (found["title"], found["notes"]) == ("Liste des bancs – Commune de Bruyères", "")
    assert (
        resource(source(file_name="bancs.xlsx", header=("lieu", "nombre")))["description"]
        == "Fichier XLSX : colonnes : lieu, nombre."
    )


def test_the_file_is_described():
    said = resource(source(schema=SUBVENTIONS, rows=200, follows=True))
    assert said["name"] == "Subventions 2024"
    assert said["description"].startswith("Fichier CSV : 200 lignes, conforme au schéma Subventions versées")
    assert "suit le schéma" in resource(source(schema=SUBVENTIONS))["description"]

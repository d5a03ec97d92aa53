"""The build step makes the table from the packages' files, and refuses what it does not understand."""

import json

import pytest

from ckanext.datagrandest.territories import cog_build, cog_table

COMMUNES = [
    {"code": "88001", "nom": "Le Haut", "departement": "88", "type": "commune-actuelle", "anciensCodes": ["88002"]},
    {"code": "88003", "nom": "Neuve", "departement": "88", "type": "commune-actuelle", "codesPostaux": ["88000"]},
    {"code": "88003", "nom": "Vieille", "departement": "88", "type": "commune-deleguee", "chefLieu": "88003"},
]
PAST = [
    {"code": "88002", "nom": "Le Bas", "type": "COM", "dateFin": "1970-01-01"},
    {"code": "88002", "nom": "Le Bas", "type": "COMP"},
    {"code": "88001", "nom": "Haut-le-Vieux", "type": "COM", "dateFin": "1950-01-01"},
]
FILES = {
    "package.json": {"version": "9.9.9"},
    "data/communes.json": COMMUNES,
    "data/historique-communes.json": PAST,
    "data/epci.json": [
        {
            "code": "200000001",
            "nom": "CC Neuve",
            "type": "CC",
            "populationMunicipale": 12,
            "membres": [{"code": "88003"}],
        }
    ],
    "data/ept.json": [],
    "data/arrondissements.json": [{"code": "881", "nom": "Épinal", "departement": "88"}],
    "data/departements.json": [{"code": "88", "nom": "Vosges", "region": "44"}],
    "data/regions.json": [{"code": "44", "nom": "Grand Est"}],
}


@pytest.fixture
def package(tmp_path):
    """A folder with the files of both packages."""
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return tmp_path


@pytest.fixture
def table(package, tmp_path):
    """The table made from `package`, written and read again."""
    cog_build.write(cog_build.build(package, package, "2026-01-01"), tmp_path / "cog.json.gz")
    return cog_table.read(tmp_path / "cog.json.gz")


def test_what_is_made_is_read(table):
    assert (table.version, table.date) == ("9.9.9", "2026-01-01")
    assert table.communes == {"88001": "Le Haut", "88003": "Neuve"}
    assert table.commune_epci == {"88001": "", "88003": "200000001"}
    assert table.former_communes == {
        "88002": cog_table.FormerCommune("88002", "Le Bas", "88001", "ancienne", "1970-01-01")
    }
    assert table.renamed == {"88001": ["Haut-le-Vieux"], "88003": ["Vieille"]}
    assert table.epci_members == {"200000001": ["88003"]}
    assert table.districts == {}


def test_the_same_sources_give_the_same_bytes(package, tmp_path):
    for name in ("a", "b"):
        cog_build.write(cog_build.build(package, package, "2026-01-01"), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_commune_outside_its_departement_is_refused(package):
    (package / "data/communes.json").write_text(json.dumps([{**COMMUNES[0], "departement": "52"}]))
    with pytest.raises(cog_build.CogBuildError, match="88001"):
        cog_build.build(package, package, "2026-01-01")


def test_a_missing_file_is_named(package):
    (package / "data/epci.json").unlink()
    with pytest.raises(cog_build.CogBuildError, match=r"epci\.json"):
        cog_build.build(package, package, "2026-01-01")


def test_a_line_break_in_a_name_is_refused():
    with pytest.raises(cog_build.CogBuildError, match="line break"):
        cog_build.columns(["name"], [("Le\nHaut",)])


def test_the_shipped_table_is_that_of_the_pinned_packages():
    assert cog_build.is_current(), "run deploy/build-cog"
    table = cog_table.read(cog_build.TABLE)
    pinned = json.loads((cog_build.SOURCES / "package.json").read_text())
    assert table.version == pinned["dependencies"][cog_build.PACKAGE]
    assert table.date == pinned["config"]["cog"]


def test_the_lock_holds_digests_and_no_registry():
    text = (cog_build.SOURCES / "package-lock.json").read_text()
    lock = json.loads(text)["packages"]
    assert all(entry["integrity"].startswith("sha512-") for name, entry in lock.items() if name)
    assert "://" not in text

"""The table of French codes is whole and says what the official files say."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from ckanext.datagrandest.territories import cog, cog_table


@pytest.fixture(scope="module")
def official(shared_data: Path):
    """Rows of an official file of the COG, by its short name."""

    def rows(name: str) -> list[dict[str, str]]:
        path = shared_data / "geo" / "cog" / f"decoupage-administratif__{name}.csv"
        with path.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    return rows


def test_holds_every_commune_with_its_name_and_place(official):
    overseas = {row["code_commune"]: row["nom_commune"] for row in official("collectivites-outremer")}
    rows = [row for row in official("communes") if row["TYPECOM"] == "COM"]
    names = {row["COM"]: row["LIBELLE"] for row in rows} | overseas
    assert cog.table().communes == names
    assert len(names) == 34_969
    for row in rows:
        commune = cog.commune(row["COM"])
        assert (commune.departement, commune.region, commune.arrondissement or "") == (
            row["DEP"],
            row["REG"],
            row["ARR"],
        )


def test_holds_every_arrondissement_departement_and_region(official):
    assert set(cog.table().arrondissements) == {row["ARR"] for row in official("arrondissements")}
    assert {row["DEP"] for row in official("departements")} <= set(cog.table().departements)
    assert {row["REG"] for row in official("regions")} <= set(cog.table().regions)
    for row in official("departements"):
        assert cog.table().departement_region[row["DEP"]] == row["REG"]


def test_follows_every_delegated_and_associated_commune(official):
    for row in official("communes"):
        if row["TYPECOM"] in ("COMD", "COMA") and row["COM"] != row["COMPARENT"]:
            assert cog.successor(row["COM"]) == row["COMPARENT"], row
            assert cog.commune_name(row["COM"]) == row["LIBELLE"]
        if row["TYPECOM"] == "ARM":
            assert cog.is_district(row["COM"])
            assert not cog.is_commune(row["COM"])
            assert cog.current_commune(row["COM"]) == row["COMPARENT"]


def test_grand_est():
    table = cog.table()
    communes = [code for code in table.communes if table.departement_region[cog.departement_of(code)] == "44"]
    assert len(communes) == 5_115
    assert len({table.commune_epci[code] for code in communes} - {""}) == 150
    assert all(table.commune_siren[code] for code in communes)


def test_a_commune():
    assert cog.commune("88160") == cog_table.Commune(
        code="88160",
        name="Épinal",
        arrondissement="881",
        departement="88",
        region="44",
        epci="200068757",
        siren="218801603",
        population=32251,
        postcodes=("88000",),
    )
    assert cog.commune("88422") is None
    assert cog.commune("2A004").departement == "2A"
    assert cog.commune("97502").region == "975"


def test_former_communes_are_dated():
    assert cog.former_commune("88422") == cog_table.FormerCommune(
        "88422", "Saint-Laurent", "88160", "ancienne", "1964-07-01"
    )
    assert cog.successor("88160") is None
    assert cog.successor("20004") == "2A004"
    assert cog.current_commune("08007") == "08116"
    assert cog.former_commune("08007").kind == "associee" or cog.former_commune("08007").kind == "deleguee"


def test_every_former_code_has_a_name_and_leads_to_a_commune_in_force():
    for former in cog.table().former_communes.values():
        assert former.name
        assert cog.is_commune(former.successor)
        assert not cog.is_commune(former.code)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("St-Dié des Vosges", ["88413"]),
        ("SAINT DIE DES VOSGES", ["88413"]),
        ("Châlons-sur-Marne", ["51108"]),  # renamed Châlons-en-Champagne in 1998
        ("Chalons s/ Marne", ["51108"]),
        ("Briey", ["54099"]),  # its code is Val de Briey's today
        ("juzancourt", ["08241"]),  # merged into Asfeld in 1971
        ("ABERGEMENT CLEMENCIAT", ["01001"]),
        ("Abergement-Clémenciat (L')", ["01001"]),
        ("L’Haÿ-les-Roses", ["94038"]),
        ("Œting", ["57521"]),
        ("Nulle-part-sur-Rien", []),
        ("", []),
        ("—", []),
    ],
)
def test_finds_a_name_however_it_is_written(name, codes):
    assert cog.find(name) == codes


def test_former_names_may_be_left_out():
    assert cog.find("Châlons-sur-Marne", former=False) == []


def test_every_name_finds_its_own_code():
    for code, name in cog.table().communes.items():
        assert code in cog.find(name)
        assert code in cog.find(name.upper().replace("-", " "))


def test_postcodes():
    assert "88160" in cog.with_postcode("88000")
    assert cog.with_postcode("00000") == []


def test_other_kinds():
    assert cog.epci("200068559") == cog_table.Epci("200068559", "CC de l'Ouest Vosgien", "CC", 22986)
    assert cog.epci_exists("200068559")
    assert not cog.epci_exists("200068558")
    assert cog.region_exists("44")
    assert not cog.region_exists("42")
    assert cog.table().former_regions["42"] == "44"
    assert cog.departement_exists("2A")
    assert not cog.departement_exists("20")
    assert cog.arrondissement_exists("881")


def test_a_question_imports_no_ckan():
    code = (
        "import sys; from ckanext.datagrandest.territories import cog; cog.find('Épinal'); print('ckan' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_missing_table_says_what_to_do(tmp_path):
    with pytest.raises(cog_table.CogTableError, match="run deploy/build-cog"):
        cog_table.read(tmp_path / "none.json.gz")


def test_a_broken_table_says_what_to_do(tmp_path):
    (tmp_path / "cog.json.gz").write_bytes(b"\x1f\x8b broken")
    with pytest.raises(cog_table.CogTableError, match="run deploy/build-cog"):
        cog_table.read(tmp_path / "cog.json.gz")

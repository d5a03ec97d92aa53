"""`ckan dge territories load` on a real PostGIS: what it writes, says, and refuses."""

import json

import pytest
from sqlalchemy import func, select, text, update

from ckan import model

from ckanext.datagrandest.territories.model import FormerName, Loaded, Territory


def count(kind: str) -> int:
    return model.Session.scalar(select(func.count()).select_from(Territory).where(Territory.kind == kind))


@pytest.fixture
def run(cli):
    """Run `dge territories load` with options; give its lines."""
    from ckan.cli.cli import ckan

    def go(*options: str, code: int = 0) -> list[str]:
        result = cli.invoke(ckan, ["dge", "territories", "load", *options])
        assert result.exit_code == code, result.output
        return result.output.splitlines()

    return go


def test_the_whole_region_is_loaded(run):
    lines = run()
    assert (count("region"), count("departement"), count("arrondissement")) == (1, 10, 38)
    assert (count("epci"), count("commune")) == (150, 5_115)
    assert any("5115" in line and "communes" in line for line in lines), lines
    epinal = model.Session.get(Territory, "commune:88160")
    assert (epinal.siren, epinal.population, epinal.postcodes) == ("218801603", 32251, ["88000"])
    assert (epinal.departement, epinal.arrondissement, epinal.epci, epinal.region) == ("88", "881", "200068757", "44")
    merged = model.Session.get(FormerName, ("commune:88160", "88422", "Saint-Laurent"))
    assert merged.until.isoformat() == "1964-07-01"
    assert model.Session.get(Loaded, "44").version == "6.0.0"


def test_an_epci_across_the_border_has_all_its_members(territories):
    epci = model.Session.get(Territory, "epci:200070332")
    assert len(epci.members) == 63
    assert sum(member.startswith("70") for member in epci.members) == 3
    assert epci.departement == "52"


def test_a_second_load_changes_nothing_and_says_so(run):
    run()
    assert any("Rien n’a changé" in line for line in run())


def test_what_differs_is_written_and_counted(territories, run):
    with model.meta.engine.begin() as connection:
        connection.execute(update(Territory).where(Territory.code == "commune:88160").values(population=1))
        connection.execute(text("DELETE FROM dge_territory WHERE code = 'commune:67482'"))
        connection.execute(text("DELETE FROM dge_territory_former WHERE insee = '88422'"))
    assert any(line == "communes : ajouts 1, modifications 1, fusions 0, suppressions 0." for line in run())
    assert model.Session.get(Territory, "commune:88160").population == 32251
    assert model.Session.get(FormerName, ("commune:88160", "88422", "Saint-Laurent"))


def test_a_commune_merged_since_hands_its_contour_down(territories, run):
    """As when the code of next year is loaded: an old row goes, its successor keeps the whole surface."""
    square = "ST_Multi(ST_GeomFromText('POLYGON(({0} 48,{1} 48,{1} 49,{0} 49,{0} 48))', 4326))"
    with model.meta.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO dge_territory (code, kind, insee, name, postcodes, members, names, others, context, geometry)"
                f" VALUES ('commune:88422', 'commune', '88422', 'Saint-Laurent', '{{}}', '{{}}', '|', '|', '|', {square.format(7, 8)})"
            )
        )
        connection.execute(
            text(f"UPDATE dge_territory SET geometry = {square.format(6, 7)} WHERE code = 'commune:88160'")
        )
    lines = run()
    assert "Saint-Laurent (88) → Épinal fait maintenant partie de Épinal (88)." in lines
    assert any("fusions 1" in line for line in lines)
    assert model.Session.scalar(text("SELECT ST_Area(geometry) FROM dge_territory WHERE code = 'commune:88160'")) == 2


def test_a_failure_leaves_the_tables_as_they_were(run, tmp_path):
    broken = tmp_path / "contours.geojson"
    broken.write_text("{")
    lines = run("--contours", str(broken), code=1)
    assert "JSON" in lines[-1]
    assert count("commune") == 0


@pytest.mark.ckan_config("ckanext.datagrandest.territories.region", "99")
def test_an_unknown_region_is_refused(run):
    assert "99" in run(code=1)[-1]


def test_a_download_goes_through_the_guarded_client(run):
    lines = run("--contours", "http://127.0.0.1:9/contours.geojson", code=1)
    assert "127.0.0.1" in lines[-1]


class TestContours:
    def test_real_communes_give_contours_to_all_larger_territories(self, run, shared_data):
        files = sorted((shared_data / "geo" / "contours").glob("*communes*.geojson"))
        assert len(files) == 10
        options = [option for file in files for option in ("--contours", str(file))]
        lines = run(*options)
        without = model.Session.scalars(select(Territory.code).where(Territory.geometry.is_(None))).all()
        assert without == ["epci:200070332"], "three of its communes are in Haute-Saône"
        assert "Territoires sans contour : 1." in lines
        valid = model.Session.scalar(text("SELECT bool_and(ST_IsValid(geometry)) FROM dge_territory"))
        assert valid
        again = run(*options)
        assert not [line for line in again if " ajoutés 0, modifiés 0, " not in line and ".geojson" in line]

    def test_given_contours_win_over_made_ones(self, run, shared_data):
        folder = shared_data / "geo" / "contours"
        run(
            "--contours",
            str(folder / "france-geojson__departements-grand-est.geojson"),
            "--contours",
            str(folder / "france-geojson__region-grand-est.geojson"),
        )
        given = model.Session.scalars(select(Territory.code).where(Territory.contour == "given")).all()
        assert len(given) == 11
        assert "region:44" in given

    def test_what_matches_nothing_is_named(self, territories, run, tmp_path):
        ring = [[6, 48], [7, 48], [7, 49], [6, 49], [6, 48]]
        square = {"type": "Polygon", "coordinates": [ring]}
        features = [
            {"type": "Feature", "properties": {"nom": "Nulle part"}, "geometry": square},
            {"type": "Feature", "properties": {"code": "88160"}, "geometry": {"type": "Point", "coordinates": [6, 48]}},
            {"type": "Feature", "properties": {"insee": "75056"}, "geometry": square},
            {"type": "Feature", "properties": {"INSEE_COM": "67482"}, "geometry": square},
        ]
        file = tmp_path / "contours.geojson"
        file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        lines = run("--contours", str(file))
        assert any("Nulle part" in line for line in lines), lines
        assert any("commune:88160" in line for line in lines)
        assert any("hors de la région : 1" in line for line in lines)
        assert model.Session.get(Territory, "commune:67482").contour == "given"

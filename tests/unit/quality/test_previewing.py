"""What a file shows at its beginning: rows, points, the period of its dates; and which schemas it may follow."""

from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.quality.previewing import preview
from ckanext.datagrandest.quality.recognise import likely, recognise

EQUIPEMENTS = registry.get("scdl/equipements")
SUBVENTIONS = registry.get("scdl/subventions")
NONE = registry.get("scdl/prenoms")


def test_the_first_rows_and_the_points(tmp_path):
    path = tmp_path / "table.csv"
    rows = "".join(f"Bruyères;Kiosque {number};48,{number:04};6.7\n" for number in range(600))
    path.write_text(f"COLL_NOM;EQUIP_NOM;EQUIP_LAT;EQUIP_LONG\n{rows}B;perdu;;\nB;faux;200;6\n", "utf-8")
    found = preview(path, EQUIPEMENTS)
    assert found["header"] == ["COLL_NOM", "EQUIP_NOM", "EQUIP_LAT", "EQUIP_LONG"]
    assert len(found["rows"]) == 20
    assert found["rows"][0] == ["Bruyères", "Kiosque 0", "48,0000", "6.7"]
    assert len(found["points"]) == 500
    assert found["points"][1] == [48.0001, 6.7, "Kiosque 1"]
    assert found["period"] is None


def test_the_period_is_that_of_the_first_required_date(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("nomAttribuant,dateConvention\nA,2024-03-01\nB,15/01/2023\nC,bientôt\nD,0024-01-01\n", "utf-8")
    found = preview(path, SUBVENTIONS)
    assert found["period"] == ["2023-01-15", "2024-03-01"]
    assert found["points"] == []


def test_the_likely_schemas_come_the_likeliest_first_and_begin_with_the_one_that_is_recognised():
    header = [field.name for field in SUBVENTIONS.fields]
    found = likely(header)
    assert found[0].id == recognise(header).id == "scdl/subventions"
    assert [one.share for one in found] == sorted((one.share for one in found), reverse=True)
    half = [field.name for field in SUBVENTIONS.fields if field.required][:4]
    assert recognise(half) is None
    assert likely(half)[0].id == "scdl/subventions"
    assert likely(["lieu", "nombre"]) == []

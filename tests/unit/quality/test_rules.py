"""Each rule on the writings it is made for, and on those it must leave to a person."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from ckanext.datagrandest.quality.reading.kinds import NotATableError
from ckanext.datagrandest.quality.repairing.log import Repaired
from ckanext.datagrandest.quality.repairing.plan import repair
from ckanext.datagrandest.quality.table_schema import parse

OWN = "21880413600016"


def mended(tmp_path: Path, fields: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[str]], **options) -> Repaired:
    """Repair rows of a file whose header is the schema's."""
    checks = [check for field in fields for check in field.get("checks", ())]
    schema = parse({"name": "essai", "fields": list(fields), "custom_checks": checks})
    path = tmp_path / "file.csv"
    lines = [[field["name"] for field in fields], *rows]
    path.write_text("".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines), "utf-8")
    return repair(path, schema, **options)


def column(tmp_path: Path, field: Mapping[str, Any], cells: Sequence[str], **options) -> list[str]:
    """Repair a column beside another that keeps its rows from being blank."""
    rows = [[cell, "x"] for cell in cells]
    return mended(tmp_path, [field, {"name": "autre"}], rows, **options).table[str(field["name"])].to_list()


DATE = {"name": "jour", "type": "date"}
MOMENT = {"name": "moment", "type": "datetime"}
NUMBER = {"name": "montant", "type": "number"}
COMMA = {"name": "montant", "type": "number", "decimalChar": ","}
INTEGER = {"name": "nombre", "type": "integer"}
MONTH = {"name": "mois", "type": "yearmonth"}
YEAR = {"name": "annee", "type": "year"}
YES = {"name": "oui", "type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]}
PHONE = {"name": "tel", "constraints": {"pattern": r"^\+33\d{9}$"}}
TEN = {"name": "tel", "constraints": {"pattern": r"^0\d{9}$"}}
HOURS = {"name": "horaires", "checks": [{"name": "opening-hours-value", "params": {"column": "horaires"}}]}
INSEE = {"name": "insee", "constraints": {"pattern": r"^([013-9]\d|2[AB1-9])\d{3}$"}}
POINT = {"name": "coordonneesXY", "type": "geopoint", "format": "array"}
SIRET = {"name": "siret", "constraints": {"pattern": r"^\d{14}$"}}
SPAN = {"name": "annees", "constraints": {"pattern": r"^\d{4}(/\d{4})?$"}}


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        (DATE, "3 mars 2024", "2024-03-03"),
        (DATE, "1er février 2024", "2024-02-01"),
        (DATE, "dimanche 3 mars 2024", "2024-03-03"),
        (DATE, "dim. 3 mars 2024", "2024-03-03"),
        (DATE, "Le 14 juil. 2023", "2023-07-14"),
        (DATE, "3-mars-24", "2024-03-03"),
        (DATE, "03/03/24", "2024-03-03"),
        (DATE, "31/12/99", "1999-12-31"),
        (DATE, "3/3/2024", "2024-03-03"),
        (DATE, "15.04.2024", "2024-04-15"),
        (DATE, "15-04-2024", "2024-04-15"),
        (DATE, "15 04 2024", "2024-04-15"),
        (DATE, "2024/04/15", "2024-04-15"),
        (DATE, "20240415", "2024-04-15"),
        (DATE, "2024-03-03T00:00:00", "2024-03-03"),
        (DATE, "2024-03-03 00:00:00", "2024-03-03"),
        (DATE, "2024-03-03T00:00:00.000Z", "2024-03-03"),
        (DATE, "15/04/2024 14:30", "2024-04-15"),
        (DATE, "45353", "2024-03-02"),
        (DATE, "45353.0", "2024-03-02"),
        (MOMENT, "15/04/2024 14:30", "2024-04-15T14:30:00"),
        (MOMENT, "15/04/2024 à 14h30", "2024-04-15T14:30:00"),
        (MOMENT, "45397,5", "2024-04-15T12:00:00"),
        (MONTH, "mars 2024", "2024-03"),
        (MONTH, "03/2024", "2024-03"),
        (MONTH, "sept. 2023", "2023-09"),
        (YEAR, "2024.0", "2024"),
        (NUMBER, "1\u202f234,50 €", "1234.50"),
        (NUMBER, "1500euros", "1500"),
        (NUMBER, "EUR 1 500,5", "1500.5"),
        (NUMBER, "1.234.567", "1234567"),
        (NUMBER, "−12,5", "-12.5"),
        (COMMA, "1234.5", "1234,5"),
        (COMMA, "1 234,5 €", "1234,5"),
        (INTEGER, "1 234,00", "1234"),
        (INTEGER, "12,0", "12"),
        (YES, "VRAI", "oui"),
        (YES, "x", "oui"),
        (YES, "Non", "non"),
        (YES, "✓", "oui"),
        (YES, "0", "non"),
        (PHONE, "03 88 12 34 56", "+33388123456"),
        (PHONE, "Tél. : 03.88.12.34.56", "+33388123456"),
        (PHONE, "388123456", "+33388123456"),
        (PHONE, "0033388123456", "+33388123456"),
        (TEN, "388123456", "0388123456"),
        (TEN, "+33 3 88 12 34 56", "0388123456"),
        (HOURS, "Lu-Ve 9h-12h", "Mo-Fr 09:00-12:00"),
        (HOURS, "Lundi au vendredi : 8h30-12h et 13h30-17h, samedi 9h-12h",
         "Mo-Fr 08:30-12:00,13:30-17:00; Sa 09:00-12:00"),
        (HOURS, "du lundi au samedi de 9h à 19h ; dimanche fermé", "Mo-Sa 09:00-19:00; Su off"),
        (HOURS, "24h/24 et 7j/7", "24/7"),
        (HOURS, "Tous les jours 6h-22h", "Mo-Su 06:00-22:00"),
        (INSEE, "1004", "01004"),
        (INSEE, "2a004", "2A004"),
        (INSEE, "88160.0", "88160"),
        (SIRET, "218 804 136 00016", OWN),
        (SIRET, "1234567400019", "01234567400019"),
        (POINT, "[48.6921,6.1834]", "[6.1834,48.6921]"),
        (POINT, "6.1834,48.6921", "[6.1834,48.6921]"),
        (POINT, "6,1834 ; 48,6921", "[6.1834,48.6921]"),
        (SPAN, "2024-2025", "2024/2025"),
    ],
)  # fmt: skip
def test_a_writing_is_mended(tmp_path: Path, field: Mapping[str, Any], before: str, after: str):
    assert column(tmp_path, field, [before]) == [after]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (DATE, "12/05/45"),
        (DATE, "31/02/2024"),
        (DATE, "mars 2024"),
        (DATE, "2024"),
        (DATE, "12345678"),
        (DATE, "2024-03-03T23:00:00Z"),
        (NUMBER, "environ 1500"),
        (NUMBER, "12 k€"),
        (INTEGER, "1.234"),
        (INTEGER, "12,5"),
        (YES, "peut-être"),
        (HOURS, "9h-12h sauf mardi"),
        (HOURS, "matin"),
        (HOURS, "Lu-Ve 9h"),
        (INSEE, "99999999"),
        (SIRET, "21880413600"),
        (SIRET, "2,18804E+13"),
        (PHONE, "03 88 12 34"),
        (POINT, "[12,34,56]"),
        (SPAN, "2024-25"),
    ],
)
def test_what_is_not_sure_is_left(tmp_path: Path, field: Mapping[str, Any], text: str):
    assert column(tmp_path, field, [text]) == [text]


def test_the_order_of_a_date_is_that_of_its_column(tmp_path: Path):
    assert column(tmp_path, DATE, ["03/04/2024"]) == ["2024-04-03"]
    assert column(tmp_path, DATE, ["03/04/2024", "03/25/2024"]) == ["2024-03-04", "2024-03-25"]
    both = ["03/04/2024", "03/25/2024", "25/03/2024", "05/05/2024"]
    assert column(tmp_path, DATE, both) == ["03/04/2024", "2024-03-25", "2024-03-25", "2024-05-05"]


def test_the_century_of_two_digits_is_that_of_the_column(tmp_path: Path):
    assert column(tmp_path, DATE, ["12/05/45", "1944-06-06", "08/05/1945"])[0] == "1945-05-12"
    assert column(tmp_path, DATE, ["30/06/31", "2030-01-01"])[0] == "2031-06-30"
    assert column(tmp_path, DATE, ["30/06/24", "1918-11-11"])[0] == "1924-06-30"


COMMUNE = [INSEE, {"name": "code_postal"}, {"name": "commune"}]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["Épinal", "", ""], "88160"),
        (["EPINAL", "", ""], "88160"),
        (["St Dié des Vosges", "", ""], "88413"),
        (["Saint-Denis", "97400", ""], "97411"),
        (["Saint-Denis", "93200", ""], "93066"),
    ],
)
def test_the_name_of_a_commune_becomes_its_code(tmp_path: Path, row: list[str], code: str):
    assert mended(tmp_path, COMMUNE, [row]).table["insee"].to_list() == [code]


def test_a_name_that_several_communes_bear_is_decided_by_what_surrounds_it(tmp_path: Path):
    alone = [["Sainte-Croix", "", ""]]
    assert mended(tmp_path, COMMUNE, alone).table["insee"].to_list() == ["Sainte-Croix"], "it was guessed"
    beside = [["Sainte-Croix", "", ""], ["81004", "", ""], ["81065", "", ""]]
    assert mended(tmp_path, COMMUNE, beside).table["insee"][0] == "81326"
    by_departement = [*COMMUNE[:1], {"name": "departement"}, {"name": "autre"}]
    assert mended(tmp_path, by_departement, [["Sainte-Croix", "Drôme", ""]]).table["insee"][0] == "26299"


def test_a_name_is_decided_by_the_territory_of_the_sender(tmp_path: Path):
    rows = [["Saint-Martin", "", ""]]
    assert mended(tmp_path, COMMUNE, rows).table["insee"].to_list() == ["Saint-Martin"]
    assert mended(tmp_path, COMMUNE, rows, own_siret="21540480700017").table["insee"].to_list() == ["54480"]


NAMED = [{"name": "commune", "constraints": {"required": True, "pattern": r"^[A-Za-z\s\-\u00C0-\u00FF]+$"}},
         {"name": "code_postal"}, {"name": "code_insee"}]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (["88160", "88000", ""], "Épinal"),
        (["88160", "", "88160"], "Épinal"),
        (["88000", "88000", "88160"], "Épinal"),
        (["", "", "88160"], "Épinal"),
        (["88160", "", ""], "88160"),
    ],
    ids=["by the post code", "by the code", "a post code", "empty", "both codes of two communes: left"],
)
def test_a_code_in_the_place_of_a_name_becomes_the_name(tmp_path: Path, row: list[str], name: str):
    assert mended(tmp_path, NAMED, [row]).table["commune"].to_list() == [name]


def test_a_required_code_is_given_by_the_name_beside_it(tmp_path: Path):
    fields = [{**INSEE, "constraints": {"required": True}}, *COMMUNE[1:]]
    assert mended(tmp_path, fields, [["", "", "Épinal"]]).table["insee"].to_list() == ["88160"]


def test_codes_of_old_communes_are_not_those_of_today(tmp_path: Path):
    fields = [{"name": "commune_deleguee_insee", "constraints": {"pattern": r"^\d{5}$"}}, {"name": "autre"}]
    assert mended(tmp_path, fields, [["Épinal", "x"]]).table["commune_deleguee_insee"].to_list() == ["Épinal"]


PLACE = [{"name": "nom"}, {"name": "LAT", "type": "number"}, {"name": "LONG", "type": "number"}]


@pytest.mark.parametrize(
    ("lat", "lon"),
    [("6.7201", "48.2079"), ("6,7201", "48,2079"), ("976252.8", "6796236.2"), ("6796236.2", "976252.8"),
     ("6 796 236,2", "976 252,8")],
)  # fmt: skip
def test_coordinates_are_put_in_order(tmp_path: Path, lat: str, lon: str):
    result = mended(tmp_path, PLACE, [["a", lat, lon], ["b", "48.1", "7.2"]]).table.rows()
    assert result[1] == ("b", "48.1", "7.2")
    found = float(result[0][1]), float(result[0][2])
    assert found == pytest.approx((48.2079, 6.7201), abs=2e-6)


def test_coordinates_elsewhere_in_the_world_are_left(tmp_path: Path):
    rows = [["a", "40.7", "-74.0"], ["b", "x", "7.2"], ["c", "", "48.1"]]
    assert [list(row) for row in mended(tmp_path, PLACE, rows).table.rows()] == rows


@pytest.mark.parametrize(
    "cell",
    ["=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "-2+3+cmd|' /C calc'!A0", "=", "＝1"],  # noqa: RUF001
)
def test_no_cell_is_a_formula(tmp_path: Path, cell: str):
    (text,) = column(tmp_path, {"name": "objet"}, [cell])
    assert text.startswith("'")
    assert column(tmp_path, {"name": "objet"}, [text]) == [text]


@pytest.mark.parametrize(
    "cell", ["-12.5", "+33 199002737", "- Achat de tables", "-", "-1 234,50 €", "+33 (0)3 88 12 34 56"]
)
def test_numbers_and_points_of_a_list_are_no_formulas(tmp_path: Path, cell: str):
    assert column(tmp_path, {"name": "objet"}, [cell]) == [cell]


@pytest.mark.parametrize(
    ("before", "after"),
    [(" a ", "a"), ("a\u00a0b", "a b"), ("a\tb", "a b"), ("a\x07b", "ab"), ("a\u202f!", "a !"), ("l\x92école", "l’école"),
     ("a\r\nb", "a\nb"), ("\ufeffa", "a"), ("a\u200b", "a")],
)  # fmt: skip
def test_what_nobody_sees_goes_from_valid_cells_too(tmp_path: Path, before: str, after: str):
    assert column(tmp_path, {"name": "objet"}, [before]) == [after]


@pytest.mark.parametrize("text", ["a\nb", "👩‍🚒 caserne", "a  b", "œuvre", "5\u2009%", "Ã©"])
def test_the_rest_of_a_valid_cell_stays(tmp_path: Path, text: str):
    assert column(tmp_path, {"name": "objet"}, [text]) == [text]


def test_cells_beyond_the_last_column_are_kept(tmp_path: Path):
    path = tmp_path / "file.csv"
    path.write_text("nom,autre\na,b,reste,\nc,d\n")
    result = repair(path, parse({"fields": [{"name": "nom"}, {"name": "autre"}]}))
    assert result.table.columns == ["nom", "autre", ""]
    assert result.table.rows() == [("a", "b", "reste"), ("c", "d", "")]


def test_rows_that_stop_too_early_are_completed_and_said(tmp_path: Path):
    path = tmp_path / "file.csv"
    path.write_text("nom,autre\na\nc,d\n")
    result = repair(path, parse({"fields": [{"name": "nom"}, {"name": "autre"}]}))
    assert result.table.rows() == [("a", ""), ("c", "d")]
    assert [(one.rule, one.examples[0].row) for one in result.proposals] == [("short-row", 2)]


def test_nothing_is_lost_behind_an_open_quote(tmp_path: Path):
    path = tmp_path / "file.csv"
    path.write_text('nom,autre\na,b\nc,"' + "x" * 200_000)
    with pytest.raises(NotATableError, match="row 3"):
        repair(path, parse({"fields": [{"name": "nom"}, {"name": "autre"}]}))


REQUIRED = [{"name": name, "constraints": {"required": True}} for name in ("nom", "objet")]


def test_totals_go_and_sound_rows_stay(tmp_path: Path):
    fields = [*REQUIRED, NUMBER]
    rows = [["Total Énergies", "Total", "5"], ["a", "b", "3"], ["Sous-total :", "", "3"], ["", "TOTAL", "8"]]
    result = mended(tmp_path, fields, rows)
    assert [list(row) for row in result.table.rows()] == rows[:2]
    assert [(one.rule, one.count) for one in result.proposals] == [("totals-row", 2)]

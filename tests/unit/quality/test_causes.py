"""Faults grouped by cause: counted in full, said in French, with an example before and after."""

from pathlib import Path

from ckanext.datagrandest.quality import table_schema
from ckanext.datagrandest.quality.explaining.grouping import totals
from ckanext.datagrandest.quality.judge import judge

SCHEMA = table_schema.parse(
    {
        "fields": [
            {"name": "dateConvention", "type": "date"},
            {"name": "siret", "constraints": {"pattern": r"\d{14}"}},
            {"name": "objet", "constraints": {"required": True}},
        ]
    },
    "s",
    "1",
)


def causes(tmp_path: Path, rows: list[str], header: str = "dateConvention,siret,objet", **options):
    path = tmp_path / "s.csv"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return [cause for cause in judge(path, SCHEMA, **options).causes if not cause.code.startswith("duplicate")]


def test_a_whole_column_is_one_cause(tmp_path: Path):
    (cause,) = causes(tmp_path, ["31/12/2024,12345678901234,x"] * 1200, locale="en")
    assert (
        cause.title == "The dates of “dateConvention” are written day/month/year in the whole column (1\u202f200 rows)"
    )
    assert (cause.repair, cause.count, cause.estimated) == ("french-date", 1200, False)
    assert (cause.before, cause.after) == ("31/12/2024", "2024-12-31")
    assert cause.rows == [2, 3, 4, 5, 6]


def test_one_column_may_have_two_causes(tmp_path: Path):
    rows = ["2024-12-31,1234567890123,x"] * 3 + ["2024-12-31,abc,x"] * 2 + ["2024-12-31,12345678901234,x"]
    found = causes(tmp_path, rows)
    assert [(cause.repair, cause.count) for cause in found] == [("leading-zeros", 3), (None, 2)]
    assert totals(found) == {"leading-zeros": 3, None: 2}
    assert "a perdu ses zéros" in found[0].title
    assert found[0].title.endswith("dans 3 lignes")


def test_counts_are_whole_beyond_the_limit_and_say_when_they_are_estimates(tmp_path: Path):
    rows = ["2024-12-31,1234567890123,x", "2024-12-31,abc,x"] * 3000
    found = causes(tmp_path, rows, limit=1000)
    assert [(cause.repair, cause.count, cause.estimated) for cause in found] == [
        ("leading-zeros", 3000, True),
        (None, 3000, True),
    ]
    assert "environ" in found[0].title


def test_a_cause_beyond_the_limit_of_its_code_is_told_too(tmp_path: Path):
    rows = ["2024-12-31,abc,x"] * 50 + ["2024-12-31,12345678901234,"] * 7
    found = causes(tmp_path, rows, limit=10)
    assert [(cause.field, cause.count) for cause in found] == [("siret", 50), ("objet", 7)]
    assert found[1].rows == [52, 53, 54, 55, 56]


def test_headers_are_causes_without_rows(tmp_path: Path):
    found = causes(tmp_path, ["2024-12-31,12345678901234,x"], "dateConvention,siret,Objet", locale="en")
    assert {(cause.severity, cause.code, cause.repair) for cause in found} == {
        ("error", "missing-label", "header-name"),
        ("warning", "extra-label", "header-name"),
    }
    assert found[0].title == "The column “objet” is missing"


def test_whole_rows_are_counted_in_words(tmp_path: Path):
    found = causes(tmp_path, ["2024-12-31,12345678901234,x", ",,", ",,"])
    assert found[0].title == "Il y a des lignes vides (2 fois)"
    assert found[0].repair == "blank-row"

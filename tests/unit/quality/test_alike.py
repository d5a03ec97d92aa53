"""Rows that come twice: as written, once folded, or but for a few letters; always remarks, never beyond the limits."""

import random
import sys
import unicodedata
from pathlib import Path

import pytest

from ckanext.datagrandest.quality import alike
from ckanext.datagrandest.quality.judge import judge
from ckanext.datagrandest.quality.report import Report
from ckanext.datagrandest.quality.table_schema import TableSchema, parse

sys.path.append(str(Path(__file__).resolve().parents[3] / "deploy"))

from benches import frictionless_peer

SCHEMA = parse(
    {"fields": [{"name": "nom"}, {"name": "adresse"}, {"name": "montant", "type": "number"}, {"name": "code"}]}
)


def judged(tmp_path: Path, rows: list[list[str]], schema: TableSchema = SCHEMA) -> Report:
    path = tmp_path / "t.csv"
    header = ";".join(field.name for field in schema.fields)
    path.write_text("\n".join([header, *(";".join(row) for row in rows)]) + "\n", "utf-8")
    return judge(path, schema, limit=0)


def twice(report: Report) -> list[tuple[str, int | None, str | None, str | None]]:
    return [(one.code, one.row, one.field, one.value) for one in report.warnings if "duplicate" in one.code]


GYM = ["Gymnase Coubertin", "12 rue des Écoles", "1250.50", "88160"]


def others(count: int) -> list[list[str]]:
    return [[f"Équipement {place}", f"{place} rue Haute", str(place), str(88000 + place)] for place in range(count)]


@pytest.mark.parametrize(
    ("again", "code"),
    [
        (GYM, "duplicate-row"),
        (["GYMNASE COUBERTIN", "12, rue des ecoles", "1250.5", "88160"], "near-duplicate-row"),
        (["Gymnase  Coubertin ", "12 rue des Écoles", "1 250,50", "88 160"], "near-duplicate-row"),
        (["Gymnase Coubertin", "12 rue des E\u0301coles", "01250.50", "88160"], "near-duplicate-row"),
    ],
)
def test_a_row_that_comes_again_is_remarked_with_the_first(tmp_path: Path, again: list[str], code: str):
    report = judged(tmp_path, [*others(3), GYM, *others(3)[:0], again])
    assert (code, 6, None, "5") in twice(report)
    assert not report.counts.keys() & {"duplicate-row", "near-duplicate-row"}


@pytest.mark.parametrize("again", [
    ["Gymnase Coubertain", *GYM[1:]],
    ["Gymnase Coubertni", *GYM[1:]],
    [GYM[0], "12 rue des Écolles", *GYM[2:]],
])  # fmt: skip
def test_a_misspelt_row_is_remarked_with_its_column(tmp_path: Path, again: list[str]):
    field = "nom" if again[0] != GYM[0] else "adresse"
    report = judged(tmp_path, [*others(4), GYM, again])
    assert twice(report) == [("misspelt-duplicate-row", 7, field, "6")]
    (cause,) = [cause for cause in report.causes if cause.code == "misspelt-duplicate-row"]
    assert f"à quelques lettres près dans «\N{NO-BREAK SPACE}{field}" in cause.title


@pytest.mark.parametrize("again", [
    [GYM[0], "14 rue des Écoles", *GYM[2:]],
    ["Stade Coubertin", *GYM[1:]],
    [GYM[0], *GYM[1:3], "88161"],
    ["Gymnase Coubertin 2", *GYM[1:]],
    ["Gymnase Coubertain", "12 rue des Écolles", *GYM[2:]],
])  # fmt: skip
def test_another_thing_is_not_a_slip_of_the_pen(tmp_path: Path, again: list[str]):
    assert twice(judged(tmp_path, [*others(4), GYM, again])) == []


def test_names_that_share_nothing_telling_are_different(tmp_path: Path):
    schema = parse({"fields": [{"name": "annee"}, {"name": "prenom"}, {"name": "nombre", "type": "integer"}]})
    names = ["Juliette", "Julietta", "Mathilde", "Mathilda", "Gabriel", "Gabriele", "Éléonore", "Eleonor"]
    rows = [["2025", name, str(7 + place // 2)] for place, name in enumerate(names)]
    assert twice(judged(tmp_path, rows, schema)) == []


def plain(cell: str, *, number: bool) -> str:
    """Fold a cell as the rule says, in Python."""
    if number:
        try:
            return str(float("".join(cell.split()).replace(",", ".")))
        except ValueError:
            pass
    text = unicodedata.normalize("NFKD", cell.lower())
    return "".join(char for char in text if unicodedata.category(char)[0] in "LN")


@pytest.mark.parametrize("seed", range(12))
def test_the_rows_found_are_those_of_a_comparison_of_each_with_each(tmp_path: Path, seed: int):
    chance = random.Random(seed)
    pool = [
        ["a", "A", "á", "b-", "b", "12", ""],
        ["1", "01", "1 ", "x", ""],
        ["1", "1.0", "1,0", "2", ""],
        ["7", "0 7", "8"],
    ]
    rows = [[chance.choice(cells) for cells in pool] for _ in range(30)]
    expected, seen, raw = set(), {}, {}
    for row, cells in enumerate(rows, start=2):
        key = tuple(plain(cell, number=place == 2) for place, cell in enumerate(cells))
        if tuple(cells) in raw:
            expected.add(("duplicate-row", row, None, str(raw[tuple(cells)])))
        elif key in seen:
            expected.add(("near-duplicate-row", row, None, str(seen[key])))
        raw.setdefault(tuple(cells), row)
        seen.setdefault(key, row)
    assert set(twice(judged(tmp_path, rows))) == expected
    assert expected


def test_the_errors_stay_those_of_frictionless(tmp_path: Path):
    report = judged(tmp_path, [GYM, GYM, *others(2)])
    assert report.valid
    path = tmp_path / "c.csv"
    path.write_text((tmp_path / "t.csv").read_text("utf-8").replace(";", ","), "utf-8")
    assert frictionless_peer.faults(path, SCHEMA) == set()


def test_beyond_the_limits_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(alike, "MOST_ROWS", 5)
    assert [code for code, *_ in twice(judged(tmp_path, [GYM] * 6))] == ["duplicates-not-checked"]
    monkeypatch.undo()
    monkeypatch.setattr(alike, "MOST_ALIKE", 5)
    report = judged(tmp_path, [[name, *GYM[1:]] for name in ("Gymnase Un", "Gymnase Deux", "Gymnase Trois") * 4])
    codes = [code for code, *_ in twice(report)]
    assert codes.count("duplicates-not-checked") == 1
    assert codes.count("duplicate-row") == 9


def test_blank_rows_and_single_rows_are_not_twice(tmp_path: Path):
    assert twice(judged(tmp_path, [["", "", "", ""], ["", "", "", ""], GYM])) == []
    assert twice(judged(tmp_path, [GYM])) == []
    assert twice(judged(tmp_path, [])) == []


def test_different_rows_are_folded_in_one_column_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    asked: list[int] = []
    hashed = alike._hashes
    monkeypatch.setattr(alike, "_hashes", lambda rows, column: asked.append(rows.height) or hashed(rows, column))
    assert twice(judged(tmp_path, others(5000))) == []
    assert sum(asked) <= 5000

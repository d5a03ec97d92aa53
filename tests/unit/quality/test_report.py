"""The report: physical lines, repairs named, a bounded size, no path, and its published JSON Schema."""

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from ckanext.datagrandest.quality import registry, report, table_schema
from ckanext.datagrandest.quality.judge import judge
from ckanext.datagrandest.quality.reading.kinds import NotATableError

PUBLISHED = json.loads(files("ckanext.datagrandest.quality").joinpath("report.schema.json").read_text("utf-8"))
SMALL = table_schema.parse({"fields": [{"name": "a"}, {"name": "n", "type": "integer"}]}, "small", "1")


def written(tmp_path: Path, text: str, name: str = "t.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8", newline="")
    return path


def places(path: Path) -> list[tuple[int | None, int | None]]:
    return [(item.row, item.line) for item in judge(path, SMALL).errors]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,n\nx,1\ny,?\n", [(3, 3)]),
        ('a,n\n"x\nx\nx",1\ny,?\nz,?\n', [(3, 5), (4, 6)]),
        ('a,n\r\n"x\r\nx",?\r\ny,?\r\n', [(2, 2), (3, 4)]),
        ('a,n\r"x\rx",1\ry,?\r', [(3, 4)]),
        ('a,n\n"x\nx",1,more\ny,?\n', [(2, 2), (3, 4)]),
        ("a,n\nx,1\n\ny,?", [(3, 3), (4, 4)]),
        ('"a",n\n"x ""q""\n",1\ny,?\n', [(3, 4)]),
        ("Commune de Test\n\na,n\nx,?\n", [(2, 4)]),
    ],
)
def test_lines_are_physical(tmp_path: Path, text: str, expected: list[tuple[int, int]]):
    assert places(written(tmp_path, text)) == expected


def test_lines_hold_from_one_batch_to_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ckanext.datagrandest.quality.reading.encodings.PIECE", 50)
    body = "".join(f'"x\n{number}",?\n' for number in range(30))
    found = places(written(tmp_path, f"a,n\n{body}"))
    assert found == [(number + 2, 2 * number + 2) for number in range(30)]


def test_a_fault_names_the_rule_that_would_mend_it(tmp_path: Path):
    schema = table_schema.parse(
        {"fields": [{"name": "jour", "type": "date"}, {"name": "code", "constraints": {"pattern": r"\d{5}"}},
                    {"name": "libelle", "constraints": {"required": True}}]}, "s", "1"
    )  # fmt: skip
    path = written(tmp_path, "jour,code,libelle\n31/12/2024,1400,x\n2024-01-01,abc, \n", "s.csv")
    found = {(item.field, item.row): item.repair for item in judge(path, schema).errors}
    assert found == {("jour", 2): "french-date", ("code", 2): "leading-zeros", ("code", 3): None}
    header = judge(written(tmp_path, "Jour,code,libelle\n2024-01-01,01400,x\n"), schema)
    assert {(item.code, item.repair) for item in header.warnings} == {
        ("missing-label", "header-name"),
        ("extra-label", "header-name"),
    }


def test_every_row_wrong_is_told_in_less_than_a_megabyte(tmp_path: Path):
    schema = registry.get("scdl/subventions")
    header = ",".join(field.name for field in schema.fields)
    bad = ",".join('"é\x01""' + "\\" * 150 + '"' for _ in schema.fields)
    path = written(tmp_path, header + "\n" + f"{bad}\n" * 20_000)
    found = judge(path, schema)
    text = json.dumps(found.as_dict(), ensure_ascii=False)
    assert len(text.encode()) <= 1_000_000
    assert found.counts["type-error"] >= 20_000
    assert {item.code for item in found.errors} == set(found.counts), "a code is not shown at all"
    jsonschema.validate(found.as_dict(), PUBLISHED)


def test_a_lifted_limit_keeps_every_fault(tmp_path: Path):
    path = written(tmp_path, "a,n\n" + "x,?\n" * 5000)
    assert len(judge(path, SMALL).errors) == 1000
    assert len(judge(path, SMALL, limit=0).errors) == 5000


def test_values_are_cut_and_no_control_character_is_shown(tmp_path: Path):
    found = judge(written(tmp_path, "a,n\nx,\x07" + "9x" * 500 + "\n"), SMALL).errors[0]
    assert found.value is not None
    assert len(found.value) == report.SHOWN
    assert found.value.startswith("␇9x")


def test_no_path_in_a_report(tmp_path: Path):
    found = json.dumps(judge(written(tmp_path, "a,n\nx,?\n"), SMALL).as_dict(), ensure_ascii=False)
    assert str(tmp_path) not in found


def test_the_published_schema_is_sound_and_described_twice():
    jsonschema.Draft202012Validator.check_schema(PUBLISHED)
    parts = [PUBLISHED, *PUBLISHED["$defs"].values()]
    described = [item for part in parts for item in (part, *part["properties"].values())]
    assert all(item.get("description") and item.get("x-description-fr") for item in described)


def test_reports_of_real_files_follow_the_published_schema(shared_data: Path):
    verdicts = json.loads((shared_data / "tabular/validata-verdicts.json").read_text("utf-8"))
    validator, judged = jsonschema.Draft202012Validator(PUBLISHED), 0
    for name, verdict in verdicts.items():
        try:
            found = judge(shared_data / name, table_schema.read(shared_data / verdict["schema"]))
        except (NotATableError, table_schema.SchemaRefusedError):
            continue
        validator.validate(json.loads(json.dumps(found.as_dict())))
        assert str(shared_data) not in json.dumps(found.as_dict())
        judged += 1
    assert judged > 40


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("a,n\nx,1\ny,2\n", 1.0),
        ("a,n\nx,\n,2\n", 0.5),
        ("a,n,extra\nx,1,\n", 0.6667),
        ("a,n\nx,1\n,\n", 1.0),  # a blank record is no data
        ("a,n\n", None),
    ],
)
def test_the_share_of_filled_cells_is_told(tmp_path: Path, text: str, share: float | None):
    assert judge(written(tmp_path, text), SMALL).completeness == share

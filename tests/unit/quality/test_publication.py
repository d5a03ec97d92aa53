"""Whether a dataset may become public, and a file looked at batch by batch."""

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from ckanext.datagrandest.messages import translator
from ckanext.datagrandest.quality import cli, registry
from ckanext.datagrandest.quality.privacy.findings import find_personal_data
from ckanext.datagrandest.quality.privacy.looking import found_in, labels, look, whole
from ckanext.datagrandest.quality.privacy.publication import File, Outcome, Sight, outcome, sight
from ckanext.datagrandest.quality.reading.table import Choices

EMAIL = {"findings": [{"kind": "email", "field": "contact"}]}


@pytest.mark.parametrize(
    ("look_", "covered", "judged", "decided", "expected"),
    [
        (None, set(), False, False, Sight.PENDING),
        (EMAIL, {("email", "contact")}, False, True, Sight.PENDING),
        (None, set(), True, False, Sight.UNSEEN),
        ({"findings": None}, set(), True, False, Sight.UNSEEN),
        ({"findings": None}, set(), True, True, Sight.CLEAR),
        ({"findings": []}, set(), True, False, Sight.CLEAR),
        (EMAIL, set(), True, False, Sight.FOUND),
        (EMAIL, set(), True, True, Sight.FOUND),
        (EMAIL, {("email", "contact")}, True, False, Sight.CLEAR),
        (EMAIL, {("email", "autre"), ("phone", "contact")}, True, False, Sight.FOUND),
    ],
)
def test_what_is_known_of_a_file(look_, covered, judged, decided, expected):
    assert sight(look_, covered, judged=judged, decided=decided) is expected


def files(*sights: Sight) -> list[File]:
    return [File(str(place), f"{place}.csv", f"content-{place}", one) for place, one in enumerate(sights)]


@pytest.mark.parametrize(
    ("sights", "public", "toggled", "wished", "expected"),
    [
        ([], set(), True, False, Outcome.ALLOWED),
        ([Sight.CLEAR, Sight.CLEAR], set(), True, False, Outcome.ALLOWED),
        ([Sight.CLEAR, Sight.PENDING], set(), False, False, Outcome.HELD),
        ([Sight.FOUND], set(), False, False, Outcome.HELD),
        ([Sight.PENDING], set(), True, False, Outcome.REFUSED),
        ([Sight.PENDING], set(), True, True, Outcome.HELD),
        ([Sight.PENDING, Sight.FOUND], set(), True, True, Outcome.REFUSED),
        ([Sight.UNSEEN], set(), True, False, Outcome.REFUSED),
        ([Sight.FOUND], {"content-0"}, True, False, Outcome.ALLOWED),
        ([Sight.FOUND, Sight.PENDING], {"content-0"}, False, False, Outcome.HELD),
    ],
)
def test_what_becomes_of_a_publication(sights, public, toggled, wished, expected):
    assert outcome(files(*sights), public, toggled=toggled, wished=wished) is expected


def test_no_unclear_file_becomes_public_whatever_the_road():
    for one in set(Sight) - {Sight.CLEAR}:
        for toggled in (False, True):
            for wished in (False, True):
                assert outcome(files(Sight.CLEAR, one), set(), toggled=toggled, wished=wished) is not Outcome.ALLOWED


def test_batches_find_what_the_whole_table_does():
    cells = ["jean.dupont@ville.fr" if place % 7 == 0 else f"D{place}" for place in range(100)]
    table = pl.DataFrame({"contact": cells, "objet": ["x"] * 100})
    batches = [(2 + start, table[start : start + 13]) for start in range(0, 100, 13)]
    assert found_in(batches) == find_personal_data(table)


def test_columns_of_the_same_name_are_told_apart():
    assert labels(["a", "", "a", "b"]) == ["a", "#2", "a#3", "b"]


def test_a_look_says_how_the_file_is_read_and_hides_its_examples(tmp_path: Path):
    path = tmp_path / "associations.csv"
    path.write_text("Liste\nnom;contact\nAmis;jean.dupont@ville.fr\nArts;mairie@ville.fr\n", "cp1252")
    found = look(path, None, None, translator("fr"))
    assert found["dialect"] == {
        "kind": "csv", "encoding": "utf-8", "delimiter": ";", "quote": '"', "sheet": None, "header_row": 2,
    }  # fmt: skip
    assert found["header"] == ["nom", "contact"]
    (finding,) = found["findings"]
    assert (finding["kind"], finding["field"], finding["count"], finding["rows"]) == ("email", "contact", 1, (2,))
    assert "adresses électroniques" in finding["title"]
    assert "dupont" not in str(found)


def test_what_the_sender_corrects_is_how_the_file_is_read(tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_text("a;b,c\n1;2,3\n", "utf-8")
    schema = registry.get("scdl/subventions")
    assert whole(path, schema, Choices(delimiter=";")).columns == ["a", "b,c"]
    assert whole(path, schema, Choices(delimiter=",")).columns == ["a;b", "c"]


@pytest.mark.parametrize("command", ["validate", "repair"])
def test_the_console_reads_a_file_as_it_is_told(tmp_path: Path, command: str):
    path, schema = tmp_path / "x.csv", tmp_path / "schema.json"
    fields = [{"name": name, "type": "string", "constraints": {"required": True}} for name in ("a;b", "c;d")]
    schema.write_text(json.dumps({"name": "s", "fields": fields}), "utf-8")
    path.write_text("Liste,1\na;b,c;d\n1;2,3;4\n", "utf-8")
    asked = [
        str(path),
        "--schema",
        str(schema),
        *(["--output", str(tmp_path / "o.csv")] if command == "repair" else []),
    ]
    right = ["--delimiter", ",", "--header-row", "2", "--encoding", "utf-8"]
    run = CliRunner().invoke
    assert run(getattr(cli, command), [*asked, *right]).exit_code == 0
    assert run(getattr(cli, command), [*asked, "--delimiter", ";", "--header-row", "2"]).exit_code == 1
    for wrong in (["--encoding", "base64"], ["--encoding", "klingon"]):
        assert run(getattr(cli, command), [*asked, *wrong]).exit_code == 2
    assert run(getattr(cli, command), [*asked, "--delimiter", "ab"]).exit_code == 2

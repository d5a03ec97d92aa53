"""Valid files made dirty from a seed come back as they were, fault by fault and all together."""

import random
import sys
from pathlib import Path

import pytest

sys.path += [str(Path(__file__).parent), str(Path(__file__).resolve().parents[3] / "deploy")]

from spoiling.faults import FAULTS, mixed
from spoiling.measure import Score, of_fault
from spoiling.sheets import Known, Sheet
from spoiling.sources import generated, real

from ckanext.datagrandest.quality.judge import judge
from ckanext.datagrandest.quality.repairing.plan import repair
from ckanext.datagrandest.quality.repairing.record import write_csv

ROWS, LEAST = 8, 0.98
Sheets = list[tuple[Sheet, Known]]


@pytest.fixture(scope="module")
def ours() -> Sheets:
    """A valid sheet of each schema."""
    return generated(seed=7, count=ROWS)


@pytest.fixture(scope="module")
def theirs(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Sheets:
    """The real files that Validata finds valid, all but those that have something to mend."""
    path = tmp_path_factory.mktemp("real") / "file.csv"
    found = [(sheet, known) for _, sheet, known in real(shared_data)]
    return [(sheet, known) for sheet, known in found if not repair(sheet.write(path), known.schema).proposals]


def test_the_sheets_are_valid(ours: Sheets, tmp_path: Path):
    found = {known.schema.id: judge(sheet.write(tmp_path / "f.csv"), known.schema).counts for sheet, known in ours}
    assert len(found) >= 17
    assert found == dict.fromkeys(found, {})


def test_a_file_without_faults_is_given_back_with_no_proposal(ours: Sheets, theirs: Sheets, tmp_path: Path):
    assert len(theirs) >= 20, "the real valid files are gone, or have proposals"
    for sheet, known in [*ours, *theirs]:
        result = repair(sheet.write(tmp_path / "f.csv"), known.schema, own_siret=known.own_siret)
        assert result.proposals == []
        assert result.table.columns == sheet.header
        assert [list(row) for row in result.table.iter_rows()] == sheet.rows


def test_real_valid_files_that_have_proposals_are_known(shared_data: Path, tmp_path: Path):
    found = {}
    for file, sheet, known in real(shared_data):
        proposals = repair(sheet.write(tmp_path / "f.csv"), known.schema).proposals
        if proposals:
            found[file.split("families/")[1]] = [(one.rule, one.count) for one in proposals]
    assert found == {
        "betagouv_SCDL-Subvention-DataSubvention/history/0_982799c/exemple_valide.csv": [("spaces", 10)],
        "betagouv_SCDL-Subvention-DataSubvention/history/3_69d43f5/exemple_valide.csv": [("spaces", 10)],
        "etalab_schema-comptage-mobilites-channel/history/4_da5bcf4/exemple-valide.csv": [("swapped-coordinates", 2)],
    }


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_alone_is_mended(name: str, ours: Sheets, theirs: Sheets, tmp_path: Path):
    score = of_fault(FAULTS[name], [*ours, *theirs], f"alone {name}", tmp_path / "f.csv")
    assert score.dirty > 0, "nothing was made dirty"
    assert score.touched == 0, score.lost
    assert score.rate >= LEAST, score.lost


@pytest.mark.parametrize("seed", range(3))
def test_all_faults_together_are_mended(seed: int, ours: Sheets, theirs: Sheets, tmp_path: Path):
    score: Score = of_fault(mixed, [*ours, *theirs], f"mixed {seed}", tmp_path / "f.csv")
    assert score.dirty > 100
    assert score.touched == 0, score.lost
    assert score.rate >= LEAST, score.lost


def test_nothing_is_mended_twice(ours: Sheets, tmp_path: Path):
    for number, (sheet, known) in enumerate(ours):
        spoiled, _ = mixed(random.Random(number), sheet.copy(), known)
        path, copy = spoiled.write(tmp_path / "f.csv"), tmp_path / "copy.csv"
        write_csv(repair(path, known.schema, own_siret=known.own_siret).table, copy)
        again = repair(copy, known.schema, own_siret=known.own_siret)
        assert again.proposals == []
        before, after = judge(path, known.schema), judge(copy, known.schema)
        assert sum(after.counts.values()) <= sum(before.counts.values())

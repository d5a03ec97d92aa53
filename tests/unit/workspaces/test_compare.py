"""What changed between two versions of a table: counts that add up, whatever the files look like."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.quality.reading.kinds import NotATableError
from ckanext.datagrandest.quality.sender import EXAMPLE
from ckanext.datagrandest.quality.table_schema import Field, TableSchema
from ckanext.datagrandest.workspaces.versions.compare import EXAMPLES, Change, compare, compare_sheets
from ckanext.datagrandest.workspaces.versions.tables import sheet
from ckanext.datagrandest.workspaces.workbooks.workbook import build

NO_SCHEMA = TableSchema("", "", ())
WORDS = st.sampled_from(["", "a", "b", "c", "été", " d ", "1", "1,0"])


def made(rows, header=("id", "nom", "montant")):
    columns = {str(place): [row[place] for row in rows] for place in range(len(header))}
    return sheet(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), header, NO_SCHEMA)


def counts(found):
    return found.added, found.removed, found.modified, found.same


ROWS = st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=12)


@given(ROWS, ROWS)
def test_each_row_is_counted_once(old, new):
    before, after = made(old), made(new)
    found = compare_sheets(before, after)
    assert found.added + found.modified + found.same == after.height == found.new_rows
    assert found.removed + found.modified + found.same == before.height == found.old_rows
    assert found.key or not found.modified
    assert len(found.added_rows) == min(found.added, EXAMPLES)
    assert len(found.removed_rows) == min(found.removed, EXAMPLES)
    assert len(found.modified_rows) == min(found.modified, EXAMPLES)
    assert all(one.changes for one in found.modified_rows)


@given(ROWS, ROWS)
def test_the_way_back_is_the_opposite(old, new):
    there, back = compare_sheets(made(old), made(new)), compare_sheets(made(new), made(old))
    assert (there.added, there.removed, there.modified, there.same) == (
        back.removed, back.added, back.modified, back.same,
    )  # fmt: skip


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_means_nothing(rows, chance):
    mixed = list(rows)
    chance.shuffle(mixed)
    found = compare_sheets(made(rows), made(mixed))
    assert found.is_empty
    assert found.same == made(rows).height


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 10_000), WORDS, WORDS), min_size=1, max_size=30, unique_by=lambda row: row[0]),
    st.data(),
)
def test_known_changes_are_told_exactly(rows, data):
    old = [(f"k{key}", name, amount) for key, name, amount in rows]
    removed = data.draw(st.sets(st.integers(0, len(old) - 1), max_size=len(old) - 1))
    left = [place for place in range(len(old)) if place not in removed]
    changed = data.draw(st.sets(st.sampled_from(left)))
    more = data.draw(st.integers(0, 5))
    new = [(old[place][0], "changed", old[place][2]) if place in changed else old[place] for place in left]
    new += [(f"new{number}", "a", "b") for number in range(more)]
    found = compare_sheets(made(old), made(data.draw(st.permutations(new))), ["id"])
    assert found.key == ("id",)
    assert counts(found) == (more, len(removed), len(changed), len(left) - len(changed))
    assert all(Change("nom", before, "changed") in one.changes for one in found.modified_rows
               for key, before, _ in [next(row for row in old if row[0] == one.key["id"])] for before in [before.strip()])  # fmt: skip


def test_rows_that_come_twice_are_counted_as_often_as_they_come():
    twice = [("x", "a", "1"), ("x", "a", "1"), ("y", "b", "2")]
    found = compare_sheets(made(twice), made([*twice, ("x", "a", "1")]))
    assert found.key == ()
    assert counts(found) == (1, 0, 0, 3)
    assert found.added_rows == [{"id": "x", "nom": "a", "montant": "1"}]


def test_the_columns_that_pair_most_rows_are_the_key():
    old = [("Rue haute", "1", "300"), ("Rue haute", "2", "301"), ("Rue basse", "1", "302")]
    new = [("Rue haute", "1", "400"), ("Rue haute", "2", "301"), ("Rue basse", "1", "302")]
    header = ("voie", "numero", "lumens")
    by_one = compare_sheets(made(old, header), made(new, header))
    assert by_one.key == ("lumens",)
    assert counts(by_one) == (1, 1, 0, 2)
    same = [(*row[:2], "300") for row in old]
    by_two = compare_sheets(made(same, header), made([*same[:2], (*same[2][:2], "500")], header))
    assert by_two.key == ("voie", "numero")
    assert counts(by_two) == (0, 0, 1, 2)
    assert by_two.modified_rows[0].changes == [Change("lumens", "300", "500")]


def test_columns_come_go_and_change_their_names():
    old = [("1", "Mairie", "ouvert"), ("2", "École", "ouvert"), ("3", "Gare", "fermé")]
    new = [(key, name, "88351") for key, name, _ in old]
    found = compare_sheets(made(old, ("ID", "libelle", "etat")), made(new, ("id", "nom_du_lieu", "insee")))
    assert found.columns_renamed == (("ID", "id"), ("libelle", "nom_du_lieu"))
    assert (found.columns_added, found.columns_removed) == (("insee",), ("etat",))
    assert found.columns == ("id", "nom_du_lieu", "insee", "etat"), "as the new file has them, those that went last"
    assert counts(found) == (0, 0, 0, 3)
    assert not found.is_empty


def test_nothing_in_common_is_all_new():
    found = compare_sheets(made([("1", "a", "b")]), made([("x", "y", "z"), ("u", "v", "w")], ("un", "deux", "trois")))
    assert counts(found) == (2, 1, 0, 0)
    empty = compare_sheets(made([]), made([("1", "a", "b")]))
    assert counts(empty) == (1, 0, 0, 0)


def test_how_a_file_is_written_makes_no_difference(tmp_path):
    rows = [["cle", "nom", "montant"], ["1", "Été", "10.50"], ["2", "Nœud", "7"]]
    schema = TableSchema("", "", (Field("cle"), Field("nom"), Field("montant", "number")), ("cle",))
    comma, french = tmp_path / "a.csv", tmp_path / "b.csv"
    comma.write_text("\n".join(",".join(row) for row in rows), "utf-8")
    french.write_bytes("\r\n".join(";".join(row).replace("10.50", "10,5") for row in rows).encode("cp1252"))
    assert compare(comma, french, schema).is_empty
    changed = tmp_path / "c.csv"
    changed.write_text(comma.read_text("utf-8").replace("10.50", "10.51"), "utf-8")
    assert compare(comma, changed, schema).modified_rows[0].changes == [Change("montant", "10.50", "10.51")]


def test_a_workbook_and_its_csv_say_the_same(tmp_path):
    from ckanext.datagrandest.quality.repairing.plan import repair
    from ckanext.datagrandest.quality.repairing.record import write_csv

    schema = registry.get("scdl/deliberations")
    book, text = tmp_path / "modele.xlsx", tmp_path / "modele.csv"
    book.write_bytes(build(schema, EXAMPLE, str))
    write_csv(repair(book, schema, refused=["example-row"]).table, text)
    found = compare(book, text, schema)
    assert found.is_empty
    assert found.same == 1


def test_codes_that_look_like_numbers_are_not_made_equal(tmp_path):
    old, new = tmp_path / "a.csv", tmp_path / "b.csv"
    old.write_text("id,matiere\n1,7.1\n2,7.5\n", "utf-8")
    new.write_text("id,matiere\n1,7.10\n2,7.5\n", "utf-8")
    schema = TableSchema("", "", (Field("id"), Field("matiere")), ("id",))
    assert counts(compare(old, new, schema)) == (0, 0, 1, 1)


def test_what_is_no_table_is_refused_in_words(tmp_path):
    table, image = tmp_path / "a.csv", tmp_path / "b.csv"
    table.write_text("id,nom\n1,a\n", "utf-8")
    image.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    with pytest.raises(NotATableError):
        compare(table, image)


def test_examples_are_short():
    long = [(str(number), "x" * 5000, "") for number in range(100)]
    found = compare_sheets(made([]), made(long))
    assert found.added == 100
    assert len(str(found.as_dict())) < 10_000

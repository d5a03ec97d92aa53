"""What is received is measured, and refused in words before anything is kept: large files, bombs, what is no table."""

import hashlib
import io
import zipfile

import pytest

from ckanext.datagrandest.workspaces.depositing import forms, naming
from ckanext.datagrandest.workspaces.depositing.files import RefusedError, named, write

MEBIBYTE = 1 << 20


def received(content: bytes, tmp_path, name="table.csv", most=MEBIBYTE):
    return write(io.BytesIO(content), name, tmp_path / "file", most)


def test_a_file_is_written_and_measured(tmp_path):
    found = received(b"a;b\n1;2\n", tmp_path, "C:\\Mes documents\\Budget 2024.CSV")
    assert (found.name, found.format, found.size) == ("Budget 2024.CSV", "CSV", 8)
    assert found.sha256 == hashlib.sha256(b"a;b\n1;2\n").hexdigest()
    assert found.path.read_bytes() == b"a;b\n1;2\n"


@pytest.mark.parametrize("name", ["../../etc/passwd", "photo.png", "", "plan.pdf", "donnees.zip", "csv"])
def test_what_has_not_the_name_of_a_table_is_refused(name):
    with pytest.raises(RefusedError) as refusal:
        named(name)
    assert len(str(refusal.value)) > 30


def test_folders_are_no_part_of_a_name():
    assert named("../../etc/passwd.csv") == ("passwd.csv", "CSV")
    assert len(named("é" * 400 + ".ods")[0]) == 204


class Endless(io.RawIOBase):
    """A stream of two gigabytes that holds no memory; how much of it was asked for."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        self.given += size
        return b"x" * size if self.given <= 2 << 30 else b""


def test_a_file_of_two_gigabytes_is_refused_after_the_first_megabyte_too_many(tmp_path):
    stream = Endless()
    with pytest.raises(RefusedError, match="more than 5 MB"):
        write(stream, "table.csv", tmp_path / "file", 5 * MEBIBYTE)
    assert stream.given <= 7 * MEBIBYTE


def test_a_bomb_in_a_workbook_is_refused_without_unpacking_it(tmp_path):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (300 * MEBIBYTE))
    with pytest.raises(RefusedError, match="300 MB once unpacked"):
        received(bomb.getvalue(), tmp_path, "table.xlsx")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04 cut short"])
def test_what_is_no_table_inside_is_refused(content, tmp_path):
    with pytest.raises(RefusedError):
        received(content, tmp_path)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Subventions versées – Commune de Bruyères, 2024", "subventions-versees-commune-de-bruyeres-2024"),
        ("Œuvres d'art", "oeuvres-d-art"),
        ("É", "donnees-e"),
        ("«»", "donnees"),
        ("new", "donnees-new"),
        ("mot " * 60, ("mot-" * 20).strip("-")),
    ],
)
def test_addresses_come_from_titles(title, name):
    assert naming.slug(title) == name
    assert len(name) <= 80


def test_titles_alike_are_told_apart():
    taken: set[str] = set()
    for _ in range(10):
        taken.add(naming.free("Budget", taken.__contains__))
    assert taken == {"budget", *(f"budget-{number}" for number in range(2, 11))}


class Form(dict):
    """A form as werkzeug gives it."""

    def getlist(self, key):
        return self.get(key, [])


def test_a_form_gives_the_fields_that_it_has():
    sent = Form({
        "described": ["1"], "title": [" Aides "], "themes": ["GOVE"], "territories": ["commune:88078\r\n\r\nvosges"],
        "temporal_coverage-0-start": ["2024"], "temporal_coverage-0-end": [""], "temporal_coverage-1-start": [""], "private": ["False"],
    })  # fmt: skip
    assert forms.fields(sent) == {
        "title": "Aides", "themes": ["GOVE"], "territories": ["commune:88078", "vosges"], "temporal_coverage": [{"start": "2024", "end": ""}],
    }  # fmt: skip
    assert forms.fields(Form({"title": ["Aides"]})) == {}


def test_only_what_says_something_else_is_changed():
    now = {
        "title": "Aides",
        "notes": "a\nb",
        "themes": ["GOVE"],
        "frequency": "",
        "temporal_coverage": [{"start": "2024", "end": ""}],
    }
    sent = {
        "title": "Aides",
        "notes": "a\r\nb",
        "themes": [],
        "frequency": "",
        "temporal_coverage": [{"start": "2024", "end": ""}],
    }
    assert forms.changed(sent, now) == {"themes": []}

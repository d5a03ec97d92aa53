"""A zip that is written while it is sent."""

import io
import zipfile
from datetime import UTC, datetime

from ckanext.datagrandest.workspaces.hosting.zipping import Entry, stream

PIECE = b"nom;montant\n" * 4096


def test_the_pieces_are_a_zip_of_the_entries():
    moment = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
    written = b"".join(stream([Entry("jeux/a.csv", [b"a;b\n", b"1;2\n"], moment), Entry("vide.txt", [])]))
    archive = zipfile.ZipFile(io.BytesIO(written))
    assert archive.testzip() is None
    assert [(one.filename, one.file_size) for one in archive.infolist()] == [("jeux/a.csv", 8), ("vide.txt", 0)]
    assert archive.read("jeux/a.csv") == b"a;b\n1;2\n"
    assert archive.getinfo("jeux/a.csv").date_time == (2026, 11, 22, 8, 30, 0)


def test_an_entry_is_asked_for_when_its_turn_comes_and_handed_on_at_once():
    asked = []

    def pieces(name):
        for number in range(50):
            asked.append((name, number))
            yield PIECE

    out = stream(Entry(name, pieces(name)) for name in ("a", "b"))
    next(out)
    assert asked[-1][0] == "a"
    assert len(asked) < 50
    largest = max(map(len, out))
    assert asked[-1] == ("b", 49)
    assert largest < 2 * len(PIECE), "an entry was gathered in memory"

"""The synonyms' file keeps the form that Solr needs; what each group does is tried on the real Solr."""

from pathlib import Path

import pytest

CONF = Path(__file__).parents[3] / "config/solr/ckan/conf"


def lines(name: str) -> list[str]:
    text = (CONF / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


GROUPS = lines("synonyms.txt")
SMALL_WORDS = frozenset(lines("stopwords.txt"))


def test_there_is_a_first_list():
    assert len(GROUPS) >= 80


@pytest.mark.parametrize("group", GROUPS)
def test_group_is_written_as_the_index_reads_it(group: str):
    terms = [term.strip() for term in group.split(",")]
    assert len(terms) == len(set(terms)) >= 2, "a group has two different terms or more"
    for term in terms:
        assert term == term.lower().strip(), f"{term}: lower case"
        assert term.isascii(), f"{term}: no accent, no ligature, no typographic apostrophe"
        assert not {"-", "_"} & set(term), f"{term}: a space, not a hyphen"
        assert not SMALL_WORDS & set(term.split()), f"{term}: leave out {SMALL_WORDS & set(term.split())}"


def test_no_group_stands_twice():
    assert len(GROUPS) == len({frozenset(term.strip() for term in group.split(",")) for group in GROUPS})


def test_small_words_and_stems_are_folded():
    words = [*SMALL_WORDS, *(word for line in lines("stems.txt") for word in line.split("\t"))]
    assert all(word.isascii() and word == word.lower() for word in words)


def test_stems_are_pairs():
    assert all(line.count("\t") == 1 for line in lines("stems.txt"))

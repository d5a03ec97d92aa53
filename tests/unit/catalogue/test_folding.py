"""Words are folded as the index folds them."""

import pytest

from ckanext.datagrandest.catalogue import folding


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Qualité de l’eau", ["qualite", "de", "eau"]),
        ("Saint-Dié-des-Vosges", ["saint", "die", "des", "vosges"]),
        ("Œuvres d'ART", ["oeuvres", "art"]),
        ("L_PLU_S", ["l", "plu", "s"]),
        ("aujourd'hui", ["aujourd'hui"]),
        (" -- ", []),
    ],
)
def test_words(text: str, expected: list[str]):
    assert folding.words(text) == expected


def test_each_word_is_a_beginning():
    label = folding.words("Communauté de communes du Pays de Bitche")
    assert folding.begins(["com", "bit"], label)
    assert not folding.begins(["com", "metz"], label)

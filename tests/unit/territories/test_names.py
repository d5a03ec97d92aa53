"""Spellings of one name have one key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.datagrandest.territories import names


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Épinal", "epinal"),
        ("E\u0301pinal", "epinal"),
        ("  ÉPINAL\t", "epinal"),
        ("St-Dié-des-Vosges", "saint die des vosges"),
        ("St. Dié", "saint die"),
        ("Ste Marie-aux-Mines", "sainte marie aux mines"),
        ("Bar s/ Aube", "bar sur aube"),
        ("Bar-s/-Aube", "bar sur aube"),
        ("Bar s/Aube", "bar sur aube"),
        ("Bourg s/s Bois", "bourg sous bois"),
        ("L’Hôpital", "l hopital"),
        ("L'Hôpital", "l hopital"),
        ("Hôpital (L')", "l hopital"),
        ("Villers-lez-Nancy", "villers les nancy"),
        ("Villers-lès-Nancy", "villers les nancy"),
        ("Œting", "oeting"),
        ("CC de l'Ouest Vosgien", "communaute de communes de l ouest vosgien"),
        ("Communauté de communes de l'Ouest Vosgien", "communaute de communes de l ouest vosgien"),
        ("CA d'Épinal", "communaute d agglomeration d epinal"),
        ("ca", "ca"),
        (":CA:0", "communaute d agglomeration 0"),
        ("CC / Vosges", "communaute de communes vosges"),
        ("CA ?", "ca"),
        ("Estissac", "estissac"),
        ("?!", ""),
        ("", ""),
    ],
)
def test_key(name, key):
    assert names.key(name) == key


@given(st.text(max_size=60))
def test_a_key_is_its_own_key(name):
    assert names.key(names.key(name)) == names.key(name)


@given(st.lists(st.text("abcéÉ-' St/s", max_size=20), min_size=1, max_size=5))
def test_many_names_are_folded_as_one_by_one(some):
    assert names.keys(some) == [names.key(name) for name in some]


def test_bare():
    assert names.bare("l abergement clemenciat") == "abergement clemenciat"
    assert names.bare("les ancizes") == "ancizes"
    assert names.bare("lens") == "lens"

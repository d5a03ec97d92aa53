"""What people type into the picker: clear, to be chosen from, misspelt, hostile."""

import pytest

from ckanext.datagrandest.territories import codes, hierarchy, picking

COMMUNE = ("commune",)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Plombières-les-Bains", "commune:88351"),
        ("plombieres les bains (88)", "commune:88351"),
        ("commune:88351", "commune:88351"),
        ("88351", "commune:88351"),
        (" 88 351 ", "commune:88351"),
        (["", "Plombières-les-Bains"], "commune:88351"),
        (["Sainte-Croix", "commune:68294"], "commune:68294"),
        (["88413", ""], "commune:88413"),
    ],
)
def test_what_is_clear_is_understood(typed, code):
    picked = picking.pick(typed, kinds=COMMUNE)
    assert (picked.code, picked.choices, picked.message) == (code, (), None)


def test_nothing_typed_is_no_mistake():
    assert picking.pick(["", "  "], kinds=COMMUNE) == picking.Picked()
    assert picking.pick([]) == picking.Picked()


def test_a_postcode_that_several_communes_share_is_asked_about():
    picked = picking.pick("88370", kinds=COMMUNE)
    assert picked.code is None
    assert "commune:88351" in [choice.code for choice in picked.choices]
    assert "88370" in str(picked.message)
    assert all("88370" in choice.detail for choice in picked.choices if choice.code != "commune:88370")


def test_five_digits_may_be_a_code_and_a_postcode():
    """88160 is the INSEE code of Épinal and the postcode of Le Thillot."""
    offered = [choice.label for choice in picking.pick("88160", kinds=COMMUNE).choices]
    assert offered[0] == "Épinal (88)"
    assert "Le Thillot (88)" in offered


def test_a_name_of_several_places_is_asked_about():
    picked = picking.pick("Sainte-Croix", kinds=COMMUNE)
    assert picked.code is None
    assert len(picked.choices) <= picking.MOST_CHOICES
    assert all(picking.pick(choice.code, kinds=COMMUNE).code == choice.code for choice in picked.choices)


def test_a_misspelt_name_is_offered_its_likes():
    picked = picking.pick("plombiere les bain", kinds=COMMUNE)
    assert picked.code is None
    assert picked.choices[0] == picking.Choice("commune:88351", "Plombières-les-Bains (88)", picked.choices[0].detail)


def test_a_merged_commune_gives_its_successor_and_says_so():
    picked = picking.pick("Saint-Laurent (88)", kinds=COMMUNE)
    assert (picked.code, picked.former) == ("commune:88160", "commune:88422")


def test_only_the_kinds_that_are_asked_for():
    assert picking.pick("Vosges", kinds=COMMUNE).code is None
    assert picking.pick("Vosges").code == "departement:88"
    assert picking.pick("departement:88", kinds=COMMUNE).code is None
    assert picking.pick("ouest vosgien", kinds=("epci",)).code == "epci:200068559"
    assert picking.pick("Strasbourg", kinds=("epci",)).code == "epci:246700488"


@pytest.mark.parametrize(
    "typed", ['x" OR *:*', "<script>alert(1)</script>", "\x00", "—" * 50, "a" * 100_000, "12345678901234", "🙂"]
)
def test_hostile_texts_give_a_short_sentence(typed):
    picked = picking.pick(typed)
    assert picked.code is None
    assert picked.message
    assert len(picked.text) <= picking.SHOWN


def test_every_label_that_the_picker_shows_is_understood_again():
    """Without the script's code, the label itself is sent: it gives the place, or a question that offers it."""
    missed = []
    for code in hierarchy.descendants("region:44"):
        picked = picking.pick(codes.label(code), kinds=(codes.split(code)[0],))
        if picked.code != code and code not in [choice.code for choice in picked.choices]:
            missed.append(codes.label(code))
    assert missed == []

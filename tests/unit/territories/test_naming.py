"""What people write for a territory is understood when it is clear."""

import pytest

from ckanext.datagrandest.territories import codes, cog, hierarchy, naming


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("commune:88160", ["commune:88160"]),
        ("commune:88160 Épinal (88)", ["commune:88160"]),
        ("88160", ["commune:88160"]),
        ("Épinal", ["commune:88160"]),
        ("  epinal ( 88 ) ", ["commune:88160"]),
        ("St-Dié-des-Vosges", ["commune:88413"]),
        ("Vosges", ["departement:88"]),
        ("Vosges (88)", ["departement:88"]),
        ("Meuse", ["departement:55"]),
        ("grand est", ["region:44"]),
        ("CC de l'Ouest Vosgien", ["epci:200068559"]),
        ("Communauté de communes de l’Ouest Vosgien", ["epci:200068559"]),
        ("ouest vosgien", ["epci:200068559"]),
        ("arrondissement d'Épinal", ["arrondissement:881"]),
        ("Épinal (arrondissement)", ["arrondissement:881"]),
        ("Châlons-sur-Marne", ["commune:51108"]),
        ("Saint-Laurent (88)", ["commune:88422"]),
        ("Paris", ["departement:75"]),
        ("Ajaccio", ["commune:2A004"]),
        ("44", []),
        ("Nulle part", []),
        ("Épinal (67)", []),
        ("", []),
        ("—", []),
        ("(88)", []),
    ],
)
def test_understand(text, found):
    assert naming.understand(text, "44") == found


def test_an_ambiguous_name_gives_all_it_may_be():
    found = naming.understand("Sainte-Croix", "11")
    assert len(found) > 1
    assert all(codes.normalise(code) for code in found)


def test_the_region_comes_first():
    elsewhere = naming.understand("Neuville", "84")
    assert all("region:84" in hierarchy.ancestors(code) for code in elsewhere)


def test_labels_are_understood():
    """What a list shows can be written back, but for the few names that are borne twice in a département."""
    table = cog.table()
    for commune in hierarchy.communes_of("region:44"):
        assert f"commune:{commune}" in naming.understand(codes.label(f"commune:{commune}"), "44")
    for epci in table.epci_members:
        if "region:44" in hierarchy.ancestors(f"epci:{epci}"):
            assert f"epci:{epci}" in naming.understand(codes.label(f"epci:{epci}"), "44")

"""A harvested record loses a wrong value, not itself, and says what was left out."""

from __future__ import annotations

from ckanext.datagrandest.messages import translator
from ckanext.datagrandest.metadata.cleaning import keep_valid


def test_a_sound_record_is_kept_as_it_is(full_dataset):
    kept, remarks = keep_valid(full_dataset)
    assert remarks == ()
    assert kept == full_dataset


def test_wrong_values_are_left_out_with_a_remark():
    record = {
        "title": "Titre",
        "themes": ["ENVI", "CHATS"],
        "issued": "0000-00-00",
        "spatial": '{"type": "Point", "coordinates": [991000, 6800000]}',
        "contacts": [{"name": "Mairie", "email": "pas une adresse"}, {"email": "x"}, {}],
        "resources": [{"url": "https://a.fr", "issued": "hier", "name": "A"}, {"url": "javascript:x", "name": "B"}],
        "territories": ["commune:88413", "commune:00000"],
        "documentation": ["www.example.org", "https://a.fr"],
        "equivalent_scale": {"a": 1},
    }
    before = repr(record)
    kept, remarks = keep_valid(record)
    assert kept == {
        "title": "Titre",
        "themes": ["ENVI"],
        "contacts": [{"name": "Mairie"}],
        "resources": [{"url": "https://a.fr", "name": "A"}, {"name": "B"}],
        "territories": ["commune:88413"],
        "documentation": ["https://a.fr"],
    }
    assert len(remarks) == 10
    assert repr(record) == before, "the record given is not changed"


def test_remarks_are_whole_french_sentences():
    _, [remark] = keep_valid({"issued": "0000"})
    assert remark.render(translator("fr")) == (
        "Une valeur du champ « Date de publication » a été laissée de côté. "
        "« 0000 » n'existe pas dans le calendrier. Écrivez la date sous la forme 2024-12-31."
    )


def test_other_spellings_are_normalised():
    kept, remarks = keep_valid({"frequency": "annually", "license_id": "Licence Ouverte 2.0", "crs": ["2154"]})
    assert kept == {"frequency": "ANNUAL", "license_id": "lov2", "crs": ["EPSG:2154"]}
    assert remarks == ()

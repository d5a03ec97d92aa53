"""Values as town clerks, GIS tools and scripts write them."""

import json
from datetime import UTC, date, datetime

import pytest

from ckanext.datagrandest.metadata import dates, geometries, identifiers, tags, values
from ckanext.datagrandest.metadata.values import ValueProblemError
from ckanext.datagrandest.metadata.vocabularies import vocabulary

SQUARE = {"type": "Polygon", "coordinates": [[[6, 48], [7, 48], [7, 49], [6, 49], [6, 48]]]}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2024", "2024"),
        ("2024-05", "2024-05"),
        (" 2024-02-29 ", "2024-02-29"),
        ("31/12/2024", "2024-12-31"),
        ("1.2.2024", "2024-02-01"),
        ("2024-05-12T10:00:00", "2024-05-12T10:00:00"),
        ("2024-05-12T10:00:00Z", "2024-05-12T10:00:00+00:00"),
        ("1789-07-14", "1789-07-14"),
        (date(2024, 5, 12), "2024-05-12"),
    ],
)
def test_dates_keep_their_precision(given, kept):
    assert dates.iso_date(given) == kept
    assert dates.iso_date(kept) == kept


@pytest.mark.parametrize(
    "given",
    [
        "0000-00-00",
        "0000",
        "0001-01-01",
        "2023-02-29",
        "2024-13-01",
        "31/02/2024",
        "hier",
        "2024-5",
        "",
        "20240512T",
        "-2024",
    ],
)
def test_impossible_dates_are_refused(given):
    with pytest.raises(ValueProblemError) as caught:
        dates.iso_date(given)
    assert "2024" in str(caught.value), "the message shows how to write it"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01T00:00:00Z", "2024-12-31T23:59:59Z"),
        ("2024-02", "2024-02-01T00:00:00Z", "2024-02-29T23:59:59Z"),
        ("2024-02-10", "2024-02-10T00:00:00Z", "2024-02-10T23:59:59Z"),
        ("2024-02-10T10:00:00+02:00", "2024-02-10T08:00:00Z", "2024-02-10T08:00:00Z"),
        ("1000", "1000-01-01T00:00:00Z", "1000-12-31T23:59:59Z"),
        ("9999-12-31T23:59:59-02:00", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ],
)
def test_a_partial_date_is_a_period(text, first, last):
    assert dates.solr_date(dates.first_instant(text)) == first
    assert dates.solr_date(dates.last_instant(text)) == last


def test_an_instant_without_zone_is_utc():
    assert dates.first_instant("2024-05-12T10:00:00") == datetime(2024, 5, 12, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "commas", "kept"),
    [
        (["a", " b ", "", None], True, ["a", "b"]),
        ('["a", "b"]', True, ["a", "b"]),
        ("a, b;c\nd", True, ["a", "b", "c", "d"]),
        ("Une phrase, avec virgule.\r\nUne autre.", False, ["Une phrase, avec virgule.", "Une autre."]),
        ("[crochet] ouvrant", False, ["[crochet] ouvrant"]),
        (5000, True, [5000]),
        ("", True, []),
        (None, True, []),
    ],
)
def test_lists_are_read_however_they_are_sent(given, commas, kept):
    assert values.items(given, commas=commas) == kept


@pytest.mark.parametrize("given", [{"a": 1}, [["a"]], [{"a": 1}], True])
def test_other_shapes_are_not_lists(given):
    with pytest.raises(ValueProblemError):
        values.items(given, commas=True)


@pytest.mark.parametrize(
    "given",
    [
        "https://www.data.gouv.fr/a?b=c",
        "http://localhost:8080/x",
        "ftp://ftp.ign.fr/a.7z",
        "HTTPS://EXAMPLE.ORG",
        "http://été.fr/",
    ],
)
def test_web_addresses_are_accepted(given):
    assert values.url(f" {given} ") == given


@pytest.mark.parametrize(
    "given",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd", "www.example.org", "//example.org", "http://", "https://a b", 'http://a"onclick=', "http://[", "http://a:99999999/", "vbscript:x"],
)  # fmt: skip
def test_other_addresses_are_refused(given):
    with pytest.raises(ValueProblemError):
        values.url(given)


@pytest.mark.parametrize("given", ["mairie@commune.fr", "mailto:sig.cartographie@grand-nancy.org", "é.ü@été.fr"])
def test_emails_are_accepted(given):
    assert "@" in values.email(given)


@pytest.mark.parametrize(
    "given", ["mairie", "a@b", "a b@c.fr", "a@b.fr, c@d.fr", "<script>@x.fr", "@x.fr", "a" * 250 + "@b.fr"]
)
def test_other_emails_are_refused(given):
    with pytest.raises(ValueProblemError):
        values.email(given)


@pytest.mark.parametrize(("given", "kept"), [("200 052 264", "200052264"), ("356000000", "356000000")])
def test_siren(given, kept):
    assert identifiers.siren(given) == kept


@pytest.mark.parametrize("given", ["200052265", "12345678", "abcdefghi", "²00052264", ""])
def test_wrong_siren(given):
    with pytest.raises(ValueProblemError):
        identifiers.siren(given)


@pytest.mark.parametrize("given", ["356 000 000 00048", "35600000049837", "73282932000074"])
def test_siret_with_the_rule_of_la_poste(given):
    assert len(identifiers.siret(given)) == 14


@pytest.mark.parametrize("given", ["73282932000075", "35600000049838", "732829320"])
def test_wrong_siret(given):
    with pytest.raises(ValueProblemError):
        identifiers.siret(given)


@pytest.mark.parametrize("given", ["88413", "2A004", "2a004", "88", "44", "971"])
def test_insee_codes(given):
    assert identifiers.insee_code(given) == given.upper()


@pytest.mark.parametrize("given", ["88999", "8841", "ABCDE", "88413 "[:4], "999999"])
def test_wrong_insee_codes(given):
    with pytest.raises(ValueProblemError):
        identifiers.insee_code(given)


@pytest.mark.parametrize(("given", "kept"), [("#1b4f72", "#1B4F72"), ("abc", "#AABBCC")])
def test_colours(given, kept):
    assert values.colour(given) == kept


@pytest.mark.parametrize("given", ["red", "#12345", "#GGGGGG", "#1B4F72;}"])
def test_wrong_colours(given):
    with pytest.raises(ValueProblemError):
        values.colour(given)


@pytest.mark.parametrize(("given", "kept"), [("1:25 000", 25000), ("1/5000", 5000), (25000, 25000), ("10 000", 10000)])
def test_scales(given, kept):
    assert values.integer(given) == kept


@pytest.mark.parametrize("given", ["0", "-5", "2.5", "x", str(2**31), "²"])
def test_wrong_scales(given):
    with pytest.raises(ValueProblemError):
        values.integer(given)


@pytest.mark.parametrize(("given", "kept"), [("0,2", 0.2), ("20", 20.0), (0.5, 0.5)])
def test_resolutions(given, kept):
    assert values.number(given) == kept


@pytest.mark.parametrize("given", ["0", "-1", "nan", "inf", "x"])
def test_wrong_resolutions(given):
    with pytest.raises(ValueProblemError):
        values.number(given)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("EPSG:2154", "EPSG:2154"),
        ("urn:ogc:def:crs:EPSG::2154", "EPSG:2154"),
        ("http://www.opengis.net/def/crs/EPSG/0/3949", "EPSG:3949"),
        ("RGF93 / Lambert-93", "EPSG:2154"),
        ("2154", "EPSG:2154"),
        ("EPSG:32198", "EPSG:32198"),
        ("Système  local de la ville", "Système local de la ville"),
    ],
)
def test_reference_systems(given, kept):
    assert values.crs(given, vocabulary("crs")) == kept


def test_geometries_are_kept_compact():
    assert json.loads(geometries.geometry(json.dumps(SQUARE, indent=4))) == SQUARE
    assert json.loads(geometries.geometry({"type": "Feature", "geometry": SQUARE, "properties": {}})) == SQUARE


@pytest.mark.parametrize(
    "given",
    [
        "pas du JSON",
        "[1, 2]",
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[["a", "b"], ["c", "d"]]]},
        {"type": "Circle", "coordinates": [6, 48]},
        {"type": "Point", "coordinates": [991000, 6800000]},
        {"type": "Polygon", "coordinates": [[[6, 48], [7, 49], [7, 48], [6, 49], [6, 48]]]},
        {"type": "Point", "coordinates": []},
        "[" * 100_000,
        '{"type": "Point", "coordinates": [NaN, 1]}',
    ],
)
def test_wrong_geometries_are_refused(given):
    with pytest.raises(ValueProblemError):
        geometries.geometry(given)


@pytest.mark.parametrize(
    ("given", "kept"), [("cours d'eau", "cours d'eau"), ("l’eau", "l'eau"), ("2.0_b-c é", "2.0_b-c é")]
)
def test_keywords_keep_their_apostrophe(given, kept):
    assert tags.tag_name(given) == kept


@pytest.mark.parametrize("given", ["a,b", "a/b", "<b>", "a:b"])
def test_keywords_refuse_what_links_and_forms_would_trip_over(given):
    with pytest.raises(ValueProblemError):
        tags.tag_name(given)

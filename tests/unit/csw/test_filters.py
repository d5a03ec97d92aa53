"""What a source asks a server to leave out, in every way that servers know, and what happens where they know none."""

import pytest
from lxml import etree

from ckanext.datagrandest.harvesters.csw.filters import FES, OGC, Wanted, variants
from ckanext.datagrandest.harvesting.contract import SourceUnreadable

HOSTILE = ["</ogc:Literal><x/>", "a' OR '1'='1", "100%_\\", "<!DOCTYPE a>", "\0\x1b", "]]>", "l'eau & l'air"]


def fill(server, count):
    for number in range(count):
        server.put(f"rec-{number}", f"Jeu {number}")


def read(catalogue):
    pages = list(catalogue.pages())
    return [record.identifier for page in pages for record in page.records], [
        str(n) for page in pages for n in page.notes
    ]


def understanding(server, *words, kept=("rec-1",)):
    """Make the fake understand only filters that bear all these words, and give some records for them."""
    whole = server.respond

    def respond(method, query):
        constraint = query.get("constraint", "")
        if not constraint and "Constraint" in query.get("body", ""):
            constraint = query["body"].partition("Constraint")[2]
        if query["request"] == "GetCapabilities" or not constraint:
            return whole(method, query)
        if not all(word in constraint for word in words):
            return 200, server.exception("InvalidParameterValue", "unknown property")
        everything = server.records
        server.records = {name: record for name, record in everything.items() if name in kept}
        try:
            return whole(method, query)
        finally:
            server.records = everything

    server.respond = respond


@pytest.mark.parametrize("version", ["2.0.2", "3.0.0"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_changes_the_filter_around_it(text, version):
    wanted = Wanted(keywords=(text, "eau"), organisations=(text,), bounds=(3.0, 47.0, 8.0, 50.0))
    for constraint in variants(wanted, version):
        if constraint.startswith("<"):
            root = etree.fromstring(constraint)
            literals = [node.text for node in root.iter("{*}Literal")]
            assert len(literals) == 3
            printable = "".join(sign for sign in text if sign.isprintable())
            assert literals[0].replace("\\", "").strip("%") == printable.replace("\\", "").strip("%")
            assert {etree.QName(node).localname for node in root.iter()} <= {
                "Filter", "And", "Or", "PropertyIsLike", "PropertyName", "ValueReference", "Literal", "BBOX", "Envelope",
                "lowerCorner", "upperCorner",
            }  # fmt: skip
        else:
            assert constraint.replace("''", "").count("'") == 6


def test_each_version_has_its_language_of_filters():
    wanted = Wanted(keywords=("eau",))
    assert etree.QName(etree.fromstring(next(variants(wanted, "2.0.2")))).namespace == OGC
    root = etree.fromstring(next(variants(wanted, "3.0.0")))
    assert etree.QName(root).namespace == FES
    assert root.find(".//{*}ValueReference").text == "dc:subject"


def test_the_extent_is_told_longitude_first_in_a_system_that_says_so():
    root = etree.fromstring(next(variants(Wanted(bounds=(3.38, 47.42, 8.24, 50.17)), "2.0.2")))
    envelope = root.find(".//{*}Envelope")
    assert envelope.get("srsName").endswith("CRS84")
    assert [child.text for child in envelope] == ["3.38 47.42", "8.24 50.17"]


def test_a_filter_by_hand_is_joined_to_the_rest():
    by_hand = '<ogc:Filter xmlns:ogc="http://www.opengis.net/ogc"><ogc:PropertyIsNull/></ogc:Filter>'
    assert list(variants(Wanted(by_hand), "2.0.2")) == [by_hand]
    joined = etree.fromstring(next(variants(Wanted(by_hand, ("eau",)), "2.0.2")))
    assert [etree.QName(node).localname for node in joined[0]] == ["PropertyIsNull", "PropertyIsLike"]
    in_words = list(variants(Wanted("a = 'b' OR c = 'd'", ("eau", "l'air")), "2.0.2"))
    assert in_words[0] == "(a = 'b' OR c = 'd') AND (dc:subject LIKE '%eau%' OR dc:subject LIKE '%l''air%')"
    assert not any(constraint.startswith("<") for constraint in in_words)


@pytest.mark.parametrize(
    "words", [("dc:subject",), ("apiso:Subject", "OrganizationName"), ("Literal", "Subject"), ("LIKE", "dc:subject")]
)
def test_the_first_way_that_the_server_understands_is_taken(server, opened, words):
    fill(server, 4)
    understanding(server, *words)
    found, notes = read(opened(keywords=["eau"], organisations=["DREAL"]))
    assert (found, notes) == (["rec-1"], [])


def test_every_page_is_asked_with_the_filter(server, opened):
    fill(server, 30)
    understanding(server, "dc:subject", kept=[f"rec-{number}" for number in range(25)])
    found, _ = read(opened(keywords=["eau"], page_size=10))
    assert len(found) == 25


def test_a_server_that_understands_no_filter_is_said(server, opened):
    fill(server, 4)
    understanding(server, "nothing like this")
    with pytest.raises(SourceUnreadable, match=r"does not understand the filter.*unknown property"):
        read(opened(organisations=["DREAL"]))
    with pytest.raises(SourceUnreadable, match="does not understand the filter"):
        read(opened(constraint="Title = 'x'"))


def test_a_server_that_ignores_filters_is_said(server, opened):
    fill(server, 4)
    found, notes = read(opened(keywords=["eau"]))
    assert len(found) == 4
    assert "perhaps it ignores it" in notes[0]


@pytest.mark.parametrize("words", [("nothing like this",), ("BBOX",)])
def test_an_extent_that_the_server_does_not_understand_is_left_to_the_plan(server, opened, words):
    """Refused, or understood the wrong way round and nothing found: everything is listed, and the plan looks at each."""
    fill(server, 4)
    understanding(server, *words, kept=())
    found, notes = read(opened(territory="region:44"))
    assert (len(found), notes) == (4, [])


def test_the_extent_is_asked_for(server, opened):
    fill(server, 4)
    understanding(server, "BBOX", "3.38 47.42", kept=("rec-1", "rec-2"))
    assert read(opened(territory="region:44"))[0] == ["rec-1", "rec-2"]


def test_a_territory_without_known_outline_asks_for_everything(server, opened):
    fill(server, 2)
    assert len(read(opened(territory="region:53"))[0]) == 2
    assert not any("BBOX" in query.get("body", "") for _, query in server.requests)

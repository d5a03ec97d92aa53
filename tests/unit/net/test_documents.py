"""Reading XML and RDF from strangers: faults 14, 15 and 27–31."""

import json
import tracemalloc

import pytest

from ckanext.datagrandest.net import errors
from ckanext.datagrandest.net.documents import parse_xml
from ckanext.datagrandest.net.rdf import FORMATS, RdfLimits, read_rdf

BASE = "https://www.example.fr/catalogue"


@pytest.mark.parametrize("target", ["file:///etc/passwd", "{url}"])
def test_fault_27_28_external_entities_are_refused(server, target):
    target = target.format(url=server.url("/evil"))
    with pytest.raises(errors.UnreadableContent):
        parse_xml(f'<!DOCTYPE a [<!ENTITY e SYSTEM "{target}">]><a>&e;</a>'.encode())
    with pytest.raises(errors.UnreadableContent):
        parse_xml(f'<!DOCTYPE a [<!ENTITY % e SYSTEM "{target}"> %e;]><a/>'.encode())
    assert server.connections == 0


def test_fault_29_billion_laughs_are_refused():
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    tracemalloc.start()
    with pytest.raises(errors.UnreadableContent):
        parse_xml(f"<!DOCTYPE a [{entities}]><a>&a11;</a>".encode())
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("depth", [201, 10_000])
def test_fault_30_depth_is_bounded(depth):
    with pytest.raises(errors.UnreadableContent):
        parse_xml(b"<a>" * depth + b"</a>" * depth)


def test_fault_31_size_is_bounded():
    with pytest.raises(errors.TooLarge):
        parse_xml(b"<a>" + b"x" * 2_000 + b"</a>", max_bytes=1_000)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_fault_26_wrongly_declared_xml_is_read(encoding):
    text = '<?xml version="1.0" encoding="utf-8"?><a>Forêt d’Épinal</a>'
    assert parse_xml(text.encode(encoding)).text == "Forêt d’Épinal"


@pytest.mark.parametrize("content", [b"", b"<a>", b"<a></b>", b"\xff\xfe", b"plain", b"{}", b"<a>&nbsp;</a>"])
def test_what_is_no_xml_is_said(content):
    with pytest.raises(errors.UnreadableContent):
        parse_xml(content)


def test_doctype_without_entities_is_accepted():
    assert (
        parse_xml(b'<!DOCTYPE WMT_MS_Capabilities SYSTEM "http://127.0.0.1/x.dtd"><WMT_MS_Capabilities/>') is not None
    )


DATASET = {"@id": "#d", "@type": "http://www.w3.org/ns/dcat#Dataset", "title": "Bâtis"}
CONTEXT = {"title": "http://purl.org/dc/terms/title"}


@pytest.mark.parametrize(
    "placed",
    [
        lambda url: {"@context": url, **DATASET},
        lambda url: {"@context": [url, CONTEXT], **DATASET},
        lambda url: {"@context": {"@import": url, **CONTEXT}, **DATASET},
        lambda url: {"@context": {"part": {"@id": "urn:p", "@context": url}}, **DATASET, "part": {"title": "x"}},
        lambda url: {"@graph": [{"@context": url, **DATASET}]},
        lambda url: [{"@context": [[url]], **DATASET}],
        lambda url: {"@context": "//" + url.partition("//")[2], **DATASET},
    ],
)
def test_fault_14_remote_context_is_never_fetched_by_the_parser(server, placed):
    document = json.dumps(placed(server.url("/context.jsonld"))).encode()
    with pytest.raises(errors.UnreadableContent) as caught:
        list(read_rdf(document, "application/ld+json", base="http://www.example.fr/"))
    assert server.connections == 0
    assert "context.jsonld" in str(caught.value)


def test_fault_14_remote_context_comes_through_the_guarded_client(server, client):
    server.routes["/context.jsonld"] = json.dumps({"@context": ["more.jsonld", CONTEXT]}).encode()
    server.routes["/more.jsonld"] = json.dumps({"@context": server.url("/context.jsonld")}).encode()
    document = json.dumps({"@context": server.url("/context.jsonld"), **DATASET}).encode()
    read = read_rdf(document, "application/ld+json", base=BASE, load_context=lambda url: client.get(url).json())
    assert '"Bâtis"' in {statement.object for statement in read}
    assert len(server.received) == 2


@pytest.mark.parametrize(
    ("media_type", "text"),
    [
        (
            "application/rdf+xml",
            '<!DOCTYPE a SYSTEM "{url}"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
        ),
        ("application/rdf+xml", '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xml:base="{url}"/>'),
        ("text/turtle", "@base <{url}> . @prefix a: <{url}#> . <{url}> a a:b ."),
        ("application/n-triples", "<{url}> <{url}> <{url}> ."),
        ("application/ld+json", '{{"@id": "{url}", "{url}": {{"@id": "{url}"}}}}'),
    ],
)
def test_fault_15_reading_rdf_fetches_nothing(server, media_type, text):
    try:
        list(read_rdf(text.format(url=server.url("/x")).encode(), media_type, base=server.url("/")))
    except errors.UnreadableContent:
        assert "DOCTYPE" in text, "only a document type is refused"
    assert server.connections == 0


@pytest.mark.parametrize("media_type", [*FORMATS, "text/html", ""])
def test_what_is_no_rdf_is_said(media_type):
    with pytest.raises(errors.UnreadableContent):
        list(read_rdf(b"<html><body>Please log in", media_type, base=BASE))


ENTITIES = b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
RDF_XML = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="urn:x:">%s</rdf:RDF>'


def test_faults_27_28_29_a_document_type_is_refused_in_rdf_xml():
    with pytest.raises(errors.UnreadableContent, match="DTD"):
        list(read_rdf(ENTITIES + RDF_XML % b"<x:D><x:p>&b;</x:p></x:D>", "application/rdf+xml", base=BASE))


@pytest.mark.parametrize(
    "document",
    [
        RDF_XML % (b"<x:D><x:p>" * 10_000 + b"</x:p></x:D>" * 10_000),
        b'{"urn:p":' * 10_000 + b"1" + b"}" * 10_000,
        b"[" * 10_000 + b"]" * 10_000,
    ],
    ids=["xml", "objects", "arrays"],
)
def test_fault_30_depth_is_refused_and_kills_nobody(document):
    """Oxigraph alone overflows its stack on the second one, and ends the process."""
    with pytest.raises(errors.UnreadableContent, match="deep"):
        list(read_rdf(document, base=BASE))


def test_fault_30_deep_turtle_is_read():
    document = b"<urn:a> <urn:p> " + b"[ <urn:p> " * 10_000 + b"1" + b"]" * 10_000 + b" ."
    assert len(list(read_rdf(document, "text/turtle", base=BASE))) == 10_001


def test_fault_31_a_document_over_the_limits_is_refused():
    document = b"<urn:a> <urn:p> 1, 2, 3 ."
    with pytest.raises(errors.TooLarge):
        list(read_rdf(document, base=BASE, limits=RdfLimits(max_bytes=10)))
    with pytest.raises(errors.TooLarge):
        list(read_rdf(document, base=BASE, limits=RdfLimits(max_statements=2)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", ""])
def test_fault_26_rdf_in_another_encoding_than_it_says(encoding, declared, tmp_path):
    prolog = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    document = (prolog + (RDF_XML % b"<x:D><x:p>%s</x:p></x:D>").decode() % "Élèves").encode(encoding)
    path = tmp_path / "document"
    path.write_bytes(document)
    if not (encoding == "utf-8" and declared == "iso-8859-1"):  # then the declaration is believed
        for source in (document, path):
            assert '"Élèves"' in {found.object for found in read_rdf(source, "text/xml", base=BASE)}


@pytest.mark.parametrize(
    "media_type", ["", "text/plain", "application/octet-stream", "text/turtle", "application/json"]
)
@pytest.mark.parametrize(
    "document",
    [
        b"<urn:a> <urn:p> <urn:b> .",
        b"# hello\n@prefix x: <urn:> . x:a x:p x:b .",
        b"[] <urn:p> <urn:b> .",
        RDF_XML % b'<rdf:Description rdf:about="urn:a"><x:p rdf:resource="urn:b"/></rdf:Description>',
        b'  {"@id": "urn:a", "urn:p": {"@id": "urn:b"}}',
        b'[{"@id": "urn:a", "urn:p": {"@id": "urn:b"}}]',
    ],
)
def test_the_document_decides_what_it_is(media_type, document):
    assert [found.object for found in read_rdf(document, media_type, base=BASE)] == ["<urn:b>"]


def test_addresses_that_are_none_are_mended():
    document = RDF_XML % b'<x:D rdf:about="http://www.example.fr/a b"><x:p rdf:resource="http://x.fr/{y}|z"/></x:D>'
    terms = {term for found in read_rdf(document, "text/xml", base=BASE) for term in found}
    assert {"<http://www.example.fr/a%20b>", "<http://x.fr/%7By%7D%7Cz>"} <= terms


def test_a_known_context_is_not_fetched(server):
    url = server.url("/context.jsonld")
    document = json.dumps({"@context": url, **DATASET}).encode()
    read = list(read_rdf(document, base=BASE, contexts={url: CONTEXT}))
    assert '"Bâtis"' in {found.object for found in read}
    assert server.connections == 0

"""A DCAT catalogue under the test's command, over real HTTP, in every format and with every way of paging."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from rdflib import DCAT, DCTERMS, RDF, BNode, Graph, Literal, Namespace, URIRef

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
TYPES = {"turtle": "text/turtle", "xml": "application/rdf+xml", "json-ld": "application/ld+json", "nt": "application/n-triples"}  # fmt: skip


class FakeDcat:
    """Datasets and faults; `requests` keeps the paths that were asked for.

    `paging` is "hydra", "old-hydra", "link", "count" or "none".
    """

    def __init__(self):
        self.records = {}
        self.extra = []
        self.requests = []
        self.format = "turtle"
        self.media_type = None
        self.paging = "hydra"
        self.size = 4
        self.announced = None
        self.fails_after = None
        self.next_to_itself = False
        self.ignores_page = False
        self.host_said = None
        self.raw = {}
        self.script = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        self.url = f"http://{self.host}/catalog"

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    # what the contract of harvesters asks of a remote
    def put(self, identifier, title):
        self.records[identifier] = title

    def remove(self, *identifiers):
        for identifier in identifiers:
            del self.records[identifier]

    def break_record(self, identifier):
        self.records[identifier] = ""

    def announce(self, count):
        self.announced = count

    def repeat(self, identifier):
        self.extra.append((identifier, "Le même identifiant, un autre contenu"))

    def fail_after(self, pages):
        self.fails_after = pages

    def _handler(self):
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                fake.requests.append(self.path)
                status, headers, content = fake.respond(self.path)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments):
                pass

        return Handler

    def respond(self, path):
        if path in self.raw:
            kind, content = self.raw[path]
            return 200, {"Content-Type": kind}, content
        if not path.startswith("/catalog"):
            return 404, {}, b""
        if self.fails_after is not None and len(self.requests) > self.fails_after:
            return 500, {}, b"failed"
        if len(self.requests) in self.script:
            self.script.pop(len(self.requests))(self)
        number = int(parse_qs(urlsplit(path).query).get("page", ["1"])[0])
        headers = {"Content-Type": TYPES[self.format] if self.media_type is None else self.media_type}
        graph, following = self.page(1 if self.ignores_page else number, number)
        if following and self.paging == "link":
            headers["Link"] = f'<{self.url}>; rel="first", <{following}>; title="a, b"; rel="next"'
        content = graph.serialize(format=self.format)
        if self.format == "json-ld":
            content = json.dumps(json.loads(content))
        return 200, headers, content.encode()

    def page(self, number, asked):
        everything = [*self.records.items(), *self.extra]
        size = self.size if self.paging != "none" else len(everything) or 1
        shown = everything[(number - 1) * size : number * size]
        graph = Graph()
        catalogue = URIRef(self.url)
        graph.add((catalogue, RDF.type, DCAT.Catalog))
        for position, (identifier, title) in enumerate(shown, (number - 1) * size):
            extra = position >= len(self.records)
            node = URIRef(f"http://{self.host}/dataset/{identifier}{'-bis' if extra else ''}".replace(" ", "%20"))
            self.describe(graph, node, identifier, title)
            graph.add((catalogue, DCAT.dataset, node))
        more = number * size < len(everything)
        base = f"http://{self.host_said}/catalog" if self.host_said else self.url
        following = (
            f"{base}?page={asked if self.next_to_itself else asked + 1}" if more or self.next_to_itself else None
        )
        self.write_paging(graph, following, len(everything))
        return graph, following

    def describe(self, graph, node, identifier, title):
        graph.add((node, RDF.type, DCAT.Dataset))
        graph.add((node, DCTERMS.identifier, Literal(identifier)))
        if title:
            graph.add((node, DCTERMS.title, Literal(title, lang="fr")))
        place = BNode()
        graph.add((node, DCTERMS.spatial, place))
        graph.add((place, DCAT.bbox, Literal("POLYGON((6 48, 7 48, 7 49, 6 49, 6 48))")))

    def write_paging(self, graph, following, count):
        if self.paging not in ("hydra", "old-hydra"):
            return
        view = URIRef(f"{self.url}?view")
        old = self.paging == "old-hydra"
        graph.add((view, RDF.type, HYDRA.PagedCollection if old else HYDRA.PartialCollectionView))
        total = count if self.announced is None else self.announced
        graph.add((view if old else URIRef(self.url), HYDRA.totalItems, Literal(total)))
        graph.add((view, HYDRA.firstPage if old else HYDRA.first, URIRef(f"{self.url}?page=1")))
        if following:
            graph.add((view, HYDRA.nextPage if old else HYDRA.next, URIRef(following)))

"""A WFS (1.0, 1.1 or 2.0) and an OGC API (features and records), over real HTTP."""

import json
import threading
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

BOX = (6.40, 48.15, 6.52, 48.22)
FORMATS = ["application/gml+xml; version=3.2", "application/json", "SHAPE-ZIP", "csv", "text/xml; subtype=gml/3.1.1"]


def metadata_url(version, identifier):
    url = escape(f"https://www.example.fr/geonetwork/srv/fre/csw?request=GetRecordById&id={identifier}")
    if version == "2.0.0":
        return f'<MetadataURL xlink:href="{url}"/>'
    return f'<MetadataURL type="TC211" format="text/xml">{url}</MetadataURL>'


def layer(version, name, title, *, metadata="", keywords=("eau",), box=BOX, abstract="Résumé"):
    name = f"<Name>{escape(name)}</Name>" if name else ""
    start = f"<FeatureType>{name}<Title>{escape(title)}</Title><Abstract>{escape(abstract)}</Abstract>"
    west, south, east, north = box
    if version == "1.0.0":
        middle = (
            f"<Keywords>{escape(', '.join(keywords))}</Keywords><SRS>EPSG:2154</SRS>"
            f'<LatLongBoundingBox minx="{west}" miny="{south}" maxx="{east}" maxy="{north}"/>'
        )
    else:
        words = "".join(f"<ows:Keyword>{escape(word)}</ows:Keyword>" for word in keywords)
        system = "CRS" if version == "2.0.0" else "SRS"
        middle = (
            f"<ows:Keywords>{words}</ows:Keywords><Default{system}>urn:ogc:def:crs:EPSG::2154</Default{system}>"
            f"<Other{system}>http://www.opengis.net/def/crs/EPSG/0/4326</Other{system}>"
            f"<ows:WGS84BoundingBox><ows:LowerCorner>{west} {south}</ows:LowerCorner>"
            f"<ows:UpperCorner>{east} {north}</ows:UpperCorner></ows:WGS84BoundingBox>"
        )
    return f"{start}{middle}{metadata_url(version, metadata) if metadata else ''}</FeatureType>"


def capabilities(version, layers, formats=FORMATS, fees="Licence Ouverte 2.0", stamp="1"):
    if version == "1.0.0":
        results = "".join(f"<{name}/>" for name in ("GML2", "GEOJSON", "SHAPE-ZIP"))
        return (
            '<WFS_Capabilities version="1.0.0" xmlns="http://www.opengis.net/wfs"><Service><Name>WFS</Name><Title>Service</Title>'
            f"<Fees>{fees}</Fees><AccessConstraints>NONE</AccessConstraints></Service><Capability><Request><GetFeature>"
            f"<ResultFormat>{results}</ResultFormat></GetFeature></Request></Capability>"
            f"<FeatureTypeList>{''.join(layers)}</FeatureTypeList></WFS_Capabilities>"
        )
    values = "".join(f"<ows:Value>{escape(form)}</ows:Value>" for form in formats)
    namespaces = (
        'xmlns="http://www.opengis.net/wfs/2.0" xmlns:ows="http://www.opengis.net/ows/1.1"'
        if version == "2.0.0"
        else 'xmlns="http://www.opengis.net/wfs" xmlns:ows="http://www.opengis.net/ows"'
    )
    return (
        f'<wfs:WFS_Capabilities version="{version}" updateSequence="{stamp}" {namespaces} xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' xmlns:wfs="{namespaces.split(chr(34))[1]}"><ows:ServiceIdentification><ows:Title>Service</ows:Title>'
        f"<ows:Fees>{fees}</ows:Fees><ows:AccessConstraints>none</ows:AccessConstraints></ows:ServiceIdentification>"
        "<ows:ServiceProvider><ows:ProviderName>DREAL Grand Est</ows:ProviderName>"
        '<ows:ProviderSite xlink:href="https://www.grand-est.developpement-durable.gouv.fr/"/><ows:ServiceContact>'
        "<ows:IndividualName>Jeanne Durand</ows:IndividualName><ows:ContactInfo><ows:Phone><ows:Voice>03 88 00 00 00</ows:Voice></ows:Phone>"
        "<ows:Address><ows:ElectronicMailAddress>sig@example.gouv.fr</ows:ElectronicMailAddress></ows:Address></ows:ContactInfo>"
        "</ows:ServiceContact></ows:ServiceProvider><ows:OperationsMetadata>"
        '<ows:Operation name="GetCapabilities"/><ows:Operation name="GetFeature"><ows:DCP><ows:HTTP>'
        f'<ows:Get xlink:href="http://localhost:8080/wfs"/></ows:HTTP></ows:DCP><ows:Parameter name="outputFormat">{values}'
        f"</ows:Parameter></ows:Operation></ows:OperationsMetadata><FeatureTypeList>{''.join(layers)}</FeatureTypeList>"
        "</wfs:WFS_Capabilities>"
    )


class Server:
    """What both fakes share: a server of the tests that answers by `respond(path, query)`."""

    def __init__(self):
        self.requests = []
        self.raw = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.host = f"127.0.0.1:{self._server.server_address[1]}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def _handler(self):
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urlsplit(self.path)
                query = {key.lower(): value for key, value in parse_qsl(parts.query)}
                fake.requests.append((parts.path, query))
                status, kind, content = fake.raw.get(parts.path) or fake.respond(parts.path, query)
                content = content if isinstance(content, bytes) else content.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments):
                pass

        return Handler


class FakeWfs(Server):
    """Layers by identifier of their metadata."""

    def __init__(self):
        super().__init__()
        self.url = f"http://{self.host}/wfs"
        self.version = "2.0.0"
        self.layers = {}
        self.extra = []
        self.fails_after = None
        self.formats = FORMATS
        self.stamp = 0

    def put(self, identifier, title):
        self.layers[identifier] = layer(self.version, f"ns:{identifier}", title, metadata=identifier)

    def remove(self, *identifiers):
        for identifier in identifiers:
            del self.layers[identifier]

    def break_record(self, identifier):
        self.layers[identifier] = layer(self.version, "", "Sans nom", metadata=identifier)

    def fail_after(self, pages):
        self.fails_after = pages

    def respond(self, path, query):
        if path != "/wfs" or query.get("service") != "WFS":
            return 404, "text/html", "<html>no</html>"
        if self.fails_after is not None:
            return 500, "text/html", "<html>failed</html>"
        if query.get("version") != self.version:
            return (
                400,
                "text/xml",
                '<ServiceExceptionReport><ServiceException code="x">version</ServiceException></ServiceExceptionReport>',
            )
        self.stamp += 1  # what changes by itself at every request
        listed = [*self.layers.values(), *self.extra]
        return 200, "text/xml", capabilities(self.version, listed, self.formats, stamp=str(self.stamp))


class FakeApi(Server):
    """An OGC API with a catalogue of records, and collections of features beside it."""

    def __init__(self):
        super().__init__()
        self.url = f"http://{self.host}/api"
        self.records = {}
        self.extra = []
        self.collections = []
        self.announced = None
        self.fails_after = None
        self.loops = False
        self.needs_f = False
        self.cap = 1000

    def put(self, identifier, title, **properties):
        self.records[identifier] = {
            "type": "Feature",
            "id": identifier,
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[6.4, 48.1], [6.5, 48.1], [6.5, 48.2], [6.4, 48.2], [6.4, 48.1]]],
            },
            "properties": {"type": "dataset", "title": title, "description": "Résumé", **properties},
            "links": [{"rel": "enclosure", "type": "text/csv", "href": f"https://www.example.fr/{identifier}.csv"}],
        }

    def remove(self, *identifiers):
        for identifier in identifiers:
            del self.records[identifier]

    def break_record(self, identifier):
        self.put(identifier, "")

    def announce(self, count):
        self.announced = count

    def repeat(self, identifier):
        again = json.loads(json.dumps(self.records[identifier]))
        again["properties"]["title"] = "Le même identifiant, un autre contenu"
        self.extra.append(again)

    def fail_after(self, pages):
        self.fails_after = pages

    def respond(self, path, query):
        if self.needs_f and query.get("f") != "json":
            return 200, "text/html", "<html><body>API</body></html>"
        pages = {
            "/api": self.landing,
            "/api/collections": self.listing,
            "/api/collections/catalogue/items": self.items,
        }
        if path not in pages:
            return 404, "text/html", "<html>no</html>"
        if self.fails_after is not None and path.endswith("items"):
            return 500, "text/html", "<html>failed</html>"
        return 200, "application/json", json.dumps(pages[path](query))

    def landing(self, _query):
        return {
            "title": "API",
            "license": "Licence Ouverte 2.0",
            "contact": {"name": "Eurométropole", "email": "data@example.fr", "url": "https://www.example.fr"},
            "links": [
                {"rel": "self", "type": "application/json", "href": self.url},
                {"rel": "data", "type": "application/json", "href": "http://localhost:5000/api/collections"},
            ],
        }

    def listing(self, _query):
        found = [*self.collections]
        if self.records or self.extra or not found:
            found.append(
                {
                    "id": "catalogue",
                    "itemType": "record",
                    "links": [{"rel": "items", "href": "/api/collections/catalogue/items"}],
                }
            )
        return {"collections": found, "links": []}

    def items(self, query):
        everything = [*self.records.values(), *self.extra]
        start, size = int(query.get("offset", 0)), min(int(query.get("limit", 10)), self.cap)
        shown = everything[start : start + size]
        links = []
        if start + size < len(everything):
            following = f"/api/collections/catalogue/items?offset={0 if self.loops else start + size}&limit={size}"
            links = [{"rel": "next", "href": following}]
        matched = len(everything) if self.announced is None else self.announced
        return {"type": "FeatureCollection", "features": shown, "numberMatched": matched, "links": links}


def collection(identifier, **fields):
    base = f"https://www.example.fr/api/collections/{identifier}"
    return {
        "id": identifier,
        "title": f"Collection {identifier}",
        "description": "Des <b>objets</b>.",
        "keywords": ["eau", "Épinal"],
        "extent": {"spatial": {"bbox": [list(BOX)]}, "temporal": {"interval": [["2020-01-01T00:00:00Z", None]]}},
        "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84", "http://www.opengis.net/def/crs/EPSG/0/2154"],
        "links": [
            {"rel": "self", "type": "application/json", "href": base},
            {"rel": "items", "type": "application/geo+json", "href": f"{base}/items"},
            {"rel": "items", "type": "text/html", "href": f"{base}/items?f=html"},
            {"rel": "license", "type": "text/html", "href": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"},
            {"rel": "describedby", "type": "text/html", "href": "https://www.example.fr/metadata/fr-123-abc"},
            {"rel": "enclosure", "type": "application/geopackage+sqlite3", "href": "https://www.example.fr/tout.gpkg"},
            {
                "rel": "http://www.opengis.net/def/rel/ogc/1.0/queryables",
                "type": "application/schema+json",
                "href": f"{base}/q",
            },
        ],
        **fields,
    }

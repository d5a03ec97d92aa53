"""A CSW server under the test's command, over real HTTP, that can do wrong what real servers do wrong."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

GMD = "http://www.isotc211.org/2005/gmd"
MDB = "http://standards.iso.org/iso/19115/-3/mdb/2.0"
RECORD = """<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco">
<gmd:fileIdentifier><gco:CharacterString>{identifier}</gco:CharacterString></gmd:fileIdentifier>
<gmd:dateStamp><gco:Date>2024-01-01</gco:Date></gmd:dateStamp>
<gmd:identificationInfo><gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation>
<gmd:title><gco:CharacterString>{title}</gco:CharacterString></gmd:title></gmd:CI_Citation></gmd:citation>
<gmd:abstract><gco:CharacterString>Résumé</gco:CharacterString></gmd:abstract>
</gmd:MD_DataIdentification></gmd:identificationInfo></gmd:MD_Metadata>"""


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class FakeCsw:
    """Records and faults; `requests` keeps what was asked.

    `next` is how nextRecord is told: "right", "absent", "stuck", "never_zero" or "early_zero".
    """

    def __init__(self):
        self.records = {}
        self.extra = []
        self.requests = []
        self.cap = 1000
        self.next = "right"
        self.announced = None
        self.version = "2.0.2"
        self.schemas = [GMD]
        self.type_names = ["gmd:MD_Metadata", "csw:Record"]
        self.methods = {"GET", "POST"}
        self.raw = None
        self.script = {}
        self.fails_after = None
        self.ignores_start = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        self.url = f"http://{self.host}/csw"

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    # what the contract of harvesters asks of a remote
    def put(self, identifier, title):
        self.records[identifier] = RECORD.format(identifier=escaped(identifier), title=escaped(title))

    def remove(self, *identifiers):
        for identifier in identifiers:
            del self.records[identifier]

    def break_record(self, identifier):
        self.records[identifier] = RECORD.format(identifier=escaped(identifier), title="")

    def announce(self, count):
        self.announced = count

    def repeat(self, identifier):
        self.extra.append(RECORD.format(identifier=escaped(identifier), title="Le même identifiant, un autre contenu"))

    def fail_after(self, pages):
        self.fails_after = pages

    def _handler(self):
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                query = {key.lower(): value for key, value in parse_qsl(urlsplit(self.path).query)}
                self.answer("GET", query)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                root = etree.fromstring(body)
                query = {key.lower(): value for key, value in root.attrib.items()}
                query |= {key.lower(): value for key, value in root.find("{*}Query").attrib.items()}
                query["request"] = etree.QName(root).localname
                query["body"] = body.decode()
                self.answer("POST", query)

            def answer(self, method, query):
                fake.requests.append((method, query))
                status, content = fake.respond(method, query)
                content = content if isinstance(content, bytes) else content.encode()
                kind = "text/html" if content.lstrip().startswith(b"<html") else "application/xml"
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments):
                pass

        return Handler

    def respond(self, method, query):
        if self.raw is not None:
            return self.raw
        if query["request"] == "GetCapabilities":
            return self.capabilities(query)
        if method not in self.methods:
            return 405, "<html>no</html>"
        for name, known in (("outputschema", self.schemas), ("typenames", self.type_names)):
            if query[name] not in known:
                return 200, self.exception("InvalidParameterValue", f"{name} {query[name]}")
        start, size = int(query["startposition"]), int(query["maxrecords"])
        asked = sum(q["request"] == "GetRecords" for _, q in self.requests)
        if self.fails_after is not None and asked > self.fails_after:
            return 500, "<html>failed</html>"
        if asked in self.script:
            self.script.pop(asked)(self)
        return 200, self.page(start, min(size, self.cap))

    def capabilities(self, query):
        if query.get("version") != self.version:
            return 400, self.exception("VersionNegotiationFailed", "version")
        values = "".join(f"<ows:Value>{schema}</ows:Value>" for schema in self.schemas)
        methods = "".join(f'<ows:{m.title()} xlink:href="http://localhost:8080/csw"/>' for m in sorted(self.methods))
        return 200, (
            f'<csw:Capabilities xmlns:csw="http://www.opengis.net/cat/csw/{self.version}" version="{self.version}"'
            ' xmlns:ows="http://www.opengis.net/ows" xmlns:xlink="http://www.w3.org/1999/xlink"><ows:OperationsMetadata>'
            f'<ows:Operation name="GetRecords"><ows:DCP><ows:HTTP>{methods}</ows:HTTP></ows:DCP>'
            f'<ows:Parameter name="outputSchema">{values}</ows:Parameter></ows:Operation></ows:OperationsMetadata></csw:Capabilities>'
        )

    def page(self, start, size):
        everything = [*self.records.values(), *self.extra]
        offset = 0 if self.ignores_start else start - 1
        shown = everything[offset : offset + size]
        matched = len(everything) if self.announced is None else self.announced
        following = start + len(shown)
        value = {
            "right": following if following <= matched else 0,
            "absent": None,
            "stuck": start,
            "never_zero": following,
            "early_zero": 0,
        }[self.next]
        told = "" if value is None else f' nextRecord="{value}"'
        return (
            f'<csw:GetRecordsResponse xmlns:csw="http://www.opengis.net/cat/csw/{self.version}"><csw:SearchResults'
            f' numberOfRecordsMatched="{matched}" numberOfRecordsReturned="{len(shown)}"{told}>'
            + "".join(shown)
            + "</csw:SearchResults></csw:GetRecordsResponse>"
        )

    @staticmethod
    def exception(code, text):
        return (
            f'<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows"><ows:Exception exceptionCode="{code}">'
            f"<ows:ExceptionText>{text}</ows:ExceptionText></ows:Exception></ows:ExceptionReport>"
        )

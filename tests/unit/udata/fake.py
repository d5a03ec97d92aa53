"""A udata's API under the test's command, over real HTTP."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit


class FakeUdata:
    """Datasets and faults; `requests` keeps the queries, `organizations` the slugs it knows."""

    def __init__(self):
        self.records = {}
        self.extra = []
        self.requests = []
        self.organizations = {}
        self.cap = 4
        self.announced = None
        self.fails_after = None
        self.next_to_itself = False
        self.host_said = None
        self.raw = None
        self.script = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        self.url = f"http://{self.host}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    # what the contract of harvesters asks of a remote
    def put(self, identifier, title):
        self.records[identifier] = {"id": identifier, "slug": identifier, "title": title}

    def remove(self, *identifiers):
        for identifier in identifiers:
            del self.records[identifier]

    def break_record(self, identifier):
        self.records[identifier] = {"id": identifier, "title": ""}

    def announce(self, count):
        self.announced = count

    def repeat(self, identifier):
        self.extra.append({"id": identifier, "title": "Le même identifiant, un autre contenu"})

    def fail_after(self, pages):
        self.fails_after = pages

    def _handler(self):
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urlsplit(self.path)
                query = {key: values[0] for key, values in parse_qs(parts.query).items()}
                status, content = fake.respond(parts.path, query)
                content = content if isinstance(content, bytes) else json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/html" if content[:1] == b"<" else "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments):
                pass

        return Handler

    def respond(self, path, query):
        if path.startswith("/api/1/organizations/"):
            name = path.rstrip("/").rpartition("/")[2]
            return (200, {"id": self.organizations[name]}) if name in self.organizations else (404, {"message": "no"})
        self.requests.append(query)
        if self.raw is not None:
            return self.raw
        if path != "/api/1/datasets/":
            return 404, b"<html>not here"
        if self.fails_after is not None and len(self.requests) > self.fails_after:
            return 503, b"<html>later"
        if len(self.requests) in self.script:
            self.script.pop(len(self.requests))(self)
        everything = [each for each in [*self.records.values(), *self.extra] if self.matches(each, query)]
        page, size = int(query.get("page", 1)), min(int(query["page_size"]), self.cap)
        shown = everything[(page - 1) * size : page * size]
        more = page * size < len(everything) or self.next_to_itself
        following = {**query, "page": page if self.next_to_itself else page + 1}
        base = f"http://{self.host_said or self.host}"
        return 200, {
            "data": shown,
            "page": page,
            "page_size": size,
            "total": len(everything) if self.announced is None else self.announced,
            "next_page": f"{base}/api/1/datasets/?{urlencode(following)}" if more else None,
        }

    @staticmethod
    def matches(record, query):
        if "geozone" in query and query["geozone"] not in (record.get("spatial") or {}).get("zones", []):
            return False
        return "organization" not in query or (record.get("organization") or {}).get("id") == query["organization"]

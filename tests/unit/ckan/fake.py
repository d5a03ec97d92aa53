"""A CKAN's `package_search` under the test's command, over real HTTP."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class FakeCkan:
    """Datasets and faults; `requests` keeps the queries."""

    def __init__(self):
        self.records = {}
        self.extra = []
        self.requests = []
        self.cap = 4
        self.announced = None
        self.fails_after = None
        self.ignores_start = False
        self.knows = {"fq", "sort", "rows", "start"}
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
        self.records[identifier] = {"id": identifier, "name": f"jeu-{identifier}".lower(), "title": title}

    def remove(self, *identifiers):
        for identifier in identifiers:
            del self.records[identifier]

    def break_record(self, identifier):
        self.records[identifier] = {"id": identifier, "title": ""}

    def announce(self, count):
        self.announced = count

    def repeat(self, identifier):
        self.extra.append({"id": identifier, "name": "autre", "title": "Le même identifiant, un autre contenu"})

    def fail_after(self, pages):
        self.fails_after = pages

    def _handler(self):
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urlsplit(self.path)
                query = {key: values[0] for key, values in parse_qs(parts.query).items()}
                fake.requests.append(query)
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
        if self.raw is not None:
            return self.raw
        if path != "/api/3/action/package_search":
            return 404, b"<html>not here"
        if self.fails_after is not None and len(self.requests) > self.fails_after:
            return 503, b"<html>later"
        if set(query) - self.knows:
            return 409, {"success": False, "error": {"message": "unknown parameter"}}
        if len(self.requests) in self.script:
            self.script.pop(len(self.requests))(self)
        everything = sorted([*self.records.values(), *self.extra], key=lambda each: str(each.get("id")))
        for organization in [part.split('"')[1] for part in query.get("fq", "").split() if "organization:" in part]:
            everything = [each for each in everything if each.get("organization", {}).get("name") == organization]
        start = 0 if self.ignores_start else int(query.get("start", 0))
        shown = everything[start : start + min(int(query.get("rows", 10)), self.cap)]
        count = len(everything) if self.announced is None else self.announced
        return 200, {"success": True, "result": {"count": count, "results": shown}}

"""An Opendatasoft portal under the test's command: Explore API v2.1, or only the older API 1.0."""

import importlib.util
import json
from pathlib import Path

SPEC = importlib.util.spec_from_file_location("fake_server", Path(__file__).parents[1] / "wfs/fake.py")
fake_server = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fake_server)

BBOX = {
    "type": "Feature",
    "geometry": {"type": "Polygon", "coordinates": [[[6.4, 48.1], [6.5, 48.1], [6.5, 48.2], [6.4, 48.2], [6.4, 48.1]]]},
    "properties": {},
}


def dataset(identifier, title, **default):
    return {
        "dataset_id": f"nom-{identifier}",
        "dataset_uid": identifier,
        "has_records": True,
        "features": ["geo", "analyze"],
        "attachments": [
            {"id": "notice_pdf", "url": "odsfile://notice.pdf", "mimetype": "application/pdf", "title": "Notice"}
        ],
        "alternative_exports": [
            {"id": "gtfs_zip", "url": "odsfile://gtfs.zip", "mimetype": "application/zip", "title": "GTFS"}
        ],
        "fields": [{"name": "nom", "type": "text"}],
        "metas": {
            "default": {
                "title": title,
                "description": "<p>Des <b>arbres</b></p>",
                "theme": ["Environnement", "Nature en ville"],
                "keyword": ["arbre", "eau"],
                "license": "Licence Ouverte v2.0 (Etalab)",
                "publisher": "Ville d'Épinal",
                "modified": "2024-05-06T07:08:09+00:00",
                "records_count": 12,
                "geographic_reference": ["fr_60_88"],
                "bbox": BBOX,
                "references": "https://www.example.fr/notice",
                "language": "fr",
                **default,
            },
            "dcat": {
                "created": "2020-01-01",
                "contact_name": "Service SIG",
                "contact_email": "sig@example.fr",
                "accrualperiodicity": "annuelle",
            },
            "custom": {"niveau": "communal"},
            "explore": {"popularity_score": 3.2, "download_count": 10},
        },
    }


class FakePortal(fake_server.Server):
    def __init__(self):
        super().__init__()
        self.url = f"http://{self.host}/explore/?sort=title"
        self.datasets = {}
        self.extra = []
        self.announced = None
        self.fails_after = None
        self.older = False
        self.visits = 0
        self.window = 10_000

    def put(self, identifier, title, **default):
        self.datasets[identifier] = dataset(identifier, title, **default)

    def remove(self, *identifiers):
        for identifier in identifiers:
            del self.datasets[identifier]

    def break_record(self, identifier):
        self.put(identifier, "")

    def announce(self, count):
        self.announced = count

    def repeat(self, identifier):
        self.extra.append(dataset(identifier, "Le même identifiant, un autre contenu"))

    def fail_after(self, pages):
        self.fails_after = pages

    def respond(self, path, query):
        if self.fails_after is not None:
            return 500, "text/html", "<html>failed</html>"
        everything = [*self.datasets.values(), *self.extra]
        self.visits += 1
        for one in everything:
            if "explore" in one.get("metas", {}):
                one["metas"]["explore"]["download_count"] = self.visits
        total = len(everything) if self.announced is None else self.announced
        if path == "/api/datasets/1.0/search/" and self.older:
            start, size = int(query["start"]), int(query["rows"])
            return self.told({"nhits": total, "datasets": everything[start : start + size]})
        if self.older or not path.startswith("/api/explore/v2.1/catalog/"):
            return 404, "text/html", "<html>no</html>"
        return self.explored(path, query, everything, total)

    def explored(self, path, query, everything, total):
        if "broken" in query.get("where", ""):
            return (
                400,
                "application/json",
                json.dumps({"message": "ODSQL query is malformed", "error_code": "ODSQLError"}),
            )
        if path.endswith("/exports/json"):
            return self.told(everything)
        start, size = int(query["offset"]), int(query["limit"])
        if start + size > self.window:
            return 400, "application/json", json.dumps({"message": "window"})
        return self.told({"total_count": total, "results": everything[start : start + size]})

    @staticmethod
    def told(found):
        return 200, "application/json", json.dumps(found)

"""An ArcGIS Hub (its feed) and an ArcGIS server (its REST directory) under the test's command."""

import importlib.util
import json
from pathlib import Path
from urllib.parse import unquote

SPEC = importlib.util.spec_from_file_location("fake_server", Path(__file__).parents[1] / "wfs/fake.py")
fake_server = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fake_server)

LAMBERT = {"xmin": 950000.0, "ymin": 6780000.0, "xmax": 960000.0, "ymax": 6790000.0,
           "spatialReference": {"wkid": 102110, "latestWkid": 2154}}  # fmt: skip
EMPTY = {"xmin": "NaN", "ymin": "NaN", "xmax": "NaN", "ymax": "NaN", "spatialReference": {"wkid": 4326}}


def layer(number, name, **fields):
    return {
        "id": number,
        "name": name,
        "type": "Feature Layer",
        "description": "<p>Des <b>bornes</b></p>",
        "copyrightText": "Licence Ouverte 2.0",
        "extent": LAMBERT,
        "capabilities": "Query",
        "supportedQueryFormats": "JSON, geoJSON, PBF",
        "maxRecordCount": 2000,
        "editingInfo": {"lastEditDate": 1_700_000_000_000},
        "drawingInfo": {"renderer": 1},
        **fields,
    }


class FakeArcgis(fake_server.Server):
    """`services` maps "folder/name/FeatureServer" to (description, layers); `datasets` is the feed of the Hub."""

    def __init__(self):
        super().__init__()
        self.url = f"http://{self.host}/"
        self.rest = f"http://{self.host}/arcgis/rest/services"
        self.services = {}
        self.errors = {}
        self.datasets = {}
        self.extra = []
        self.fails_after = None
        self.feed = "/api/feed/dcat-us/1.1.json"
        self.asked = 0

    def service(self, name, *layers, tables=(), **about):
        self.services[name] = (about, list(layers), list(tables))

    # what the contract of harvesters asks of a remote: the feed of the Hub
    def put(self, identifier, title):
        self.datasets[identifier] = {
            "@type": "dcat:Dataset",
            "identifier": identifier,
            "title": title,
            "description": "Résumé",
            "keyword": ["eau"],
            "issued": "2020-01-01T00:00:00.000Z",
            "modified": "2024-05-06T07:08:09.000Z",
            "publisher": {"name": "Ville d'Épinal"},
            "contactPoint": {"@type": "vcard:Contact", "fn": "SIG", "hasEmail": "mailto:sig@example.fr"},
            "accessLevel": "public",
            "spatial": "6.4,48.1,6.5,48.2",
            "license": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
            "landingPage": f"https://hub.example.fr/datasets/{identifier}",
            "distribution": [
                {
                    "@type": "dcat:Distribution",
                    "title": "CSV",
                    "format": "CSV",
                    "mediaType": "text/csv",
                    "accessURL": f"https://hub.example.fr/{identifier}.csv",
                }
            ],
        }

    def remove(self, *identifiers):
        for identifier in identifiers:
            del self.datasets[identifier]

    def break_record(self, identifier):
        self.put(identifier, "")

    def repeat(self, identifier):
        again = json.loads(json.dumps(self.datasets[identifier]))
        again["title"] = "Le même identifiant, un autre contenu"
        self.extra.append(again)

    def fail_after(self, pages):
        self.fails_after = pages

    def respond(self, path, query):
        self.asked += 1
        if path == self.feed:
            if self.fails_after is not None:
                return 500, "text/html", "<html>failed</html>"
            return self.told(
                {
                    "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
                    "@type": "dcat:Catalog",
                    "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
                    "dataset": [*self.datasets.values(), *self.extra],
                }
            )
        if path.startswith("/arcgis/rest/services") and query.get("f") == "json":
            return self.directory(unquote(path.removeprefix("/arcgis/rest/services").strip("/")))
        return 404, "text/html", "<html>no</html>"

    def directory(self, place):
        if place in self.errors:
            return self.errors[place]
        folders = sorted({name.split("/")[0] for name in self.services if name.count("/") == 2})
        if place in ("", *folders):
            named = [name for name in self.services if (name.rpartition("/")[0].rpartition("/")[0]) == place]
            services = [{"name": name.rpartition("/")[0], "type": name.rpartition("/")[2]} for name in named]
            return self.told(
                {"currentVersion": 10 + self.asked, "folders": folders if not place else [], "services": services}
            )
        name, _, rest = place.partition("Server")
        if f"{name}Server" not in self.services:
            return self.told({"error": {"code": 404, "message": "Service not found", "details": []}})
        about, layers, tables = self.services[f"{name}Server"]
        if rest == "/layers":
            return self.told({"layers": layers, "tables": tables})
        short = [{"id": one.get("id"), "name": one.get("name")} for one in layers if isinstance(one, dict)]
        return self.told({"currentVersion": 10 + self.asked, "layers": short, "tables": tables, **about})

    @staticmethod
    def told(found):
        return 200, "application/json", json.dumps(found)

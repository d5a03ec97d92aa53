"""A catalogue of any size, the same at each run, written straight to Solr."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

OBJECTS = (
    "Plan local d'urbanisme", "Réseaux d'eau potable", "Bâtis communaux", "Écoles et groupes scolaires", "Zones inondables",
    "Délibérations du conseil municipal", "Menus de la restauration scolaire", "Bornes de recharge", "Arrêts de bus",
    "Points d'eau incendie", "Qualité de l'air", "Occupation du sol", "Éclairage public", "Marchés publics", "Cimetières",
)  # fmt: skip
PLACES = (
    "Metz",
    "Épinal",
    "Saint-Dié-des-Vosges",
    "Reims",
    "Troyes",
    "Colmar",
    "Verdun",
    "Lunéville",
    "Sélestat",
    "Bitche",
)
PROSE = (
    "données commune relevé annuel emprise limites service territoire parcelle inventaire mesures communauté population "
    "voirie règlement document zone exploitation ouvrage diagnostic travaux entretien habitants équipement public"
)
FORMATS, LICENCES, OWNERS, BATCH = (
    ("CSV", "GeoJSON", "SHP", "PDF", "WMS"),
    ("lov2", "odc-odbl", "notspecified"),
    50,
    500,
)


def fill(count: int, *other_urls: str) -> None:
    """Write `count` datasets into the platform's index and into others."""
    import pysolr

    from ckan.common import config

    connections = [pysolr.Solr(url, timeout=120) for url in (config["solr_url"], *other_urls)]
    for batch in _batches(documents(count, config["ckan.site_id"])):
        for connection in connections:
            connection.add(batch, commit=False)
    for connection in connections:
        connection.optimize(
            maxSegments=1
        )  # how an index is cut depends on when it was written: here it is one piece on both sides


def documents(count: int, site: str) -> Iterator[dict[str, Any]]:
    """Make documents as CKAN's indexer does, of the size of a real record."""
    draw = random.Random(2026)  # noqa: S311 - the same catalogue at each run
    words = PROSE.split()
    for number in range(count):
        name = f"jeu-{number:07}"
        owner = f"organisation-{number % OWNERS}"
        title = f"{draw.choice(OBJECTS)} de {draw.choice(PLACES)} {number % 40 + 1990}"
        notes = " ".join(draw.choices(words, k=80))
        tags, formats = draw.sample(words, 4), draw.sample(FORMATS, 2)
        dataset = {"id": name, "name": name, "title": title, "notes": notes, "tags": [{"name": tag} for tag in tags]}
        dataset["resources"] = [{"url": f"https://example.org/{name}/{kind}", "format": kind} for kind in formats]
        whole = json.dumps(dataset | {"organization": {"name": owner, "title": owner}, "type": "dataset"})
        yield {
            "index_id": name, "id": name, "name": name, "site_id": site, "entity_type": "package", "dataset_type": "dataset",
            "state": "active", "capacity": "public", "permission_labels": ["public"], "title": title, "title_string": title,
            "notes": notes, "tags": tags, "organization": owner, "res_format": formats, "license_id": draw.choice(LICENCES),
            "metadata_modified": f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}T12:00:00Z", "validated_data_dict": whole,
            "metadata_created": "2025-01-01T12:00:00Z", "data_dict": whole,
        }  # fmt: skip


def _batches(found: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for document in found:
        batch.append(document)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch

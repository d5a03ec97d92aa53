"""Words of the invented records."""

from __future__ import annotations

import random
from datetime import date

SLUGS = ("reseaux", "batis", "plu", "zones-humides", "voirie", "forets", "parcelles", "haies")
SYSTEMS = ("2154", "3948", "3949", "4326", "4171", "27572")
SCALES = (500, 1000, 2000, 5000, 10000, 25000, 100000)
TOPICS = ("environment", "planningCadastre", "transportation", "inlandWaters", "boundaries", "structure", "farming")
FREQUENCIES = ("annually", "monthly", "asNeeded", "irregular", "continual", "biannually")
STREETS = ("rue des Tilleuls", "place de la Mairie", "avenue du Canal", "quai des Bateliers", "chemin des Vignes")
POSITIONS = ("Service géomatique", "Pôle données", "Observatoire du territoire", "Direction du numérique")
ORGANISATIONS = (
    ("Communauté de communes de la Vallée", "Épinal", "88000"),
    ("Agence d’urbanisme du Canal", "Strasbourg", "67000"),
    ("Syndicat des eaux des Collines", "Nancy", "54000"),
    ("Département imaginaire", "Metz", "57000"),
    ("Parc naturel des Étangs", "Troyes", "10000"),
    ("Office foncier des Coteaux", "Reims", "51100"),
    ("Observatoire des Forêts", "Colmar", "68000"),
)
PLACES = (
    ("Vosges", 5.39, 47.81, 7.20, 48.52),
    ("Bas-Rhin", 6.94, 48.12, 8.24, 49.08),
    ("Moselle", 5.89, 48.52, 7.65, 49.52),
    ("Aube", 3.38, 47.92, 4.87, 48.72),
    ("Marne", 3.39, 48.51, 5.04, 49.41),
    ("Meuse", 4.88, 48.40, 5.86, 49.62),
    ("Ardennes", 4.02, 49.22, 5.40, 50.17),
)
SUBJECTS = (
    "Zones humides inventoriées par photo-interprétation",
    "Réseau de distribution d’eau potable",
    "Emprises bâties et hauteurs estimées",
    "Plan local d’urbanisme intercommunal numérisé",
    "Itinéraires cyclables et stationnements",
    "Occupation du sol à grande échelle",
    "Haies, alignements et arbres isolés",
    "Parcelles forestières gérées",
)
INSPIRE = (
    "Hydrographie",
    "Bâtiments",
    "Usage des sols",
    "Réseaux de transport",
    "Occupation des terres",
    "Sites protégés",
)
CONCEPTS = ("forêt", "eau souterraine", "urbanisme", "biodiversité", "zone humide", "agriculture", "bruit", "énergie")
TAGS = (
    "inventaire",
    "cartographie",
    "relevé de terrain",
    "diagnostic",
    "observatoire",
    "open data",
    "haies",
    "cours d’eau",
)
FORMATS = (("ESRI Shapefile", "1.0"), ("GeoPackage", "1.3"), ("CSV", "UTF-8"), ("GeoJSON", "RFC 7946"))
LINKS = (
    ("OGC:WMS", "wms?lot={number}", "couche_{number}", "Service de consultation"),
    ("OGC:WFS", "wfs?lot={number}", "bench:couche_{number}", "Service de téléchargement"),
    ("WWW:DOWNLOAD-1.0-http--download", "fichiers/{number}.zip", "lot-{number}.zip", "Archive Shapefile en Lambert 93"),
    ("WWW:DOWNLOAD-1.0-http--download", "fichiers/{number}.csv", "lot-{number}.csv", "Table attributaire"),
    ("WWW:DOWNLOAD-1.0-http--download", "fichiers/{number}.geojson", "lot-{number}.geojson", "Données en WGS 84"),
    ("WWW:LINK-1.0-http--link", "catalogue/lot-{number}", "Fiche détaillée {number}", "Page de présentation"),
    ("WWW:LINK-1.0-http--link", "documents/notice-{number}.pdf", "Notice {number}", "Notice méthodologique"),
    ("WWW:LINK-1.0-http--link", "carte?lot={number}", "Carte {number}", "Carte interactive"),
)
SPECIFICATIONS = (
    ("Règlement (UE) n° 1089/2010 du 23 novembre 2010, interopérabilité des séries et services", date(2010, 12, 8)),
    ("Géostandard régional imaginaire, version 2", date(2019, 3, 4)),
)
PROSE = (
    "commune", "relevé", "annuel", "emprise", "limites", "service", "territoire", "parcelle", "inventaire", "mesures",
    "communauté", "population", "voirie", "règlement", "document", "zone", "exploitation", "ouvrage", "diagnostic",
    "travaux", "entretien", "habitants", "équipement", "précision", "campagne", "photographie", "aérienne", "terrain",
    "saisie", "contrôle", "topologie", "géométrie", "attribut", "nomenclature", "édition", "livraison", "bassin",
    "versant",
)  # fmt: skip


def prose(draw: random.Random, count: int) -> str:
    """Give a paragraph of so many words."""
    chosen = draw.choices(PROSE, k=count)
    sentences = [" ".join(chosen[start : start + 12]).capitalize() for start in range(0, count, 12)]
    return ". ".join(sentences) + "."

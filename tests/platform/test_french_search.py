"""Hard French questions, asked to the real Solr through `package_search`.

One corpus, one table of questions: what must be found, and what must not. Titles are our own.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ckan.lib.search.common import make_connection
from ckan.tests import factories
from ckan.tests.helpers import call_action

CONF = Path(__file__).parents[2] / "config/solr/ckan/conf"

#: name -> title, description, keywords
CORPUS: dict[str, tuple[str, str, list[str]]] = {
    "amenagement": ("Zones d'aménagement concerté de Reims", "", []),
    "eau": ("Qualité de l'eau du robinet", "Analyses sanitaires.", []),
    "inondations": ("Atlas des zones inondables de la Meuse", "Emprise des inondations de référence.", []),
    "bati": ("Bâti remarquable de Troyes", "", []),
    "ecoles": ("Écoles élémentaires et maternelles du Bas-Rhin", "", []),
    "reseaux": ("Réseaux d'assainissement de l'agglomération", "", []),
    "communaux": ("Biens communaux du Haut-Doubs", "Parcelles soumises au régime des sections.", []),
    "oeuvre": ("Œuvres d’art dans l’espace public", "", []),
    "plu": ("PLU de Lunéville", "Zonage et règlement.", []),
    "plan-local": ("Plan local d’urbanisme de Verdun", "", []),
    "plans-locaux": ("Les plans locaux d'urbanisme approuvés", "", []),
    "plui": ("PLUi du Pays de Bitche", "", []),
    "deliberations": ("Délibérations du conseil municipal de Saint-Dié-des-Vosges", "", []),
    "cantine": ("Menus de la restauration scolaire", "Repas servis aux élèves.", []),
    "irve": ("IRVE ouvertes au public", "", []),
    "bornes": ("Bornes de recharge pour véhicules électriques", "", []),
    "dae": ("Défibrillateurs accessibles", "", []),
    "pei": ("Points d’eau incendie", "", []),
    "scot": ("SCoT des Vosges centrales", "", []),
    "epci": ("Périmètres des communautés de communes", "", []),
    "bal": ("Base adresse locale de Vittel", "", []),
    "ocs": ("OCS GE 2021", "", []),
    "mnt": ("Modèle numérique de terrain au pas de 1 m", "", []),
    "ortho": ("Orthophotographies 2022", "", []),
    "aep": ("Captages AEP", "", []),
    "decheteries": ("Horaires des déchèteries", "", []),
    "dechets": ("Tonnage de déchets collectés", "", []),
    "mairies": ("Annuaire des hôtels de ville", "", []),
    "travaux": ("Travaux en cours sur la voirie", "", []),
    "marchespublics": ("Marchés publics conclus", "", []),
    "arret": ("Arrêts de bus du réseau urbain", "", []),
    "arrete": ("Arrêtés de circulation", "", []),
    "communication": ("Dépenses de communication", "Campagnes d'affichage.", []),
    "comptage": ("Comptages vélo", "", ["mobilités douces"]),
    "nom-de-fichier": ("L_PLUZONE_S_054", "", []),
    "topo": ("BD TOPO extrait 25000", "Export au 1:25 000", []),
    "budget": ("Budget primitif 2024", "", []),
    "sous-sol": ("Cavités du sous-sol", "", []),
    "grand-est": ("Lycées du Grand Est", "", []),
    "exact": ("Forêt", "", []),
    "forets": ("Inventaire des forêts communales et de la forêt domaniale", "Forêt, forêts, forêt.", []),
    "risques": ("P.P.R.I. de la Moselle", "", []),
}

#: question -> names that must be among the results
FOUND: dict[str, set[str]] = {
    "amenagement": {"amenagement"},
    "AMÉNAGEMENTS": {"amenagement"},
    "eau": {"eau"},
    "l'eau": {"eau"},
    "l’eau": {"eau"},
    "qualité eau robinet": {"eau"},
    "de l eau": {"eau"},
    "inondation": {"inondations"},
    "Inondations": {"inondations"},
    "batis": {"bati"},
    "bâti": {"bati"},
    "bâtis": {"bati"},
    "ecole": {"ecoles"},
    "école élémentaire": {"ecoles"},
    "groupes scolaires": {"ecoles"},
    "réseau": {"reseaux"},
    "reseaux": {"reseaux"},
    "communal": {"communaux"},
    "communaux": {"communaux"},
    "oeuvre": {"oeuvre"},
    "œuvre d'art": {"oeuvre"},
    "plan local d'urbanisme": {"plu", "plan-local", "plans-locaux"},
    "plan local d’urbanisme": {"plu", "plan-local", "plans-locaux"},
    "plans locaux d'urbanisme": {"plu", "plan-local", "plans-locaux"},
    "PLU": {"plu", "plan-local", "plans-locaux"},
    "P.L.U.": {"plu", "plan-local"},
    "plu lunéville": {"plu"},
    "plan local d'urbanisme luneville": {"plu"},
    "PLU Verdun": {"plan-local"},
    "plan local d'urbanisme intercommunal": {"plui"},
    "délib": {"deliberations"},
    "deliberation": {"deliberations"},
    "saint dié": {"deliberations"},
    "Saint-Dié-des-Vosges": {"deliberations"},
    "St Dié": {"deliberations"},
    "st-die-des-vosges": {"deliberations"},
    "cantine": {"cantine"},
    "cantines scolaires": {"cantine"},
    "menus des cantines": {"cantine"},
    "borne de recharge": {"irve", "bornes"},
    "bornes de recharge": {"irve", "bornes"},
    "IRVE": {"irve", "bornes"},
    "DAE": {"dae"},
    "défibrillateur": {"dae"},
    "PEI": {"pei"},
    "bouche incendie points d'eau": {"pei"},
    "schéma de cohérence territoriale": {"scot"},
    "EPCI": {"epci"},
    "intercommunalités": {"epci"},
    "BAL": {"bal"},
    "bases adresses locales": {"bal"},
    "occupation du sol": {"ocs"},
    "MNT": {"mnt"},
    "photographies aériennes": {"ortho"},
    "orthophoto": {"ortho"},
    "eau potable": {"aep"},
    "déchetterie": {"decheteries"},
    "decheterie": {"decheteries"},
    "mairie": {"mairies"},
    "travail": {"travaux"},
    "travaux de voirie": {"travaux"},
    "marché public": {"marchespublics"},
    "arrêt de bus": {"arret"},
    "arrêté municipal de circulation": {"arrete"},
    "mobilité douce": {"comptage"},
    "bicyclettes": {"comptage"},
    "pluzone": {"nom-de-fichier"},
    "1:25000": {"topo"},
    "25 000": {"topo"},
    "bd_topo": {"topo"},
    "budget 2024": {"budget"},
    "sous sol": {"sous-sol"},
    "grand est": {"grand-est"},
    "Où trouver un lycée ?": {"grand-est"},
    "forêts": {"exact", "forets"},
    "PPRI": {"risques"},
    "plan de prévention des risques inondation": {"risques"},
    "inond*": {"inondations"},
    "« plan local »": {"plan-local"},
    "Lunéville : PLU (zonage": {"plu"},
}

#: question -> names that must not be among the results
NOT_FOUND: dict[str, set[str]] = {
    "commune": {"communication"},
    "communication": {"communaux", "epci"},
    "arrêt": {"arrete"},
    "arrêté": {"arret"},
    "déchets": {"decheteries"},
    "plan": {"plu"},
    "cantine": {"ecoles"},
    "eau -robinet": {"eau"},
    '"locale adresse"': {"bal"},
    "mare": {"mairies"},
    "ban": {"bal"},
    "reseau urbain de bus": {"travaux"},
}


def names(question: str) -> list[str]:
    """Give the names of the datasets found, best first."""
    return [found["name"] for found in call_action("package_search", q=question, rows=100)["results"]]


@pytest.fixture
def corpus() -> None:
    """Put the corpus into the catalogue."""
    organization = factories.Organization(title="Ville d'Épinal", name="epinal")
    for name, (title, notes, tags) in CORPUS.items():
        keywords = [{"name": tag} for tag in tags]
        factories.Dataset(name=name, title=title, notes=notes, tags=keywords, owner_org=organization["id"])


@pytest.mark.usefixtures("corpus")
def test_hard_questions():
    """One test for the table: the corpus is indexed once."""
    missing = {question: wanted - set(names(question)) for question, wanted in FOUND.items()}
    wrong = {question: unwanted & set(names(question)) for question, unwanted in NOT_FOUND.items()}
    assert {question: left for question, left in missing.items() if left} == {}, "not found"
    assert {question: found for question, found in wrong.items() if found} == {}, "found by mistake"
    assert names("foret")[0] == "exact", "the exact title comes first"
    assert names("plan local d'urbanisme")[0] == "plan-local", "the words as written come before their synonym"
    assert len(names("epinal")) == len(CORPUS), "the organisation's title is searched"


def test_each_synonym_finds_its_group():
    """Ask Solr's own analysis: each term of a group, as a question, holds the stems of all others as indexed."""
    lost = []
    for group in groups():
        for term in group:
            asked = stems(term, "query")
            wanted = set().union(*(stems(other, "index") for other in group))
            lost += [(term, left)] if (left := wanted - asked) else []
    assert lost == []


def groups() -> list[list[str]]:
    lines = (CONF / "synonyms.txt").read_text(encoding="utf-8").splitlines()
    return [[term.strip() for term in line.split(",")] for line in lines if line.strip() and not line.startswith("#")]


def stems(text: str, side: str) -> set[str]:
    """Give the last stage of Solr's analysis of a text, as indexed or as asked."""
    parameters = {"analysis.fieldtype": "text", "analysis.fieldvalue": text, "analysis.query": text, "wt": "json"}
    answer = make_connection().search("*:*", search_handler="analysis/field", **parameters).raw_response
    return {token["text"] for token in answer["analysis"]["field_types"]["text"][side][-1]}

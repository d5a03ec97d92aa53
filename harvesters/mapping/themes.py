"""Themes: INSPIRE by code, high-value categories, and the European data themes that follow from them or from the topics."""

from __future__ import annotations

from ckanext.datagrandest.metadata.vocabularies import vocabulary

INSPIRE_BASE = "inspire.ec.europa.eu/theme/"
EUROPEAN_BASE = "publications.europa.eu/resource/authority/data-theme/"
HVD_BASE = "data.europa.eu/bna/"

# Our reading of which European data theme a dataset of an INSPIRE theme belongs to.
FROM_INSPIRE = {
    "ENVI": "hy ps el lc ge so ef nz ac mf of sr br hb sd am",
    "REGI": "rs gg gn au ad cp oi bu lu",
    "TRAN": "tn",
    "HEAL": "hh",
    "GOVE": "us",
    "ECON": "pf",
    "AGRI": "af",
    "SOCI": "su pd",
    "ENER": "er mr",
}
FROM_TOPIC = {
    "AGRI": "farming",
    "ENVI": "biota climatologyMeteorologyAtmosphere elevation environment geoscientificInformation inlandWaters oceans",
    "REGI": "boundaries imageryBaseMapsEarthCover location planningCadastre structure",
    "ECON": "economy",
    "HEAL": "health",
    "JUST": "intelligenceMilitary",
    "SOCI": "society",
    "TRAN": "transportation",
    "GOVE": "utilitiesCommunication",
}
BY_INSPIRE = {code: theme for theme, codes in FROM_INSPIRE.items() for code in codes.split()}
BY_TOPIC = {code: theme for theme, codes in FROM_TOPIC.items() for code in codes.split()}


def inspire(text: str, uri: str, thesaurus: str) -> str | None:
    """Give the INSPIRE theme that a keyword names: by its address, or by its label in a thesaurus of themes."""
    if INSPIRE_BASE in uri:
        code = uri.partition(INSPIRE_BASE)[2].strip("/#")[:2].lower()
        return code if code in BY_INSPIRE else None
    named = thesaurus.lower()
    if "inspire" in named or ("gemet" in named and "them" in named):
        term = vocabulary("inspire_themes").match(text)
        return term.code if term else None
    return None


def high_value(text: str, uri: str, thesaurus: str) -> str | None:
    """Give the category of high-value data that a keyword names."""
    categories = vocabulary("hvd_categories")
    if HVD_BASE in uri:
        return term.code if (term := categories.match(uri)) else None
    named = thesaurus.lower()
    if "high-value" in named or "high value" in named or "forte valeur" in named:
        return term.code if (term := categories.match(text)) else None
    return None


def european(text: str, uri: str, thesaurus: str) -> str | None:
    """Give the European data theme that a keyword names."""
    if EUROPEAN_BASE in uri or "data theme" in thesaurus.lower() or "data-theme" in thesaurus.lower():
        term = vocabulary("data_themes").match(uri) or vocabulary("data_themes").match(text)
        return term.code if term else None
    return None


def derived(inspire_codes: list[str], topics: list[str]) -> list[str]:
    """Derive European data themes: from the INSPIRE themes, else from the ISO topics."""
    found = [BY_INSPIRE[code] for code in inspire_codes if code in BY_INSPIRE]
    found = found or [BY_TOPIC[topic] for topic in topics if topic in BY_TOPIC]
    return list(dict.fromkeys(found))

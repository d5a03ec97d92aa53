"""Is the Solr that runs the one of this platform?"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pysolr

import ckan.plugins.toolkit as tk
from ckan.lib.search.common import make_connection

from ckanext.datagrandest.catalogue import configset
from ckanext.datagrandest.interfaces import Finding
from ckanext.datagrandest.messages import N_, Message, translator

log = logging.getLogger(__name__)

RELOAD_SECONDS = 120

NO_ANSWER = N_("The search engine (Solr) does not answer at the address of the option solr_url.")
START_IT = N_("Start it (deploy/up), or correct solr_url in ckan.ini.")
FOREIGN = N_(
    "The search index has a schema that is not this platform's: searches in French and by territory will fail."
)
INSTALL = N_(
    "Copy config/solr/ckan/conf into Solr's core (deploy/up does it), restart Solr, then run: ckan dge search reindex."
)
OTHER = N_("The search index has the schema of another release of the platform ({found} instead of {expected}).")


def loaded_mark() -> str | None:
    """Ask Solr for the mark of the schema it has loaded; None when the schema has none.

    Raises:
        pysolr.SolrError: Solr does not answer.
    """
    try:
        answer = make_connection().search("*:*", search_handler=f"schema/fields/{configset.FIELD}")
    except pysolr.SolrError as error:
        if "HTTP 404" in str(error):
            return None
        raise
    return answer.raw_response.get("field", {}).get("default")


def problems() -> Iterator[tuple[Message, Message]]:
    """Give what is wrong with the index and what to do about it, in that order."""
    try:
        found = loaded_mark()
    except pysolr.SolrError:
        yield Message(NO_ANSWER), Message(START_IT)
        return
    expected = configset.expected()
    if found is None:
        yield Message(FOREIGN), Message(INSTALL)
    elif found != expected:
        yield Message(OTHER, {"found": found, "expected": expected}), Message(INSTALL)


def log_problems() -> None:
    """Write the problems to the log, in English and in French; CKAN starts all the same."""
    for what, remedy in problems():
        for translate in (str, translator("fr")):
            log.error("%s %s", what.render(translate), remedy.render(translate))


def findings() -> Iterator[Finding]:
    """Give the problems in the language of whoever asks (`ckan dge check`)."""
    for what, remedy in problems():
        yield Finding(what.render(tk._), remedy.render(tk._))


def reload_core() -> None:
    """Make Solr read the core's configuration again.

    Raises:
        pysolr.SolrError: Solr refuses; the core goes on with the configuration it had.
    """
    connection = make_connection()
    server, core = connection.url.rstrip("/").rsplit("/", 1)
    asked = {"action": "RELOAD", "core": core, "wt": "json"}
    answer = connection.get_session().get(f"{server}/admin/cores", params=asked, timeout=RELOAD_SECONDS)
    if not answer.ok:
        raise pysolr.SolrError(answer.json().get("error", {}).get("msg") or answer.reason)

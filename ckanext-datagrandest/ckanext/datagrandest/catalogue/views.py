"""Pages of the catalogue: what CKAN's views leave to chance."""

from __future__ import annotations

from flask import Blueprint

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchQueryError

catalogue = Blueprint("dge_catalogue", __name__)


@catalogue.app_errorhandler(SearchQueryError)
def refused(error: SearchQueryError) -> tuple[str, int]:
    """Say why a search was refused where CKAN's view does not (feeds): a page with the reason, status 400."""
    shown = {"code": 400, "name": tk._("This search could not be made"), "content": str(error)}
    return tk.render("error_document_template.html", shown), 400

"""Atom feeds: CKAN's, with its faults mended.

CKAN 2.12 writes the parameters of a feed's links as `?query=page&query=2.1` (both the name and the fraction are wrong), offers a
page after the last one, says that every feed is in English, and leads readers to the JSON of the API instead of the
dataset's page. `tests/platform/test_search_page.py` says when it no longer does.
"""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import ckan.plugins.toolkit as tk
from ckan.views.feed import CKANFeed


class CatalogueFeed(CKANFeed):
    """A feed in the reader's language, whose entries lead to pages and whose links exist."""

    def __init__(self, feed_title: str, feed_link: str, feed_description: str, **named: Any) -> None:
        page, last = tk.h.get_page_number(tk.request.args), _last_page(named["last_page"])
        named["feed_url"] = tk.request.url
        named["first_page"], named["last_page"] = _address(1), _address(last)
        named["previous_page"] = _address(page - 1) if page > 1 else None
        named["next_page"] = _address(page + 1) if page < last else None
        named["language"] = str(tk.h.lang())
        super().__init__(feed_title, _page_of_the_site(feed_link), feed_description, **named)

    def add_item(self, **named: Any) -> None:
        """Add a dataset; its link leads to its page."""
        dataset = str(named["unique_id"]).rpartition("/dataset/")[2]
        named["link"] = tk.h.url_for("dataset.read", id=dataset, _external=True)
        super().add_item(**named)


def _last_page(url: str) -> int:
    """Read the last page's number from CKAN's address, which holds the quotient and one too many."""
    return max(1, math.floor(float(parse_qs(urlsplit(url).query)["query"][-1])))


def _address(page: int) -> str:
    """Give the address of another page of the feed that is asked for."""
    others = [(name, value) for name, value in tk.request.args.items(multi=True) if name != "page"]
    query = urlencode([*others, *([("page", str(page))] if page > 1 else [])])
    return urlunsplit(urlsplit(tk.request.base_url)._replace(query=query))


def _page_of_the_site(url: str) -> str:
    """Give the page that shows what the feed holds: the search with the same parameters."""
    asked = {name: value for name, value in tk.request.args.items() if name != "page"}
    named = parse_qs(urlsplit(url).query).get("query", [])
    if not asked and len(named) > 1 and named[0] != "page":
        asked = {named[0]: named[1]}
    return tk.h.url_for("dataset.search", _external=True, **asked)

"""How a search is refused: in words for people, never with Solr's own."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchQueryError

from ckanext.datagrandest.messages import Message


class RefusedSearchError(tk.ValidationError, SearchQueryError):
    """A search that was not understood.

    Both kinds of error that CKAN's views know: the API answers 409 with a message per parameter, the search page
    answers 400 with the message.
    """

    def __init__(self, field: str, message: Message) -> None:
        self.sentence = message.render(tk._)
        super().__init__({field: [self.sentence]})

    def __str__(self) -> str:
        return self.sentence

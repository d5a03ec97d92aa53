"""Typed readers of the room's options."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

_PREFIX = "ckanext.datagrandest.catalogue."


def max_start() -> int:
    """Deepest `start` that may be asked."""
    return tk.config[f"{_PREFIX}max_start"]


def max_query_length() -> int:
    """Longest `q` or `fq`, in characters."""
    return tk.config[f"{_PREFIX}max_query_length"]


def max_words() -> int:
    """How many words of a question are asked."""
    return tk.config[f"{_PREFIX}max_words"]


def max_facets() -> int:
    """How many facets one search may ask for."""
    return tk.config[f"{_PREFIX}max_facets"]


def max_facet_values() -> int:
    """How many values of one facet are given at most."""
    return tk.config[f"{_PREFIX}max_facet_values"]


def tracking_parameters() -> frozenset[str]:
    """Parameters of addresses that are not filters."""
    return frozenset(tk.config[f"{_PREFIX}tracking_parameters"])


def suggest_limit() -> int:
    """How many suggestions of each kind are given at most."""
    return tk.config[f"{_PREFIX}suggest_limit"]


def sweep_batch() -> int:
    """How many datasets are compared or reindexed at a time."""
    return tk.config[f"{_PREFIX}sweep_batch"]

"""The plugin `dge_catalogue`: wiring of search and facets."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import click

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig

from ckanext.datagrandest.catalogue import (
    actions,
    cli,
    documents,
    facets,
    feeds,
    index_check,
    labels,
    question,
    recurring,
    search,
    stock,
    views,
)
from ckanext.datagrandest.cli import dge
from ckanext.datagrandest.interfaces import Check, IPlatformCheck
from ckanext.datagrandest.jobs.interfaces import IRecurringJobs
from ckanext.datagrandest.jobs.recurring import RecurringJob


@tk.blanket.actions(actions)
@tk.blanket.blueprints(views.catalogue)  # pyright: ignore[reportCallIssue, reportArgumentType] - it takes one too
@tk.blanket.config_declarations
class CataloguePlugin(p.SingletonPlugin):
    """Search in French, its facets and its limits. It stands before `spatial_query` in `ckan.plugins`."""

    p.implements(p.IConfigurer)
    p.implements(p.IConfigurable)
    p.implements(p.IClick)
    p.implements(IPlatformCheck)
    p.implements(IRecurringJobs)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IFacets, inherit=True)
    p.implements(p.IFeed)

    # IConfigurer
    def update_config(self, config: CKANConfig) -> None:
        """Let CKAN's guard pass the parser that words are asked with."""
        known = config.get("ckan.search.solr_allowed_query_parsers") or []
        config["ckan.search.solr_allowed_query_parsers"] = [*known, question.PARSER]
        stock.mend()

    # IConfigurable
    def configure(self, config: CKANConfig) -> None:
        """Say in the log whether the running index is ours."""
        index_check.log_problems()

    # IClick
    def get_commands(self) -> list[click.Command]:
        """Add `search` to the group `dge`."""
        dge.add_command(cli.search)
        return []

    # IPlatformCheck
    def platform_checks(self) -> dict[str, Check]:
        """Check that the running index is ours."""
        return {"catalogue.index": index_check.findings}

    # IRecurringJobs
    def recurring_jobs(self) -> list[RecurringJob]:
        """Compare index and database every night."""
        return recurring.RECURRING

    # IPackageController
    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        """Make the parameters safe, and the question French."""
        return search.prepare(search_params)

    def after_dataset_search(self, search_results: dict[str, Any], search_params: dict[str, Any]) -> dict[str, Any]:
        """Put labels on the facets."""
        return labels.show(search_results)

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Add the organisation's title, take off what the index cannot hold."""
        return documents.complete(pkg_dict)

    # IFacets
    def dataset_facets(self, facets_dict: OrderedDict[str, Any], package_type: str) -> OrderedDict[str, Any]:
        """Give the facets of the search page."""
        return _titles() if package_type == "dataset" else facets_dict

    def organization_facets(
        self, facets_dict: OrderedDict[str, Any], organization_type: str, package_type: str | None
    ) -> OrderedDict[str, Any]:
        """Give the facets of an organisation's page: all but the organisation."""
        return _titles(without="organization")

    def group_facets(
        self, facets_dict: OrderedDict[str, Any], group_type: str, package_type: str | None
    ) -> OrderedDict[str, Any]:
        """Give the facets of a group's page."""
        return _titles()

    # IFeed
    def get_feed_class(self) -> type[feeds.CatalogueFeed]:
        """Give the class of the Atom feeds."""
        return feeds.CatalogueFeed

    def get_item_additional_fields(self, dataset_dict: dict[str, Any]) -> dict[str, Any]:
        """Add nothing to CKAN's entries."""
        return {}


def _titles(without: str = "") -> OrderedDict[str, Any]:
    return OrderedDict((facet.field, tk._(facet.title)) for facet in facets.FACETS if facet.field != without)

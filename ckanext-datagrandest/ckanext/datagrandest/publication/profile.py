"""The profile `dge_dcat_ap_fr` of ckanext-dcat: its endpoints and actions write our graphs."""

from __future__ import annotations

from typing import Any

from rdflib import URIRef

import ckan.plugins.toolkit as tk

from ckanext.dcat.profiles import RDFProfile
from ckanext.dcat.utils import catalog_uri, dataset_uri

from ckanext.datagrandest.publication.dcat.catalogues import Catalogue, write_catalogue
from ckanext.datagrandest.publication.dcat.datasets import Place, write_dataset

NAME = "dge_dcat_ap_fr"
ORGANIZATION = {"include_users": False, "include_groups": False, "include_tags": False, "include_followers": False}


class DataGrandEstProfile(RDFProfile):
    """DCAT-AP 3 and GeoDCAT-AP 3 with every field of the dataset schema."""

    @staticmethod
    def dataset_node(dataset_dict: dict[str, Any]) -> URIRef:
        """Give the lasting address of a dataset, made of its id."""
        return URIRef(dataset_uri(dataset_dict))

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: URIRef) -> None:
        """Write a dataset as `package_show` gives it."""
        site = str(tk.config["ckan.site_url"]).rstrip("/")
        place = Place(uri=str(dataset_ref), page=f"{site}/dataset/{dataset_dict.get('name')}", base=_base())
        write_dataset(self.g, dataset_dict, self._publisher(dataset_dict), place)

    def graph_from_catalog(self, catalog_dict: dict[str, Any] | None, catalog_ref: URIRef) -> None:
        """Write the catalogue; its datasets are added by ckanext-dcat."""
        catalogue = Catalogue(
            base=_base(),
            title=str(tk.config["ckan.site_title"]),
            description=str(tk.config.get("ckan.site_description") or ""),
            modified=self._last_catalog_modification() or None,
        )
        write_catalogue(self.g, catalogue, str(catalog_ref))

    def _publisher(self, dataset: dict[str, Any]) -> dict[str, Any] | None:
        """Give the organisation with its SIREN, once a graph: what is already written is not asked for again."""
        organization = dataset.get("organization")
        if not organization:
            return None
        known: dict[str, Any] = self.g.__dict__.setdefault("_dge_organizations", {})
        if organization["id"] not in known:
            query = {
                "id": organization["id"],
                "include_datasets": False,
                "include_dataset_count": False,
                **ORGANIZATION,
            }
            known[organization["id"]] = tk.get_action("organization_show")({"ignore_auth": True}, query)
        return known[organization["id"]]


def _base() -> str:
    return str(catalog_uri()).rstrip("/")

"""The facets of the search pages, in their order. The one place that says so."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.datagrandest.messages import N_

#: Stands where a vocabulary's name would: the labels are the territories' names.
TERRITORIES = "territories"
#: The labels are the titles of the table schemas.
SCHEMAS = "table_schemas"


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet.

    Attributes:
        field: field of the index, and parameter of the page's address.
        title: heading, an English msgid.
        vocabulary: list of codes in `schemas/vocabularies/` that gives the labels; None when values speak for themselves.
    """

    field: str
    title: str
    vocabulary: str | None = None


FACETS: tuple[Facet, ...] = (
    Facet("territories", N_("Territories"), TERRITORIES),
    Facet("themes_ss", N_("Themes"), "data_themes"),
    Facet("organization", N_("Organisations")),
    Facet("res_format", N_("Formats")),
    Facet("res_kind_ss", N_("Kinds of links"), "resource_kinds"),
    Facet("license_id", N_("Licences"), "licences"),
    Facet("frequency_s", N_("Update frequency"), "frequencies"),
    Facet("scope_s", N_("Kinds of data"), "scopes"),
    Facet("inspire_themes_ss", N_("INSPIRE themes"), "inspire_themes"),
    Facet("hvd_categories_ss", N_("High-value datasets"), "hvd_categories"),
    Facet("conforms_to_ss", N_("Conforms to a schema"), SCHEMAS),
    Facet("access_rights_s", N_("Access"), "access_rights"),
    Facet("tags", N_("Keywords")),
)
VOCABULARIES: dict[str, str] = {facet.field: facet.vocabulary for facet in FACETS if facet.vocabulary}

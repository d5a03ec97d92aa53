"""Which plugins make the platform, and in which order their tables are upgraded.

This is the one place that says so: `config/` and `deploy/` write `ckan.plugins` from it,
and `dge check` compares the running configuration with it.
"""

from __future__ import annotations

#: Value of `ckan.plugins`. The first plugin that has a template wins, so ours come before the stock ones.
PLUGINS: tuple[str, ...] = (
    "datagrandest_translations",  # first: CKAN merges catalogues in reverse order, see its module
    "dge_workspaces",  # before dge_quality and datagrandest: it adds to their pages
    "dge_quality",  # before datagrandest: it adds to its page of a resource
    "datagrandest",
    "dge_catalogue",  # before spatial_query: it checks the extent first
    "dge_territories",
    "dge_net",
    "dge_jobs",
    "dge_harvesting",
    "dge_csw",
    "dge_ckan",
    "dge_dcat",
    "dge_udata",
    "dge_waf",
    "dge_wfs",
    "dge_ods",
    "dge_arcgis",
    "dge_importing",
    "dge_metadata",  # before scheming: it checks the schemas and says where they are
    "dge_publication",  # before dcat: it chooses the profile
    "scheming_datasets",
    "scheming_organizations",
    "dcat",
    "harvest",
    "spatial_metadata",
    "spatial_query",
    "activity",
    "datastore",
    "datatables_view",
    "text_view",
    "image_view",
)

#: Plugins that own tables, in the order `ckan db upgrade -p` is called for them, after CKAN's core.
#: `ckan db upgrade` alone would take them by name and put ours before `harvest`.
UPGRADE_ORDER: tuple[str, ...] = (
    "activity",
    "harvest",
    "dge_territories",
    "dge_jobs",
    "dge_harvesting",
    "dge_quality",
    "dge_importing",
    "dge_workspaces",
)

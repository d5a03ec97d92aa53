"""Names of the index's fields, as far as a search may speak of them. `tests/unit/catalogue` compares with `schema.xml`."""

from __future__ import annotations

FIELDS: frozenset[str] = frozenset(
    """
    author author_email capacity child_of ckan_url creator_user_id dataset_type dependency_of depends_on derives_from
    download_url entity_type frequency groups guid harvest_object_id harvest_source_id harvest_source_title
    has_derivation id index_id indexed_ts license license_id linked_from links_to maintainer maintainer_email
    metadata_created metadata_modified name name_ngram notes organization owner_org parent_of permission_labels
    res_description res_format res_name res_type res_url resources_accessed_recent resources_accessed_total revision_id
    site_id source_type spatial_geom state tags tags_text territories territories_within text title title_exact
    title_ngram title_string title_suggest type url urls version views_recent views_total
    """.split()  # noqa: SIM905 - names read better so
)
PREFIXES = ("extras_", "res_extras_", "vocab_")
SINGLE_SUFFIXES = ("_s", "_i", "_f", "_dt", "_b", "_date")
MULTIPLE_SUFFIXES = ("_ss", "_is", "_fs", "_dts", "_txt")

#: Fields that results can be sorted by, besides the single-valued dynamic ones.
SORTABLE: frozenset[str] = frozenset(
    """
    score id name title_string metadata_created metadata_modified indexed_ts organization license_id dataset_type
    owner_org views_recent views_total resources_accessed_recent resources_accessed_total
    """.split()  # noqa: SIM905 - names read better so
)


def is_field(name: str) -> bool:
    """Say whether `name` is a field that the index knows by name (its catch-all `*` does not count)."""
    return name in FIELDS or name.startswith(PREFIXES) or name.endswith(SINGLE_SUFFIXES + MULTIPLE_SUFFIXES)


def is_sortable(name: str) -> bool:
    """Say whether results can be sorted by `name`: one value a dataset, kept in columns."""
    return name in SORTABLE or (name.endswith(SINGLE_SUFFIXES) and not name.startswith(PREFIXES))

"""A package being read: its fields and extras as one, whatever the schema calls them; it remembers what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.datagrandest.harvesters.mapping import loose

#: What says nothing of the data: CKAN's own bookkeeping.
SILENT = frozenset(
    [
        "id",
        "name",
        "state",
        "type",
        "private",
        "isopen",
        "creator_user_id",
        "owner_org",
        "num_tags",
        "num_resources",
        "revision_id",
        "revision_timestamp",
        "relationships_as_object",
        "relationships_as_subject",
        "license_title",
        "license_url",
        "author",
        "author_email",
        "maintainer",
        "maintainer_email",
        "organization",
        "groups",
        "tags",
        "resources",
        "extras",
        "tracking_summary",
        "title",
        "notes",
        "url",
        "version",
        "metadata_created",
        "log_message",
        "harvest_object_id",
        "harvest_source_id",
        "harvest_source_title",
        "harvest_timestamp",
        "harvest_url",
        "import_source",
        "display_name",
        "harvest_remarks",
        "datatype",
        "kinds",
        "category",
        "thumbnail",
        "archiver",
        "qa",
        "package_count",
        "dge_quality",
        "dge_quality_score",
        "bbox-east-long",
        "bbox-west-long",
        "bbox-north-lat",
        "bbox-south-lat",
        "date_moissonnage_creation",
        "date_moissonnage_last_modification",
        "edition_security",
        "display_versionning",
        "features",
        "FTP_API",
    ]
)


class Package:
    """One dataset.

    Args:
        document: as `package_show` gives it.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._extras = _extras(document.get("extras"))
        self._read: set[str] = set()

    def get(self, *names: str) -> Any:
        """Give the first value that is not empty, of a field or an extra of one of some names."""
        for name in names:
            for source in (self.document, self._extras):
                value = source.get(name)
                if name in source:
                    self._read.add(name)
                if value not in (None, "", [], {}, "[]", "{}"):
                    return value
        return None

    def own(self, name: str) -> Any:
        """Give a field that bears our own name."""
        return loose.decoded(self.get(name))

    def text(self, *names: str) -> str:
        """Give a text on one line, French first."""
        return loose.text(self.get(*names))

    def raw(self, *names: str) -> str:
        """Give a text with its lines, French first."""
        return loose.raw(self.get(*names))

    def texts(self, *names: str, separators: str = "") -> list[str]:
        """List the texts of every field of some names."""
        found = [text for name in names for text in loose.texts(self.get(name), separators=separators)]
        return list(dict.fromkeys(found))

    def rows(self, *names: str) -> list[Mapping[str, Any]]:
        """List the mappings of the first field of some names that has some."""
        return next((rows for name in names if (rows := loose.rows(self.get(name)))), [])

    def translated(self, name: str) -> str:
        """Give a text that may be told by language: `title_translated`, `title-fr`, or `title` itself; with its lines."""
        return self.raw(f"{name}_translated", f"{name}-fr", f"{name}_fr") or self.raw(name)

    def left(self) -> list[str]:
        """Name the fields and extras with content that nobody asked for."""
        known = SILENT | self._read
        found = (name for source in (self.document, self._extras) for name in source)
        return sorted(
            {name for name in found if name not in known and self.get(name) is not None and name not in known}
        )


def _extras(value: Any) -> dict[str, Any]:
    """Read extras: CKAN's list of key and value, or the mapping of old versions."""
    if isinstance(value, Mapping):
        return dict(value)
    rows = value if isinstance(value, list) else []
    return {str(row["key"]): row.get("value") for row in rows if isinstance(row, Mapping) and row.get("key")}

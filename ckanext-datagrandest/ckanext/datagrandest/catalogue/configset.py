"""The mark by which the platform recognises its own Solr configset.

The mark is a digest of the configset's files. It stands twice: as the default value of the field `dge_configset`
of `schema.xml`, where Solr's schema API shows it for the schema that is *loaded*, and in `configset.json` beside
this module, for the platform. A change of the configset without a new mark fails a unit test; write it with

    python -m ckanext.datagrandest.catalogue.configset config/solr/ckan/conf

Synonyms are left out of the digest: the team edits them on a running platform.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path

FIELD = "dge_configset"
MARK_FILE = Path(__file__).with_name("configset.json")
EDITABLE = frozenset({"synonyms.txt"})
_MARK = re.compile(rb'(<field name="dge_configset"[^>]* default=")([^"]*)(")')


def digest(folder: Path) -> str:
    """Give the mark of the configset in `folder`: 16 hexadecimal digits, whatever mark is written in it."""
    total = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.name not in EDITABLE:
            content = _MARK.sub(rb"\1\3", path.read_bytes())
            total.update(path.name.encode() + b"\0" + hashlib.sha256(content).digest())
    return total.hexdigest()[:16]


def written(folder: Path) -> str | None:
    """Read the mark that `schema.xml` of `folder` carries, None when it has none."""
    found = _MARK.search((folder / "schema.xml").read_bytes())
    return found[2].decode() if found else None


def expected() -> str:
    """Read the mark of the configset that this release of the platform was made with."""
    return json.loads(MARK_FILE.read_text(encoding="utf-8"))["configset"]


def mark(folder: Path) -> str:
    """Write the mark of `folder` into its `schema.xml` and into `configset.json`."""
    value = digest(folder)
    schema = folder / "schema.xml"
    schema.write_bytes(_MARK.sub(rb"\g<1>" + value.encode() + rb"\g<3>", schema.read_bytes()))
    MARK_FILE.write_text(json.dumps({"configset": value}) + "\n", encoding="utf-8")
    return value


if __name__ == "__main__":
    mark(Path(sys.argv[1]))

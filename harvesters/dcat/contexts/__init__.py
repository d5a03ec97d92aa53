"""JSON-LD contexts that catalogues refer to, pinned here so that nobody fetches them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

#: Address → file. Ours are written from the published definition of the terms, without what no catalogue uses.
FILES = {"https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld": "dcat-us-1.1.json"}


@cache
def known() -> dict[str, Any]:
    """Give the pinned contexts by address."""
    folder = Path(__file__).parent
    return {url: json.loads((folder / name).read_text(encoding="utf-8")) for url, name in FILES.items()}

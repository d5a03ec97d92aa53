"""One side in a process of its own: `python -m benches.harvesting.side ours|stock URL`.

Each line of the input is a word: `run` harvests the source and answers `{seconds}`; `catalogue` answers
the titles of the datasets that the database holds and of those that a search finds.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from typing import Any

from benches import platform

PAGE = 1000


def main() -> None:
    """Declare the source, then obey."""
    kind, url = sys.argv[1:]
    platform.load()
    side = importlib.import_module(f"benches.harvesting.{kind}")
    source_id = declare(url, side.SOURCE_TYPE)
    side.prepare(url)
    for line in sys.stdin:
        answer = titles() if line.strip() == "catalogue" else _timed(side, source_id)
        print(json.dumps(answer, ensure_ascii=False), flush=True)


def declare(url: str, source_type: str) -> str:
    """Declare the source and the organisation that its datasets belong to; give its id."""
    import ckan.plugins as p
    import ckan.plugins.toolkit as tk

    if source_type == "csw":
        p.load("csw_harvester")
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    org = {"name": "banc", "title": "Banc d’essai"}
    org_id = tk.get_action("organization_create")({"user": user, "ignore_auth": True}, org)["id"]
    source = {"name": "source-du-banc", "title": "Source du banc", "url": url, "source_type": source_type}
    source |= {"owner_org": org_id, "frequency": "MANUAL"}
    return tk.get_action("harvest_source_create")({"user": user, "ignore_auth": True}, source)["id"]


def titles() -> dict[str, list[str]]:
    """Give the titles of the active datasets, in the database and as a search finds them, page by page."""
    import ckan.plugins.toolkit as tk
    from ckan import model

    held = model.Session.query(model.Package.title).filter_by(type="dataset", state="active")
    found, last = list[str](), "*"
    while True:  # by identifier: `start` goes no further than the 10,000th
        asked = {"fq": f"+dataset_type:dataset +id:{{{last} TO *}}", "rows": PAGE, "sort": "id asc", "fl": "id,title"}
        results = tk.get_action("package_search")({"ignore_auth": True}, asked)["results"]
        found += [each["title"] for each in results]
        if len(results) < PAGE:
            return {"held": sorted(title for (title,) in held), "found": sorted(found)}
        last = f'"{results[-1]["id"]}"'


def _timed(side: Any, source_id: str) -> dict[str, float]:
    started = time.perf_counter()
    side.run(source_id)
    return {"seconds": time.perf_counter() - started}


if __name__ == "__main__":
    main()

"""The process that compares two files, with limits on memory and time; it imports no CKAN.

`python -m ckanext.datagrandest.workspaces.versions.worker TASK ANSWER`, as `quality/worker.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ckanext.datagrandest.quality.worker import work


def main(task_path: str, answer_path: str) -> None:
    """Compare the two files of a task."""
    work(task_path, answer_path, _compared)


def _compared(task: Mapping[str, Any]) -> dict[str, Any]:
    from ckanext.datagrandest.messages import translator
    from ckanext.datagrandest.quality import registry
    from ckanext.datagrandest.quality.reading.kinds import NotATableError
    from ckanext.datagrandest.quality.table_schema import SchemaRefusedError
    from ckanext.datagrandest.workspaces.versions.compare import compare

    try:
        schema = registry.get(task["schema_id"], task["schema_version"] or None) if task["schema_id"] else None
        found = compare(Path(task["old"]), Path(task["new"]), schema)
    except (NotATableError, SchemaRefusedError) as refusal:
        return {"state": "not_compared", "reason": refusal.message.render(translator(task["locale"]))}
    return {"state": "compared", "difference": found.as_dict()}


if __name__ == "__main__":
    main(*sys.argv[1:])

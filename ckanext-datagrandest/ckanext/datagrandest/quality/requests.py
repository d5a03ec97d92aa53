"""What the process that reads files (`worker.py`) is asked about a resource."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality import config, due, source
from ckanext.datagrandest.quality.declared import Declared, declared
from ckanext.datagrandest.quality.places import area_of_package

UNKNOWN_SCHEMA = N_("Not judged: there is no schema “{name}”. Choose one of the list of schemas.")


def task_for(asked: due.Asked, folder: Path, sha256: str) -> dict[str, Any]:
    """Describe a resource to the process that reads it (`worker.py`): its schema, its sender, how its file is read.

    Raises:
        NoFileError: the file or the schema cannot be had.
    """
    wanted = declared(asked.schema, asked.schema_version) or Declared()
    if wanted.unknown:
        raise source.NoFileError(Message(UNKNOWN_SCHEMA, {"name": wanted.unknown}))
    task: dict[str, Any] = {"name": asked.name, "locale": config.locale(), "kept": config.kept_faults(),
                            "siret": due.own_siret(asked.package_id), "area": area_of_package(asked.package_id)}  # fmt: skip
    if asked.choices_sha256 == sha256:
        task["choices"] = dict(asked.choices)
    if wanted.address:
        task |= {"schema_file": str(source.fetch_schema(wanted.address, folder)), "schema_address": wanted.address}
    return {**task, "schema_id": wanted.id, "schema_version": wanted.version, "no_schema": wanted.nothing}

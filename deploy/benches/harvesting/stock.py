"""The peer: ckanext-spatial's CSW harvester under ckanext-harvest, with the faults that stop it mended in memory.

What is mended, and nothing else (each fault makes every record, or every second run, fail):

- a record's text bears `<?xml … encoding?>`, which lxml refuses in a `str`: the declaration is taken off;
- an unchanged dataset is indexed as CKAN 2.11 wanted it: it is given both its dicts, as CKAN 2.12 wants;
- an extra named like a field of our dataset schema is refused by ckanext-scheming: it is given as that field.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

SOURCE_TYPE = "csw"
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def prepare(url: str) -> None:
    """Mend the harvester in memory."""
    del url
    from ckanext.spatial.harvesters import base
    from ckanext.spatial.lib import csw_client

    ask = csw_client.CswService.getrecordbyid

    def getrecordbyid(self: Any, *args: Any, **options: Any) -> Any:
        record = ask(self, *args, **options)
        if record:
            record["xml"] = DECLARATION.sub("", record["xml"])
        return record

    csw_client.CswService.getrecordbyid = getrecordbyid
    base.PackageSearchIndex = _whole_index(base.PackageSearchIndex)
    draft = base.SpatialHarvester.get_package_dict
    base.SpatialHarvester.get_package_dict = lambda self, values, kept: _in_fields(draft(self, values, kept))


def _whole_index(index: Any) -> Any:
    from ckan import logic

    class WholeIndex(index):
        def index_package(self, package: dict[str, Any], *args: Any, **options: Any) -> None:
            both = logic.package_show_default_and_custom_schemas({"ignore_auth": True}, package["id"])
            super().index_package({**both[0], "with_custom_schema": both[1]}, *args, **options)

    return WholeIndex


def _in_fields(package: dict[str, Any]) -> dict[str, Any]:
    from ckanext.scheming.helpers import scheming_get_dataset_schema

    fields = {field["field_name"]: field for field in scheming_get_dataset_schema("dataset")["dataset_fields"]}
    kept = []
    for extra in package["extras"]:
        if extra["key"] in fields:
            package[extra["key"]] = extra["value"]
        else:
            kept.append(extra)
    package["extras"] = kept
    return package


def run(source_id: str) -> None:
    """Carry a job through its stages, one record after the other, as the consumers of its queues do.

    Raises:
        SystemExit: a record failed, the figure would mean nothing.
    """
    import ckan.plugins.toolkit as tk
    from ckan import model

    from ckanext.harvest import queue
    from ckanext.harvest.model import HarvestJob, HarvestObject

    context = {"ignore_auth": True, "user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
    job_id = tk.get_action("harvest_job_create")(context, {"source_id": source_id, "run": False})["id"]
    harvester = queue.get_harvester(SOURCE_TYPE)
    for object_id in queue.gather_stage(harvester, HarvestJob.get(job_id)) or []:
        kept = HarvestObject.get(object_id)
        kept.retry_times += 1
        kept.save()
        queue.fetch_and_import_stages(harvester, kept)
        model.Session.remove()
    job = HarvestJob.get(job_id)
    job.status, job.finished = "Finished", datetime.now(UTC).replace(tzinfo=None)
    job.save()
    tk.get_action("harvest_source_reindex")(context, {"id": source_id})
    failed = HarvestObject.filter(harvest_job_id=job_id, state="ERROR").all()
    if failed:
        reasons = {error.message for kept in failed for error in kept.errors}
        raise SystemExit(f"the peer leaves out {len(failed)} records: {json.dumps(sorted(reasons)[:3])}")

"""Our run, as the queue's worker carries it out."""

from __future__ import annotations

from urllib.parse import urlsplit

SOURCE_TYPE = "dge-csw"


def prepare(url: str) -> None:
    """Let the platform speak to the bench's own server, which is on a private address."""
    from ckan.common import config

    config["ckanext.datagrandest.net.allowed_hosts"] = [urlsplit(url).netloc]


def run(source_id: str) -> None:
    """Harvest the source; when this returns the index shows what it gave.

    Raises:
        SystemExit: the run failed or left a record out.
    """
    import ckan.plugins.toolkit as tk

    from ckanext.datagrandest.harvesting import rows, runner

    job = tk.get_action("harvest_job_create")(rows.site_context(), {"source_id": source_id, "run": False})
    done = runner.run_now(job["id"])
    if not done or done["state"] != "finished" or done["errored"]:
        raise SystemExit(f"our run failed: {done}")

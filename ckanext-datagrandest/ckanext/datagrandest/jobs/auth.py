"""Who may see jobs: they name datasets and sources that may be private."""

from __future__ import annotations

from typing import Any

from ckan.types import Context


def dge_job_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Only system administrators."""
    return {"success": False}


def dge_job_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Only system administrators."""
    return {"success": False}


def dge_recurrence_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Only system administrators."""
    return {"success": False}

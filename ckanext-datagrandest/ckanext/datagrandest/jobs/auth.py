"""Who may see jobs: they name datasets and sources that may be private."""

from __future__ import annotations

from typing import Any


def dge_job_show(context: dict[str, Any], data_dict: dict[str, Any]) -> dict[str, Any]:
    """Only system administrators."""
    return {"success": False}


def dge_job_list(context: dict[str, Any], data_dict: dict[str, Any]) -> dict[str, Any]:
    """Only system administrators."""
    return {"success": False}


def dge_recurrence_list(context: dict[str, Any], data_dict: dict[str, Any]) -> dict[str, Any]:
    """Only system administrators."""
    return {"success": False}

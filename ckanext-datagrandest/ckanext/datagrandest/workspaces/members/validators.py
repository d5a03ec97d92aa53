"""CKAN's validator of a dataset's organisation, which knows nothing of animateurs."""

from __future__ import annotations

from typing import Any

from ckan.logic.validators import owner_org_validator as _core
from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey

from ckanext.datagrandest.workspaces.members import reach


def owner_org_validator(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> Any:
    """Let an animateur put a dataset into a workspace; anything else is CKAN's to judge.

    Raises:
        Invalid: as CKAN's.
    """
    value = data.get(key)
    if isinstance(value, str) and not context.get("ignore_auth") and reach.reaches(context.get("user"), value):
        return _core(key, data, errors, Context(context, ignore_auth=True))
    return _core(key, data, errors, context)

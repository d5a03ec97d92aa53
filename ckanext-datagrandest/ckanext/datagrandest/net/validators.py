"""Validators for forms: the policy of outbound requests, applied when a URL is typed."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.net.config import policy_from_config
from ckanext.datagrandest.net.errors import RefusedRequest


def dge_outbound_url(value: Any) -> str:
    """Accept a URL that the platform would be permitted to fetch; no request is made.

    Raises:
        Invalid: with what to do about it.
    """
    try:
        policy_from_config().check(str(value))
    except RefusedRequest as error:
        raise tk.Invalid(error.message.render(tk._)) from error
    return str(value).strip()

"""The options of the room, read with their types; the only place that reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.net.client import GuardedClient, Limits, Policy
from ckanext.datagrandest.net.courtesy import Courtesy
from ckanext.datagrandest.net.errors import MalformedUrl
from ckanext.datagrandest.net.hosts import normalize_authority, normalize_host

PREFIX = "ckanext.datagrandest.net"


def client_from_config(courtesy: Courtesy | None = None) -> GuardedClient:
    """Make the client that every room uses: the policy and the limits of the options.

    Args:
        courtesy: how often it may ask one server.
    """
    return GuardedClient(
        policy_from_config(), limits_from_config(), user_agent=user_agent(), ca_bundle=ca_bundle(), courtesy=courtesy
    )


def policy_from_config() -> Policy:
    """Read where requests may go; malformed entries are left out (`dge check` names them)."""
    return Policy(
        allowed_hosts=frozenset(filter(None, map(_readable_authority, allowed_hosts()))),
        schemes=frozenset(scheme.lower() for scheme in schemes()),
        ports=frozenset(int(port) for port in ports() if port.isascii() and port.isdigit()),
        own_hosts=own_hosts(),
    )


def limits_from_config() -> Limits:
    """Read what a request may cost."""
    return Limits(
        connect_timeout=_option("connect_timeout"),
        read_timeout=_option("read_timeout"),
        total_timeout=_option("total_timeout"),
        max_bytes=_option("max_bytes"),
        max_decompressed_bytes=_option("max_decompressed_bytes"),
        max_redirects=_option("max_redirects"),
        retries=_option("retries"),
        retry_wait=_option("retry_wait"),
        max_retry_wait=_option("max_retry_wait"),
    )


def allowed_hosts() -> list[str]:
    """Read the `host:port` that may be private, as they are written."""
    return _option("allowed_hosts")


def ports() -> list[str]:
    """Read the permitted ports, as they are written."""
    return _option("ports")


def schemes() -> list[str]:
    """Read the permitted schemes, as they are written."""
    return _option("schemes")


def user_agent() -> str:
    """Read how the platform presents itself to other servers."""
    return _option("user_agent")


def ca_bundle() -> Path | None:
    """Read the file of additional certificate authorities."""
    path = _option("ca_bundle")
    return Path(path) if path else None


def own_hosts() -> frozenset[str]:
    """Read the platform's own name, which it never fetches from."""
    host = urlsplit(tk.config.get("ckan.site_url") or "").hostname
    try:
        return frozenset({normalize_host(host)}) if host else frozenset()
    except MalformedUrl:
        return frozenset()


def _option(name: str) -> Any:
    """Read one declared option."""
    return tk.config[f"{PREFIX}.{name}"]


def _readable_authority(written: str) -> str | None:
    """Give the one spelling of an allowed host, or None for what cannot be read."""
    try:
        return normalize_authority(written)
    except MalformedUrl:
        return None

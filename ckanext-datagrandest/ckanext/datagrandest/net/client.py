"""The guarded HTTP client: the only way out of the platform.

    client = GuardedClient(policy=Policy(allowed_hosts=frozenset({"127.0.0.1:8000"})), limits=Limits())
    client.get("https://www.example.fr/csw", params={"service": "CSW"}, expect={"text/xml"}).text

Inside CKAN, `config.client_from_config()` makes one from the options.
"""

from __future__ import annotations

import base64
import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from urllib3 import BaseHTTPResponse, Timeout

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.net import errors
from ckanext.datagrandest.net.body import ACCEPT_ENCODING, read_body
from ckanext.datagrandest.net.connection import Door, open_pools
from ckanext.datagrandest.net.content import check_content
from ckanext.datagrandest.net.courtesy import Courtesy
from ckanext.datagrandest.net.deadline import Deadline
from ckanext.datagrandest.net.decoding import media_type
from ckanext.datagrandest.net.failures import timed_out, translated
from ckanext.datagrandest.net.limits import Limits
from ckanext.datagrandest.net.policy import Policy, redact
from ckanext.datagrandest.net.redirects import REDIRECTS, Request, redirected
from ckanext.datagrandest.net.response import Download, Response
from ckanext.datagrandest.net.retry import hide_queries_in_logs, retry_wait
from ckanext.datagrandest.net.sinks import FileSink, Sink, unread, whole
from ckanext.datagrandest.net.statuses import check_status

__all__ = ["Download", "GuardedClient", "Limits", "Policy", "Response"]

log = logging.getLogger(__name__)

USER_AGENT = "DATA-Grand-Est/1.0 (open-data platform; +https://www.datagrandest.fr)"
Params = Mapping[str, Any] | Iterable[tuple[str, Any]]
Result = TypeVar("Result")


class GuardedClient:
    """Sends requests within a policy and limits; keeps connections; may be shared by threads.

    Args:
        policy: where requests may go.
        limits: what they may cost.
        user_agent: how we present ourselves.
        ca_bundle: authorities trusted beside the usual ones.
        door: how connections are opened; tests give one with their own resolver.
        courtesy: how often one server is asked; as often as one likes by default.
        sleep: how to wait between attempts.
    """

    def __init__(  # noqa: PLR0913 - all by keyword, each with a default
        self,
        policy: Policy | None = None,
        limits: Limits | None = None,
        *,
        user_agent: str = USER_AGENT,
        ca_bundle: Path | None = None,
        door: Door | None = None,
        courtesy: Courtesy | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.policy = policy or (door.policy if door else Policy())
        self.limits = limits or Limits()
        self._user_agent = user_agent
        self._pools = open_pools(door or Door(self.policy), ca_bundle)
        self._courtesy = courtesy or Courtesy(0)
        self._sleep = sleep
        hide_queries_in_logs()

    def get(
        self,
        url: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        expect: Collection[str] = (),
    ) -> Response:
        """Fetch a URL whole.

        Args:
            url: absolute; user information in it is sent as Basic authentication and never shown.
            params: added to its query; lists repeat the name, `None` is left out.
            headers: sent along; to another origin after a redirect only harmless ones.
            expect: accepted media types, such as `{"text/xml"}`; none accepts all.

        Raises:
            OutboundError: refused, failed, too large, of another kind, or a status of 400 or more.
        """
        return self._perform(self._request("GET", _with_params(url, params), headers), whole, expect)

    def post(
        self, url: str, *, data: bytes, headers: Mapping[str, str] | None = None, expect: Collection[str] = ()
    ) -> Response:
        """Send a query by POST (CSW, SPARQL); it is repeated like a GET, so it must change nothing.

        Raises:
            OutboundError: as `get`.
        """
        return self._perform(self._request("POST", url, headers, data), whole, expect)

    def download(
        self,
        url: str,
        path: Path | str,
        *,
        headers: Mapping[str, str] | None = None,
        expect: Collection[str] = (),
        limits: Limits | None = None,
    ) -> Download:
        """Stream a URL into a file, which appears only when it is complete.

        Raises:
            OutboundError: as `get`, `NotStored` when the disk is full; nothing is left at `path`.
        """
        return self._perform(self._request("GET", url, headers), FileSink(Path(path)), expect, limits)

    def look(self, url: str, *, method: str = "HEAD", limits: Limits | None = None) -> Response:
        """Ask what a URL answers, and leave the body where it is: `content` is empty.

        Args:
            url: as `get`.
            method: `HEAD`, or `GET` for servers that refuse it; a GET asks for the first byte only.
            limits: those of this look.

        Raises:
            OutboundError: as `get`.
        """
        headers = {"range": "bytes=0-0"} if method == "GET" else None
        return self._perform(self._request(method, url, headers), unread, (), limits)

    def close(self) -> None:
        """Close the kept connections."""
        self._pools.clear()

    def _request(self, method: str, url: str, headers: Mapping[str, str] | None, body: bytes | None = None) -> Request:
        """Judge the URL and put the headers together."""
        target = self.policy.check(url)
        sent = {"user-agent": self._user_agent, "accept": "*/*", "accept-encoding": ACCEPT_ENCODING}
        if target.credentials:
            token = base64.b64encode(":".join(target.credentials).encode()).decode("ascii")
            sent["authorization"] = f"Basic {token}"
        sent |= {name.lower(): value for name, value in (headers or {}).items()}
        return Request(method, replace(target, credentials=None), sent, body)

    def _perform(
        self, request: Request, sink: Sink[Result], expect: Collection[str], limits: Limits | None = None
    ) -> Result:
        """Try until it works, fails for good, or has been tried often enough."""
        limits = limits or self.limits
        for attempt in range(limits.retries + 1):
            try:
                return self._attempt(request, sink, expect, limits)
            except errors.OutboundError as error:
                wait = retry_wait(error, attempt, limits)
                log.info("%s %s: %s", request.method, redact(request.target.url), type(error).__name__)
                if wait is None:
                    raise
            self._sleep(wait)
        raise AssertionError("retry_wait gives None at the last attempt")

    def _attempt(self, request: Request, sink: Sink[Result], expect: Collection[str], limits: Limits) -> Result:
        """One attempt with its redirects and its body, under one deadline."""
        with Deadline(limits.total_timeout) as deadline:
            request, raw = self._follow(request, limits, deadline)
            host = request.target.host
            try:
                with translated(host, deadline):
                    check_status(request, raw, limits)
                    declared = media_type(raw.headers.get("Content-Type", ""))
                    result = sink(request, raw, check_content(read_body(raw, limits, host), declared, expect, host))
                    # A body without length ends wherever its connection does, also when we shut it.
                    if deadline.expired:
                        raise timed_out(host)
                    raw.release_conn()
                    return result
            finally:
                raw.close()

    def _follow(self, request: Request, limits: Limits, deadline: Deadline) -> tuple[Request, BaseHTTPResponse]:
        """Send a request and the redirects it meets; give the open final answer."""
        seen = {(request.method, request.target.url)}
        for _ in range(limits.max_redirects + 1):
            raw = self._send(request, limits, deadline)
            location = raw.headers.get("Location")
            if raw.status not in REDIRECTS or not location:
                return request, raw
            raw.close()
            request = redirected(request, raw.status, location, self.policy)
            if (request.method, request.target.url) in seen:
                break
            seen.add((request.method, request.target.url))
        raise errors.RefusedRedirect(
            N_("{host} redirects in circles or too often. Give the final address."), host=request.target.host
        )

    def _send(self, request: Request, limits: Limits, deadline: Deadline) -> BaseHTTPResponse:
        """Send one request and read the headers of its answer."""
        target = request.target
        self._courtesy.wait(target.host)
        with translated(target.host, deadline):
            pool = self._pools.connection_from_host(target.host, target.port, target.scheme)
            return pool.urlopen(
                request.method,
                target.path,
                body=request.body,
                headers=dict(request.headers),
                timeout=Timeout(connect=limits.connect_timeout, read=limits.read_timeout),
                retries=False,
                redirect=False,
                assert_same_host=False,
                preload_content=False,
                decode_content=False,
            )


def _with_params(url: str, params: Params | None) -> str:
    """Add parameters to the query of a URL."""
    if not params:
        return url
    given: Any = params
    pairs: Iterable[tuple[str, Any]] = given.items() if isinstance(given, Mapping) else given
    added = urlencode([(name, value) for name, value in pairs if value is not None], doseq=True)
    before, hash_mark, fragment = url.partition("#")
    joint = "" if before.endswith(("?", "&")) else "&" if "?" in before else "?"
    return f"{before}{joint}{added}{hash_mark}{fragment}"

"""Following redirects: each one is judged like a first request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.net.errors import RefusedRedirect
from ckanext.datagrandest.net.policy import Policy, Target

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEEP_METHOD = frozenset({307, 308})
#: What still goes along to another origin; everything else might be a secret meant for the first.
_HARMLESS = frozenset({"accept", "accept-language", "accept-encoding", "user-agent", "content-type"})


@dataclass(frozen=True, slots=True)
class Request:
    """One request to be sent.

    Attributes:
        method: `GET` or `POST`.
        target: judged by the policy.
        headers: names in lower case; may hold secrets, so they are never shown.
        body: of a POST.
    """

    method: str
    target: Target
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(default=None, repr=False)


def redirected(request: Request, status: int, location: str, policy: Policy) -> Request:
    """Give the request that a redirect asks for.

    Raises:
        RefusedRequest: it leads where the policy does not permit, or from https to http.
    """
    target = policy.check(urljoin(request.target.url, location))
    if request.target.scheme == "https" and target.scheme == "http":
        raise RefusedRedirect(
            N_("{host} redirects to an address that is not secure (http). Give the final address."),
            host=request.target.host,
        )
    # User information in a Location is a server's choice, not our user's: it is not sent.
    target = replace(target, credentials=None)
    headers = request.headers
    if target.origin != request.target.origin:
        headers = {name: value for name, value in headers.items() if name in _HARMLESS}
    if request.method == "POST" and status in _KEEP_METHOD:
        return Request("POST", target, headers, request.body)
    return Request("GET", target, {name: value for name, value in headers.items() if name != "content-type"})

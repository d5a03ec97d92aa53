"""Addresses (URLs) found in a record: what the public can open, mended where that is plain, or a reason."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

SCHEMES = frozenset({"http", "https", "ftp", "ftps", "sftp"})
PRIVATE_ENDINGS = (
    ".local",
    ".localdomain",
    ".lan",
    ".intra",
    ".intranet",
    ".internal",
    ".corp",
    ".home",
    ".i2",
    ".test",
)
MAX_LENGTH = 2000
HOST = re.compile(r"(?=.{1,253}$)[\w\-]+(\.[\w\-]+)+", re.UNICODE)
# A host without a scheme: `www.…`, a path after it, or an ending that is no file's.
HOST_FIRST = re.compile(
    r"www\.[\w\-.]+|[\w\-]+(?:\.[\w\-]+)*\.(?:[a-z]{2,}(?::\d+)?[/?]|(?:fr|org|com|net|eu|info|alsace|be|lu|de|ch|io)$)",
    re.IGNORECASE,
)

BAD_SCHEME = N_("The link “{url}” was left out: a browser cannot open it safely.")
RELATIVE = N_("The link “{url}” was left out: it is not a full web address.")
PRIVATE = N_("The link “{url}” was left out: it leads to a private network that the public cannot reach.")
TOO_LONG = N_("The link “{url}” was left out: it is too long.")
MENDED = N_("The link “{url}” had no scheme; it was completed.")
CREDENTIALS = N_("A user name or password was removed from a link to {host}.")


@dataclass(frozen=True, slots=True)
class Address:
    """A public address, with the remark made on the way; or a refusal, without address.

    Attributes:
        url: what can be opened, None when refused.
        remark: msgid of what happened, None when nothing did.
        shown: the value of the remark's parameter (`url`, or `host` for credentials).
    """

    url: str | None
    remark: str | None = None
    shown: str = ""

    @property
    def parameters(self) -> dict[str, str]:
        """Give the parameters of the remark."""
        return {"host" if self.remark == CREDENTIALS else "url": self.shown}


def public(text: str) -> Address:
    """Read an address of a record as one that the public can open."""
    text = re.sub(r"\s+", "%20", text.strip().strip("<>\"'").replace("&amp;", "&"))
    if len(text) > MAX_LENGTH:
        return Address(None, TOO_LONG, text[:200] + "…")
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").rstrip(".")
        _ = parts.port
    except ValueError:
        return Address(None, RELATIVE, text)
    if parts.scheme.lower() not in SCHEMES:
        return _without_scheme(text, parts)
    return _with_host(text, parts, host)


def _with_host(text: str, parts: SplitResult, host: str) -> Address:
    shown = text.replace(parts.netloc, parts.netloc.rpartition("@")[2], 1)
    if not host or not (HOST.fullmatch(host) or is_private(host) or _is_ip(host)):
        return Address(None, RELATIVE, shown)
    if is_private(host):
        return Address(None, PRIVATE, shown)
    if "@" in parts.netloc:
        return Address(shown, CREDENTIALS, host)
    return Address(parts.scheme.lower() + text[len(parts.scheme) :])


def opened(texts: Iterable[str], remarks: Remarks) -> list[str]:
    """Give the addresses that the public can open, each once; the others are told."""
    found = []
    for text in texts:
        address = public(text)
        if address.remark:
            remarks.add(address.remark, **address.parameters)
        if address.url:
            found.append(address.url)
    return list(dict.fromkeys(found))


def is_private(host: str) -> bool:
    """Tell whether a host name or address is of a private network."""
    host = host.lower().rstrip(".")
    if host == "localhost" or host.endswith((".localhost", *PRIVATE_ENDINGS)):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or bool(re.fullmatch(r"[\dx.]+", host))


def _without_scheme(text: str, parts: SplitResult) -> Address:
    bare = text.removeprefix("//")
    if HOST_FIRST.match(bare) and not re.match(r"[a-z][a-z0-9+.\-]*:(?!\d)", bare, re.IGNORECASE):
        completed = public(f"http://{bare}")
        return Address(completed.url, MENDED, text) if completed.url else completed
    return Address(None, BAD_SCHEME if parts.scheme else RELATIVE, text[:300])


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True

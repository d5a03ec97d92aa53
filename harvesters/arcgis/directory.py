"""An ArcGIS REST directory: folders, services, and the layers and tables of each, as records."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit, urlunsplit

from ckanext.datagrandest.harvesters.mapping import loose
from ckanext.datagrandest.harvesters.mapping.drafting import inner
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.harvesting.contract import Kept, Page, Refusal, RemoteRecord, SourceUnreadable
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.errors import BadStatus, OutboundError, UnexpectedContent, UnreadableContent

if TYPE_CHECKING:
    from ckanext.datagrandest.net.client import GuardedClient

JSON = frozenset({"application/json"})
SERVED = ("FeatureServer", "MapServer")
LISTED = frozenset({"Feature Layer", "Table", "Raster Layer", "Annotation Layer"})
TOKENS = frozenset({401, 403, 498, 499})
MAX_SHOWN = 5
#: What concerns every layer of a service; the rest of its description changes with the software.
KEPT = [
    "serviceDescription",
    "description",
    "copyrightText",
    "documentInfo",
    "fullExtent",
    "spatialReference",
    "capabilities",
    "mapName",
    "licenseInfo",
    "supportedQueryFormats",
    "supportedExtensions",
    "serviceItemId",
]
#: What changes by itself in the description of a layer.
VOLATILE = frozenset({"currentVersion", "cimVersion", "drawingInfo", "templates", "types"})

REFUSED = N_("The ArcGIS server refuses the request: {text}")
NOT_ARCGIS = N_("The address answers, but not as an ArcGIS directory of services.")
CLOSED = N_("{count} services ask for a user name and were passed over: {names}.")
FAILED = N_("The service {name} could not be read: {reason}")
TOO_MANY = N_(
    "The directory lists more than {limit} services, the limit of this source: raise the limit to read all of it."
)
NO_NUMBER = N_("A layer of the service {name} has no number.")


class ServerFault(Exception):  # noqa: N818 - an answer, not a fault of ours
    """An error that the server tells in JSON, with HTTP status 200."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


class Directory:
    """A directory during one run.

    Args:
        url: of the directory, a folder, a service or a layer.
        limit: most services read.
        client: the guarded client.
        held: addresses of the layers that are held already, for services that fail.
    """

    def __init__(self, url: str, limit: int, client: GuardedClient, held: Mapping[str, tuple[Kept, ...]]) -> None:
        parts = urlsplit(url)
        self.url = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
        self.limit, self.client, self.held = limit, client, held
        self._closed: list[str] = []

    def pages(self) -> Iterator[Page]:
        """List layers, one page a service.

        Raises:
            SourceUnreadable: the directory cannot be read.
        """
        for url in self._services():
            yield self._service(url)
        if self._closed:
            names = ", ".join(shortened(name, 80) for name in self._closed[:MAX_SHOWN])
            names += "…" if len(self._closed) > MAX_SHOWN else ""
            yield Page((), None, (), (Message(CLOSED, {"count": len(self._closed), "names": names}),))

    def _services(self) -> list[str]:
        """Give the addresses of services, features before maps of the same name."""
        if parts := [part for part in self.url.split("/") if part in SERVED]:
            return [self.url.partition(f"/{parts[0]}")[0] + f"/{parts[0]}"]
        root = f"{self.url.partition('/rest/services')[0]}/rest/services"
        found: dict[str, set[str]] = {}
        waiting, seen = deque([self.url]), {self.url}
        while waiting:
            listed = self._required(waiting.popleft())
            for folder in loose.texts(listed.get("folders")):
                address = f"{root}/{quote(folder)}"
                if address not in seen:
                    seen.add(address)
                    waiting.append(address)
            for service in loose.rows(listed.get("services")):
                name, kind = loose.text(service.get("name")), loose.text(service.get("type"))
                if name and kind in SERVED:
                    found.setdefault(name, set()).add(kind)
            if len(found) > self.limit:
                raise SourceUnreadable(Message(TOO_MANY, {"limit": self.limit}))
        return [
            f"{root}/{quote(name)}/{next(kind for kind in SERVED if kind in kinds)}" for name, kinds in found.items()
        ]

    def _required(self, url: str) -> dict[str, Any]:
        try:
            found = self._ask(url)
        except ServerFault as error:
            raise SourceUnreadable(Message(REFUSED, {"text": f"{error.text} ({error.code})"})) from error
        except (UnexpectedContent, UnreadableContent) as error:
            raise SourceUnreadable(Message(NOT_ARCGIS)) from error
        except OutboundError as error:
            raise SourceUnreadable(error.message) from error
        if not any(key in found for key in ("services", "folders", "layers", "currentVersion")):
            raise SourceUnreadable(Message(NOT_ARCGIS))
        return found

    def _service(self, url: str) -> Page:
        """Read one service: its own description, then all its layers and tables in one request."""
        name = url.partition("/rest/services/")[2] or url
        try:
            service = self._ask(url)
            layers = self._layers(url, service)
        except ServerFault as error:
            if error.code in TOKENS:
                self._closed.append(name)
                return self._failed(url, name, Message(REFUSED, {"text": error.text}), quiet=True)
            return self._failed(url, name, Message(REFUSED, {"text": error.text}))
        except BadStatus as error:
            return self._failed(url, name, error.message)
        except (UnexpectedContent, UnreadableContent) as error:
            return self._failed(url, name, error.message)
        except OutboundError as error:
            raise SourceUnreadable(error.message) from error
        found = [self._record(layer, service, url, name) for layer in layers if _is_listed(layer)]
        records = tuple(one for one in found if isinstance(one, RemoteRecord))
        return Page(records, None, tuple(one for one in found if isinstance(one, Refusal)))

    def _failed(self, url: str, name: str, reason: Message, *, quiet: bool = False) -> Page:
        """Refuse the layers that are held of a service that cannot be read, so that none of them looks missing."""
        told = Message(FAILED, {"name": shortened(name, 100), "reason": reason})
        held = [kept for address, each in self.held.items() if address.startswith(f"{url}/") for kept in each]
        refused = tuple(Refusal(kept.identifier, told) for kept in held)
        return Page((), None, refused or (() if quiet else (Refusal(None, told),)))

    def _layers(self, url: str, service: Mapping[str, Any]) -> list[Any]:
        try:
            found = self._ask(f"{url}/layers")
        except (ServerFault, BadStatus):
            found = service  # older servers have no such page: what the service says of its layers has to do
        return [*_list(found.get("layers")), *_list(found.get("tables"))]

    def _record(self, layer: Any, service: Mapping[str, Any], url: str, name: str) -> RemoteRecord | Refusal:
        number = layer.get("id")
        if not isinstance(number, int) or isinstance(number, bool):
            return Refusal(None, Message(NO_NUMBER, {"name": shortened(name, 100)}))
        item = loose.text(layer.get("serviceItemId")) or loose.text(service.get("serviceItemId"))
        parts = urlsplit(url)
        identifier = f"{item}_{number}" if item else f"{parts.netloc}{parts.path}/{number}"
        steady = {key: value for key, value in layer.items() if key not in VOLATILE}
        about = {key: service[key] for key in KEPT if key in service}
        both = {"layer": steady, "service": about, "url": f"{url}/{number}"}
        content = json.dumps(both, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
        edited = inner(layer, "editingInfo").get("lastEditDate")
        return RemoteRecord(identifier, content, str(edited) if edited else None, f"{url}/{number}", validator="-")

    def _ask(self, url: str) -> dict[str, Any]:
        found = self.client.get(url, params={"f": "json"}, expect=JSON).json()
        if not isinstance(found, dict):
            raise ServerFault(0, "?")
        if isinstance(error := found.get("error"), dict):
            code = error.get("code")
            raise ServerFault(code if isinstance(code, int) else 0, shortened(loose.text(error.get("message")), 200))
        return found


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_listed(layer: Any) -> bool:
    """Tell what holds data from groups of layers; older servers tell no type, and groups by their sublayers."""
    if not isinstance(layer, dict):
        return False
    kind = loose.text(layer.get("type"))
    return kind in LISTED if kind else not layer.get("subLayerIds")

"""What plugins may implement for the platform as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import ckan.plugins as p


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the configuration that keeps the platform from working as it should.

    Attributes:
        message: what is wrong, translated.
        remedy: what to do about it, translated.
    """

    message: str
    remedy: str


#: A check looks at the running platform and yields what it finds; nothing when all is well.
Check = Callable[[], Iterable[Finding]]


class IKeptFiles(p.Interface):
    """Lets a room count what the platform keeps, and refuse it before it is kept."""

    def before_file_replaced(self, resource_id: str, sha256: str, size: int, new_size: int) -> None:
        """Hear that the file of a resource is about to be kept aside, since another one takes its place.

        Args:
            resource_id: of the resource.
            sha256: of the file that is kept aside.
            size: its bytes.
            new_size: bytes of the one that takes its place.

        Raises:
            ValidationError: there is no room; nothing was kept yet.
        """


class IPlatformCheck(p.Interface):
    """Lets a room check at start that what it stands on is as it must be (`ckan dge check`)."""

    def platform_checks(self) -> dict[str, Check]:
        """Give the room's checks by name, `<room>.<what>`. A check changes nothing and takes a second at most."""
        return {}

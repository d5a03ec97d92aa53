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


class IPlatformCheck(p.Interface):
    """Lets a room check at start that what it stands on is as it must be (`ckan dge check`)."""

    def platform_checks(self) -> dict[str, Check]:
        """Give the room's checks by name, `<room>.<what>`. A check changes nothing and takes a second at most."""
        return {}

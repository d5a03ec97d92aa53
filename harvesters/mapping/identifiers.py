"""Which identifier of another catalogue is worth recognising a dataset by, across sources."""

from __future__ import annotations

import re

COMMON = re.compile(r"\d{1,9}|.{0,3}")


def is_distinctive(text: str) -> bool:
    """Tell an identifier that no other catalogue gives to other data: `3` or `eau` may be anybody's.

    >>> is_distinctive("fr-200052264-ocs"), is_distinctive("3"), is_distinctive("")
    (True, False, False)
    """
    return not COMMON.fullmatch(text.strip())

"""What came back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.net import decoding
from ckanext.datagrandest.net.errors import UnreadableContent


@dataclass(frozen=True)
class Response:
    """An answer, read to its end.

    Attributes:
        url: where it came from after redirects, without credentials.
        status: HTTP status.
        headers: without regard to case.
        content: the unpacked body.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        """`type/subtype` as declared, in lower case; empty when there is none."""
        return decoding.media_type(self.headers.get("Content-Type", ""))

    @cached_property
    def decoded(self) -> decoding.Decoded:
        """The text, its real encoding, and whether another one was declared."""
        return decoding.decode(self.content, self.headers.get("Content-Type", ""))

    @property
    def text(self) -> str:
        """The text."""
        return self.decoded.text

    def json(self) -> Any:
        """Parse the body as JSON.

        Raises:
            UnreadableContent: it is not JSON, or is nested too deeply.
        """
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            raise UnreadableContent(N_("The answer is not the JSON that was expected. Check the address.")) from None


@dataclass(frozen=True, slots=True)
class Download:
    """A body written to a file.

    Attributes:
        url: where it came from after redirects, without credentials.
        path: the file.
        headers: without regard to case.
        size: bytes written, unpacked.
        sha256: hexadecimal digest of what was written.
    """

    url: str
    path: Path
    headers: Mapping[str, str] = field(repr=False)
    size: int
    sha256: str

    @property
    def media_type(self) -> str:
        """`type/subtype` as declared, in lower case; empty when there is none."""
        return decoding.media_type(self.headers.get("Content-Type", ""))

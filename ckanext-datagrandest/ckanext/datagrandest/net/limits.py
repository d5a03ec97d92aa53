"""How much an outbound request may cost. Each limit is a declared option (`config.py`)."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one request.

    Attributes:
        connect_timeout: seconds to open a connection to one address.
        read_timeout: seconds without a byte.
        total_timeout: seconds for one attempt with its redirects and its whole body.
        max_bytes: bytes on the wire.
        max_decompressed_bytes: bytes once unpacked.
        max_redirects: redirects followed.
        retries: attempts after the first one, for what may pass.
        retry_wait: seconds before the second attempt; doubles each time.
        max_retry_wait: longest wait that a server may ask for with `Retry-After`.
    """

    connect_timeout: float = 10
    read_timeout: float = 30
    total_timeout: float = 120
    max_bytes: int = 100 * MEBIBYTE
    max_decompressed_bytes: int = 300 * MEBIBYTE
    max_redirects: int = 5
    retries: int = 2
    retry_wait: float = 1
    max_retry_wait: float = 60


def shown_megabytes(size: int) -> str:
    """Write a number of bytes in megabytes, as the sentences show limits."""
    return f"{round(size / MEBIBYTE, 1):g}"

"""Files of contours: local ones as they are, remote ones through the guarded client into a folder of their own."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ckanext.datagrandest.net.client import GuardedClient

SCHEMES = ("http://", "https://")


@contextmanager
def local_files(sources: Sequence[str], client: GuardedClient) -> Generator[list[Path]]:
    """Give the path of each source in order; what was downloaded is removed afterwards.

    Args:
        sources: paths, or URLs of http and https.
        client: what downloads.

    Raises:
        OutboundError: a URL is refused or cannot be fetched whole.
    """
    with tempfile.TemporaryDirectory(prefix="dge-contours-") as folder:
        yield [_local(source, Path(folder) / str(position), client) for position, source in enumerate(sources)]


def _local(source: str, target: Path, client: GuardedClient) -> Path:
    if not source.lower().startswith(SCHEMES):
        return Path(source)
    client.download(source, target)
    return target

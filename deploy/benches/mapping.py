"""How much of what other people's mapping says ours says too."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from benches.measure import Bench, Measure, timed

_ROOT = Path(__file__).resolve().parents[2]
_PEER = "SEMIC iso-19139-to-dcat-ap"


def iso2dcat(n: int | None, peer_n: int | None) -> Iterator[Measure]:
    """Share of SEMIC's expected triples that our profile covers and gives; the missing ones go to the error stream."""
    del n, peer_n
    sys.path.append(str(_ROOT / "tests" / "unit" / "iso2dcat"))
    import oracle

    folder = Path(os.environ.get("DGE_SHARED_DATA") or _ROOT.parent / "shared" / "data") / "catalogues" / "iso2dcat"
    found: list[oracle.Score] = []
    seconds = timed(lambda: found.append(oracle.score(folder)))
    for each in found[0].missing:
        print(" ".join(each), file=sys.stderr)
    counts = {"triples": found[0].every, "covered": found[0].expected, "found": found[0].found}
    yield Measure("mapping.iso2dcat", found[0].rate, "share", found[0].expected, seconds, peer=_PEER, details=counts)


BENCHES = {"mapping.iso2dcat": Bench(iso2dcat)}

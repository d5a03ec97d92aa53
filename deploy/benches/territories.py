"""Territories: loading the région with real contours, then places and names asked of the full tables.

Files of contours are those of the tests (`../shared/data`, or `DGE_SHARED_DATA`). Questions are drawn with a fixed seed.
"""

from __future__ import annotations

import os
import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benches.measure import Bench, Measure, timed

Bounds = tuple[float, float, float, float]
_ROOT = Path(__file__).resolve().parents[2]
CALLS, WARM_UP, SEED = 600, 30, 5115
LARGEST = 0.5
#: About the dearest place that is accepted: so many thin teeth over all contours, of four points each.
TEETH = 300
#: What the query reads for the peer: the contours as they are, without their parts.
PARTS, WHOLE = "dge_territory_part AS part", "(SELECT code, kind, geometry AS shape FROM dge_territory) AS part"


def run(n: int | None, peer_n: int | None) -> Iterator[Measure]:
    """Load once, then ask `n` questions of each sort; `peer_n` is for the contours that are not cut."""
    from benches import platform

    platform.empty()
    calls = n or CALLS
    yield _load()
    chance = random.Random(SEED)  # noqa: S311 - no secret is drawn
    yield from _covering(chance, calls, peer_n or calls)
    yield _searching(chance, calls)
    yield _drawing()


def _load() -> Measure:
    """Load 5,115 communes, 150 EPCI and the rest, with contours, parts and drawings."""
    from ckan import model

    from ckanext.datagrandest.territories import cli
    from ckanext.datagrandest.territories.model import Drawing, Part, Territory

    files = [str(path) for path in sorted(_folder().glob("*communes*.geojson"))]
    if not files:
        raise SystemExit(f"There are no contours in {_folder()}: set DGE_SHARED_DATA to the folder of the shared data.")
    seconds = timed(lambda: cli.run(files))
    counts = {entity.__tablename__: model.Session.query(entity).count() for entity in (Territory, Part, Drawing)}
    with_contour = model.Session.query(Territory).filter(Territory.contour.is_not(None)).count()
    details = {name.removeprefix("dge_territory") or "_all": float(count) for name, count in counts.items()}
    details = {name.removeprefix("_"): count for name, count in details.items()} | {"contours": float(with_contour)}
    return Measure("territories.load", seconds, "s", counts["dge_territory"], seconds, details=details)


def _folder() -> Path:
    return Path(os.environ.get("DGE_SHARED_DATA") or _ROOT.parent / "shared" / "data") / "geo" / "contours"


def _covering(chance: random.Random, calls: int, peer_calls: int) -> Iterator[Measure]:
    """Ask for the territories of rectangles of up to half a degree: by the query, by the action; and of a dear comb."""
    import sqlalchemy as sa

    import ckan.plugins.toolkit as tk
    from ckan import model

    boxes = [_box(chance) for _ in range(calls)]
    ours, theirs = _alternately([(PARTS, boxes), (WHOLE, boxes[:peer_calls])])
    peer = f"PostGIS {model.Session.scalar(sa.text('SELECT PostGIS_Lib_Version()'))}, contours not cut"
    for name, pick in (("territories.cover", statistics.median), ("territories.cover.p95", _p95)):
        yield Measure(name, pick(ours) * 1000, "ms", calls, sum(ours), peer, pick(theirs) * 1000)
    action = tk.get_action("dge_territory_cover")
    times = _times(lambda bounds: action({}, {"bbox": list(bounds)}), boxes)
    yield Measure("territories.cover.action.p95", _p95(times) * 1000, "ms", calls, sum(times))
    seconds = timed(lambda: action({}, {"geometry": _comb(), "kinds": "commune"}))
    yield Measure("territories.cover.comb", seconds * 1000, "ms", 1, seconds)


def _alternately(sides: Sequence[tuple[str, Sequence[Bounds]]]) -> list[list[float]]:
    """Ask both sides in turns, so that a busy machine weighs on both; each side reads its table once before."""
    times: list[list[float]] = [[] for _ in sides]
    for read, boxes in sides:
        for bounds in boxes[:WARM_UP]:
            _ask(read, bounds)
    for turn in range(max(len(boxes) for _, boxes in sides)):
        for side, (read, boxes) in zip(times, sides, strict=True):
            if turn < len(boxes):
                side.append(timed(lambda read=read, bounds=boxes[turn]: _ask(read, bounds)))
    return times


def _ask(read: str, bounds: Bounds) -> None:
    import shapely
    import sqlalchemy as sa

    from ckan import model

    from ckanext.datagrandest.territories import codes, covering

    place = shapely.box(*bounds)
    statement, parameters = covering.statement(covering.Question(place, [place], codes.KINDS, 100))
    model.Session.execute(sa.text(statement.text.replace(PARTS, read)), parameters).all()


def _box(chance: random.Random) -> Bounds:
    west, south = chance.uniform(3.6, 7.8), chance.uniform(47.6, 49.8)
    size = chance.uniform(0.005, LARGEST)
    return west, south, west + size, south + size * 0.7


def _comb() -> dict[str, Any]:
    west, east, top, bottom = 3.5, 8.2, 50.1, 47.6
    step = (east - west) / TEETH
    ring = [[west, bottom - 0.1]]
    for tooth in range(TEETH):
        x = west + step * tooth
        ring += [[x, top], [x + step / 2, top], [x + step / 2, bottom], [x + step, bottom]]
    return {"type": "Polygon", "coordinates": [[*ring, [east, bottom - 0.1], [west, bottom - 0.1]]]}


def _searching(chance: random.Random, calls: int) -> Measure:
    """Ask `dge_territory_search` what people type: beginnings of names, whole names, postcodes, names misspelt."""
    import ckan.plugins.toolkit as tk
    from ckan import model

    from ckanext.datagrandest.territories.model import Territory

    action = tk.get_action("dge_territory_search")
    places = model.Session.query(Territory.name, Territory.postcodes).all()
    questions = [_typed(chance, *chance.choice(places)) for _ in range(calls)]
    times = _times(lambda question: action({}, {"q": question, "limit": 8}), questions)
    details = {"median": statistics.median(times) * 1000, "largest": max(times) * 1000}
    return Measure("territories.search.p95", _p95(times) * 1000, "ms", calls, sum(times), details=details)


def _typed(chance: random.Random, name: str, postcodes: Sequence[str]) -> str:
    """Type a place as people do: four of ten begin its name, three write it, two write its postcode, one misspells it."""
    way = chance.random()
    if way < 0.4:  # noqa: PLR2004 - the shares of the docstring
        return name[: chance.randint(2, 6)]
    if way < 0.7:  # noqa: PLR2004 - likewise
        return name
    if way < 0.9 and postcodes:  # noqa: PLR2004 - likewise
        return postcodes[0]
    spoiled = chance.randrange(len(name))
    return name[:spoiled] + chance.choice("aeimnrst") + name[spoiled + 1 :]


def _drawing() -> Measure:
    """Send the contours of all communes of a département for a map."""
    from benches import platform

    client = platform.load().test_client()
    address = "/territoires/contours.geojson?within=departement:88&zoom=9"
    times = _times(client.get, [address] * 20)
    size = len(client.get(address).data)
    details = {"kilobytes": size / 1000}
    return Measure(
        "territories.contours", statistics.median(times) * 1000, "ms", len(times), sum(times), details=details
    )


def _times(ask: Callable[[Any], object], questions: Sequence[Any]) -> list[float]:
    for question in questions[:WARM_UP]:
        ask(question)
    return [timed(lambda question=question: ask(question)) for question in questions]


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


BENCHES = {"territories": Bench(run, services=True)}

"""How long a search takes: the action, and what CKAN without our plugins takes for the same question."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from functools import partial

from benches import platform
from benches.measure import Bench, Measure, timed

QUESTIONS = ("eau", "bâtis", "plan local d'urbanisme", "écoles", "inondation", "*:*")
DATASETS, CALLS, WARM_UP = 200, 60, len(QUESTIONS)


def action(n: int | None, peer_n: int | None) -> Iterator[Measure]:
    """Median time of `package_search` with facets over a catalogue of `DATASETS` datasets."""
    del peer_n
    import ckan.plugins.toolkit as tk

    platform.empty()
    _fill()
    calls = n or CALLS
    search = tk.get_action("package_search")
    facets = ["organization", "tags", "res_format", "license_id"]
    asked = [{"q": QUESTIONS[turn % len(QUESTIONS)], "facet.field": facets} for turn in range(calls + WARM_UP)]
    times = [timed(partial(search, {}, question)) for question in asked][WARM_UP:]
    yield Measure("search.action", statistics.median(times) * 1000, "ms", calls, sum(times))


def _fill() -> None:
    import ckan.plugins.toolkit as tk
    from ckan import model
    from ckan.lib.search import rebuild

    context = {"ignore_auth": True, "user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
    organization = tk.get_action("organization_create")(dict(context), {"name": "bench", "title": "Bench"})
    for number in range(DATASETS):
        data = {
            "name": f"bench-{number}",
            "title": f"{QUESTIONS[number % 5]} {number}",
            "owner_org": organization["id"],
        }
        options = {**context, "defer_commit": True, "return_id_only": True}
        tk.get_action("package_create")(options, data | {"notes": "Données de la commune, réseaux et bâtiments."})
    model.repo.commit()
    rebuild(quiet=True, force=True)


BENCHES = {"search.action": Bench(action, services=True)}

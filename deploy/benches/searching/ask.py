"""Answer rounds of questions by `package_search`: `python -m benches.searching.ask INI`.

Each line of the input is a number of calls; the answer is one line, the seconds of each call as a JSON list.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from itertools import count, islice

from benches.measure import timed

QUESTIONS = (
    "eau",
    "bâtis",
    "plan local d'urbanisme",
    "écoles metz",
    "inondation",
    "*:*",
    "saint-dié",
    "marchés publics 2010",
)
FACETS = ["organization", "groups", "tags", "res_format", "license_id"]


def main() -> None:
    """Load CKAN with a configuration, then ask the questions in turn, page after page, as long as rounds are asked for."""
    from ckan.cli import load_config
    from ckan.config.middleware import make_app

    make_app(load_config(sys.argv[1]))._wsgi_app.test_request_context().push()
    import ckan.plugins.toolkit as tk

    search, turns = tk.get_action("package_search"), count()
    for line in sys.stdin:
        asked = [question(turn) for turn in islice(turns, int(line))]
        print(
            json.dumps([timed(partial(search, {"user": "", "auth_user_obj": None}, each)) for each in asked]),
            flush=True,
        )


def question(turn: int) -> dict[str, object]:
    """Give the question of a turn: each of `QUESTIONS`, then each on its second page, and so on to the fortieth."""
    page, which = divmod(turn, len(QUESTIONS))
    return {"q": QUESTIONS[which], "facet.field": FACETS, "rows": 20, "start": 20 * (page % 40)}


if __name__ == "__main__":
    main()

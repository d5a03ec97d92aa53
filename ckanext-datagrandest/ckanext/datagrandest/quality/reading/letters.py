"""How French a text reads, once its bytes are taken for those of an encoding."""

from __future__ import annotations

import re
from collections import Counter

#: How often letters and signs stand in French texts, roughly: é is half of all its accented letters.
_WEIGHTS = {
    **dict.fromkeys("é", 5), **dict.fromkeys("èàêç’", 3), **dict.fromkeys("âîôûùëïœÉ€°«»–…", 2),
    **dict.fromkeys("ÀÈÊÇÂÎÔŒü²³‘“”—äöß", 1), "\u00a0": 2,
}  # fmt: skip
_STRANGE = -3
#: A capital with an accent behind a small letter: `mÈdical`.
_MISPLACED = re.compile(r"(?<=[a-zà-ÿ])[À-ÖØ-Þ](?=[a-zà-ÿ])")


def frenchness(text: str) -> int:
    """Score a text by its characters beyond ASCII: high when they are those of French, and where French has them."""
    seen = Counter(char for char in text if not char.isascii())
    return sum(_WEIGHTS.get(char, _STRANGE) * count for char, count in seen.items()) - 8 * len(_MISPLACED.findall(text))

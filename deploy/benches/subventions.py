"""Files of grants (SCDL subventions) made from a seed, with or without faults: what `quality` is measured on."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from pathlib import Path

HEADER = [
    "nomAttribuant",
    "idAttribuant",
    "dateConvention",
    "referenceDecision",
    "nomBeneficiaire",
    "idBeneficiaire",
    "rnaBeneficiaire",
    "objet",
    "montant",
    "nature",
    "conditionsVersement",
    "datesPeriodeVersement",
    "idRAE",
    "notificationUE",
    "pourcentageSubvention",
    "dispositifAide",
]
#: A cell's position and the faulty text it may get: each type of fault that the schema's types and constraints find.
FAULTS = (
    (0, ""), (1, "2188"), (2, "12/05/2021"), (2, ""), (6, "X1"), (7, "x" * 300), (8, "12,50"), (8, "mille"),
    (9, "aide"), (11, "2021"), (13, "peut-être"), (14, "45%"), (14, "3"),
)  # fmt: skip
_PURPOSES = (
    "fonctionnement",
    "fête du quartier",
    "matériel sportif",
    "festival, première édition",
    "sorties scolaires",
)


def _with_key(digits: str) -> str:
    """Add Luhn's key to a number."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - two digits are added
    return f"{digits}{-total % 10}"


def siret(chance: random.Random) -> str:
    """Make a SIRET whose two keys are right."""
    siren = _with_key(f"{chance.randrange(10**7, 10**8)}")
    return _with_key(f"{siren}{chance.randrange(10**4):04}")


def record(chance: random.Random, number: int) -> list[str]:
    """Make one valid record."""
    day = f"{chance.randint(2015, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return [
        "Commune de démonstration", "21880413600016", day, f"2024-{number}", f"Association n° {number % 5000}",
        siret(chance), f"W{chance.randrange(10**9):09}", f"Aide : {chance.choice(_PURPOSES)}",
        f"{chance.random() * 1e5:.2f}", "aide en numéraire", "échelonné", f"{day}/{day}", "",
        chance.choice(("oui", "non")), f"{0.01 + 0.98 * chance.random():.2f}", "",
    ]  # fmt: skip


def _spoiled(chance: random.Random, cells: list[str], share: float) -> list[str]:
    if chance.random() >= share:
        return cells
    place, text = chance.choice(FAULTS)
    cells[place] = text
    shape = chance.random()
    if shape < 0.05:  # noqa: PLR2004 - one faulty record in twenty is short, long or blank
        return chance.choice((cells[:-2], [*cells, "x"], [""] * len(cells)))
    return cells


def write(path: Path, rows: int, *, faulty: float, seed: int = 7, spoil: Callable[..., list[str]] = _spoiled) -> Path:
    """Write a file of `rows` records, a share of which (0 to 1) is faulty; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(spoil(chance, record(chance, number), faulty) for number in range(rows))
    return path

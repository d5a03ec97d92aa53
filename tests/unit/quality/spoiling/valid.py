"""Valid rows of any of our schemas, made from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from benches.subventions import _with_key, siret

from ckanext.datagrandest.quality.table_schema import Field, TableSchema
from ckanext.datagrandest.territories import cog

WORDS = ("école", "fête du village", "forêt", "mairie", "Saint-Dié", "œuvres sociales", "où", "d'été", "n° 4", "Noël")
#: Opening hours in OpenStreetMap's notation, and as a clerk writes them.
HOURS = {
    "Mo-Fr 09:00-12:00": "Lu-Ve 9h-12h",
    "Mo-Fr 08:30-12:00,13:30-17:00": "du lundi au vendredi de 8h30 à 12h et de 13h30 à 17h",
    "Mo-Sa 08:00-19:00": "Lundi-Samedi : 8h00 - 19h00",
    "We,Sa 14:00-18:00": "mercredi et samedi 14h-18h",
    "24/7": "24h/24 7j/7",
    "Mo-Su 06:00-21:00": "tous les jours de 6h à 21h",
}
_FIRST_DAY = date(2010, 1, 1)
_DAYS = 5400


@dataclass(frozen=True)
class Place:
    """The commune of a row, and a position in France."""

    code: str
    name: str
    postcode: str
    lon: str
    lat: str


@cache
def communes() -> list[str]:
    """Give the communes that have one postcode and a name of letters alone that no other commune bears."""
    return [
        code
        for code, name in cog.table().communes.items()
        if name.replace("-", "").isalpha() and len(cog.find(name, former=False)) == 1
        and len(cog.table().commune_postcodes[code].split()) == 1
    ]  # fmt: skip


def place(chance: random.Random, among: list[str]) -> Place:
    """Choose a commune; one in three has a code that begins with a zero or holds a letter."""
    odd = [code for code in among if code.startswith(("0", "2A", "2B"))]
    code = chance.choice(odd if chance.random() < 0.33 else among)
    found = cog.commune(code)
    assert found is not None
    lon, lat = (f"{chance.uniform(*bounds):.6f}".rstrip("0") for bounds in ((0.5, 7.5), (44.5, 49.0)))
    return Place(code, found.name, found.postcodes[0], lon, lat)


def _day(chance: random.Random) -> str:
    return (_FIRST_DAY + timedelta(days=chance.randrange(_DAYS))).isoformat()


def _number(chance: random.Random, field: Field) -> str:
    least, most = (field.constraints.get(name) for name in ("minimum", "maximum"))
    top = min(float(most), 95_000.0) if most is not None else 95_000.0
    if top <= 1:
        return f"0.{chance.randint(1, 99):02}" if chance.random() < 0.9 else "1"
    value = chance.uniform(max(float(least or 0), 0.0), top)
    return f"{value:.2f}"


def _percent_free(text: str) -> str:
    """Drop the zeros that a percentage cannot give back: `0.50` is written 50 %."""
    return text.rstrip("0") if "." in text and text.startswith("0.") else text


def _integer(chance: random.Random, field: Field) -> str:
    least, most = int(field.constraints.get("minimum") or 0), int(field.constraints.get("maximum") or 9_000)
    return str(chance.randint(least, min(most, 9_000)))


def _point(where: Place, field: Field) -> str:
    return f"[{where.lon},{where.lat}]" if field.format == "array" else f"{where.lon},{where.lat}"


def _moment(chance: random.Random) -> str:
    return f"{_day(chance)}T{chance.randint(6, 20):02}:{chance.choice(('00', '15', '30'))}:00"


_BY_TYPE: Mapping[str, Callable[[random.Random, Field, Place], str]] = {
    "date": lambda chance, _field, _where: _day(chance),
    "datetime": lambda chance, _field, _where: _moment(chance),
    "year": lambda chance, _field, _where: str(chance.randint(2012, 2025)),
    "yearmonth": lambda chance, _field, _where: _day(chance)[:7],
    "integer": lambda chance, field, _where: _integer(chance, field),
    "number": lambda chance, field, _where: _percent_free(_number(chance, field)),
    "geopoint": lambda _chance, field, where: _point(where, field),
    "boolean": lambda chance, field, _where: str(
        chance.choice((field.options.get("trueValues", ["true"])[0], field.options.get("falseValues", ["false"])[0]))
    ),
}


def _coordinate(name: str, where: Place) -> str | None:
    if "lat" in name:
        return where.lat
    return where.lon if "lon" in name else None


def _text(chance: random.Random, field: Field, where: Place) -> str:
    name = field.name.casefold()
    by_word = {
        "siret": lambda: siret(chance) if chance.random() < 0.7 else _with_zero(chance),
        "siren": lambda: siret(chance)[:9], "insee": lambda: where.code, "code_com": lambda: where.code,
        "postal": lambda: where.postcode, "_cp": lambda: where.postcode, "tel": lambda: f"+33388{chance.randrange(10**6):06}",
        "horaires": lambda: chance.choice(list(HOURS)), "commune": lambda: where.name, "com_nom": lambda: where.name,
        "com_lieu": lambda: where.name,
    }  # fmt: skip
    for word, make in by_word.items():
        if word in name:
            return make()
    return f"{chance.choice(WORDS)} {chance.randrange(1000)}"


def _with_zero(chance: random.Random) -> str:
    """Make a SIRET that begins with a zero."""
    return _with_key(f"{_with_key(f'0{chance.randrange(10**7):07}')}{chance.randrange(10**4):04}")


def value(chance: random.Random, field: Field, where: Place, accepts: Callable[[str], bool]) -> str:
    """Make a valid cell: by type and name, else the example of the field."""
    name = field.name.casefold()
    if field.constraints.get("enum"):
        return str(chance.choice(list(field.constraints["enum"])))
    made: str | None = None
    if field.type == "number":
        made = _coordinate(name, where)
    if made is None and field.type in _BY_TYPE:
        made = _BY_TYPE[field.type](chance, field, where)
    elif made is None and field.type == "string" and field.format == "default":
        made = _text(chance, field, where)
    return made if made is not None and accepts(made) else str(field.example)


def _coherent(row: dict[str, str], chance: random.Random, where: Place, number: int) -> None:
    """Make what the checks of rows and keys compare agree."""
    if "VOTE_REEL" in row:
        parts = [chance.randint(0, 9) for _ in range(3)]
        row |= dict(zip(("VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION"), map(str, parts), strict=True))
        row |= {"VOTE_REEL": str(sum(parts)), "VOTE_EFFECTIF": str(sum(parts) + 3)}
        row |= {
            "DELIB_DATE": "2024-05-06",
            "PREF_DATE": "2024-05-08",
            "BUDGET_ANNEE": "2025",
            "BUDGET_NOM": "Budget annexe",
        }
    if "cle_interop" in row:
        row |= {"numero": str(number + 1), "suffixe": "", "x": "", "y": "", "position": "entrée", "uid_adresse": ""}
        row["cle_interop"] = f"{row['commune_insee'].lower()}_0120_{number + 1:05}"
        row |= dict.fromkeys(("id_ban_commune", "id_ban_toponyme", "id_ban_adresse", "commune_deleguee_insee"), "")
        row |= {
            "long": where.lon,
            "lat": where.lat,
            "commune_deleguee_nom": "",
            "certification_commune": "1",
            "cad_parcelles": "",
        }
    for name in ("id", "id_local", "num_serie"):
        if name in row:
            row[name] = f"{row[name][:-3]}{number:03}"


def rows(
    schema: TableSchema, accepts: list[Callable[[str], bool]], chance: random.Random, count: int
) -> list[list[str]]:
    """Make valid rows; one optional cell in eight is empty."""
    among = communes()
    made: list[list[str]] = []
    for number in range(count):
        where = place(chance, among)
        row = {
            field.name: ""
            if not field.required and chance.random() < 0.12
            else value(chance, field, where, accepts[at])
            for at, field in enumerate(schema.fields)
        }
        _coherent(row, chance, where, number)
        made.append([row[field.name] for field in schema.fields])
    return made

"""One function a fault: it spoils a sheet and says which cells are dirty."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from pyproj import Transformer
from rapidfuzz.distance import OSA

from spoiling.sheets import Known, Sheet
from spoiling.valid import HOURS

from ckanext.datagrandest.quality.table_schema import Field
from ckanext.datagrandest.territories import cog

Cells = set[tuple[int, int]]
Spoil = Callable[[random.Random, Sheet, Known], tuple[Sheet, Cells]]
Dirty = Callable[[random.Random, str, Field], str | None]

#: Share of the cells that may have a fault that get it.
SHARE = 0.4
_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
           "décembre")  # fmt: skip
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_NUMBERS = {"number", "integer"}


# --- the writing of one cell -------------------------------------------------------------------------------------


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None


def french_day(chance: random.Random, text: str, field: Field) -> str | None:
    day = _day(text)
    if day is None or field.type not in {"date", "string"}:
        return None
    written = f"{day.day}{'er' if day.day == 1 else ''} {_MONTHS[day.month - 1]} {day.year}"
    return chance.choice((
        f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}", f"{day:%d.%m.%Y}", f"{day:%d/%m/%y}", f"{day.day}/{day.month}/{day.year}",
        f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", written, f"{_WEEKDAYS[day.weekday()]} {written}", written.upper(),
        f"{day.day}-{_MONTHS[day.month - 1]}-{day:%y}", f"{text}T00:00:00", f"{text} 00:00:00", f"{day:%d/%m/%Y} 00:00",
    ))  # fmt: skip


def french_moment(chance: random.Random, text: str, field: Field) -> str | None:
    if field.type != "datetime" or not re.fullmatch(r"[\d-]{10}T[\d:]{8}", text):
        return None
    moment = datetime.fromisoformat(text)
    return chance.choice((f"{moment:%d/%m/%Y %H:%M}", f"{moment:%d/%m/%Y} à {moment:%Hh%M}"))


def excel_day(_chance: random.Random, text: str, field: Field) -> str | None:
    day = _day(text)
    return str((day - date(1899, 12, 30)).days) if day is not None and field.type == "date" else None


def period(chance: random.Random, text: str, _field: Field) -> str | None:
    days = [_day(part) for part in text.split("/")]
    if len(days) != 2 or None in days:
        return None
    first, last = (f"{day:%d/%m/%Y}" for day in days if day)
    return chance.choice((f"du {first} au {last}", f"{first} - {last}", f"{first} au {last}"))


def _is_number(text: str, field: Field) -> bool:
    return field.type in _NUMBERS and re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def decimal_comma(_chance: random.Random, text: str, field: Field) -> str | None:
    return text.replace(".", ",") if _is_number(text, field) and "." in text else None


def thousands(chance: random.Random, text: str, field: Field) -> str | None:
    whole, point, decimals = text.partition(".")
    if not _is_number(text, field) or len(whole) < 4:
        return None
    blank = chance.choice((" ", "\u00a0", "\u202f", "'", "." if point else " "))
    return f"{int(whole):,}".replace(",", blank) + ("," + decimals if point else "")


def currency(chance: random.Random, text: str, field: Field) -> str | None:
    if not _is_number(text, field) or field.constraints.get("maximum") is not None:
        return None
    return text.replace(".", ",") + chance.choice((" €", "€", "\u00a0€", " euros", " EUR"))


def percent(chance: random.Random, text: str, field: Field) -> str | None:
    if not _is_number(text, field) or float(field.constraints.get("maximum") or 99) > 1:
        return None
    return f"{round(float(text) * 100)}{chance.choice((' %', '%', ',00 %'))}"


def whole_number(chance: random.Random, text: str, field: Field) -> str | None:
    return text + chance.choice((".0", ",0", ",00")) if field.type in {"integer", "year"} and text.isdigit() else None


def code_decimals(_chance: random.Random, text: str, field: Field) -> str | None:
    return f"{text}.0" if field.type == "string" and re.fullmatch(r"[1-9]\d{4,}", text) else None


def truth(chance: random.Random, text: str, field: Field) -> str | None:
    if field.type != "boolean":
        return None
    if text in field.options.get("trueValues", ("true",)):
        return chance.choice(("oui", "Oui", "OUI", "vrai", "VRAI", "x", "X", "o", "1", "True"))
    return chance.choice(("non", "Non", "NON", "faux", "FAUX", "n", "0", "False"))


def lost_zeros(_chance: random.Random, text: str, field: Field) -> str | None:
    return text.lstrip("0") if field.type == "string" and re.fullmatch(r"0[1-9]\d{3,}", text) else None


def blanks_inside(_chance: random.Random, text: str, field: Field) -> str | None:
    if field.type != "string" or not re.fullmatch(r"\d{9}|\d{14}", text):
        return None
    return " ".join((text[:3], text[3:6], text[6:9], text[9:])).strip()


def small_letters(_chance: random.Random, text: str, field: Field) -> str | None:
    return text.lower() if field.type == "string" and re.fullmatch(r"(2[AB]\d{3}|W\d{9})", text) else None


def phone(chance: random.Random, text: str, field: Field) -> str | None:
    if field.type != "string" or not re.fullmatch(r"\+33[1-9]\d{8}", text):
        return None
    digits = f"0{text[3:]}"
    pairs = [digits[place : place + 2] for place in range(0, 10, 2)]
    return chance.choice(
        (digits, " ".join(pairs), ".".join(pairs), digits[1:], f"+33 {digits[1]} {' '.join(pairs[1:])}")
    )


def hours(_chance: random.Random, text: str, _field: Field) -> str | None:
    return HOURS.get(text)


def near_value(chance: random.Random, text: str, field: Field) -> str | None:
    allowed = [str(item) for item in field.constraints.get("enum") or ()]
    if field.type != "string" or text not in allowed or len(text) < 4:
        return None
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    place = chance.randrange(1, len(text) - 1)
    slip = text[:place] + text[place + 1 :] if len(text) > 9 else text
    if any(OSA.distance(slip.casefold(), other.casefold()) <= 2 for other in allowed if other != text):
        slip = text.upper()  # a slip that may come from two values is one that nobody can mend
    return chance.choice((text.upper(), text.lower(), text.capitalize(), plain, slip, text.replace(" ", "-")))


def spaces(chance: random.Random, text: str, _field: Field) -> str | None:
    inside = text.replace(" ", "\u00a0") if " " in text else f"{text}\u00a0"
    return chance.choice((f" {text}", f"{text}  ", f"\u00a0{text}", f"{text}\u202f", f"\t{text}", inside))


def control(chance: random.Random, text: str, _field: Field) -> str | None:
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice("\x02\x07\x08\x1b\x7f") + text[place:]


def geopoint(chance: random.Random, text: str, field: Field) -> str | None:
    if (point := _point(text, field)) is None:
        return None
    lon, lat = point
    return chance.choice((f"{lon.replace('.', ',')} ; {lat.replace('.', ',')}", f"{lon} {lat}", f"{lon};{lat}"))


def swapped_point(_chance: random.Random, text: str, field: Field) -> str | None:
    if (point := _point(text, field)) is None:
        return None
    lon, lat = point
    return f"[{lat},{lon}]" if text.startswith("[") else f"{lat},{lon}"


_TO_METRES = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)


def _point(text: str, field: Field) -> tuple[str, str] | None:
    """Give the coordinates of a position written as repairs write it."""
    if field.type != "geopoint" or " " in text:
        return None
    lon, lat = text.strip("[]").split(",")
    return lon, lat


def _metres(lon: str, lat: str) -> tuple[str, str]:
    x, y = _TO_METRES.transform(float(lon), float(lat))
    return f"{x:.2f}", f"{y:.2f}"


def metres_point(_chance: random.Random, text: str, field: Field) -> str | None:
    point = _point(text, field)
    return None if point is None else ",".join(_metres(*point))


CELLS: Mapping[str, Dirty] = {
    "french-date": french_day, "french-moment": french_moment, "excel-date": excel_day, "period": period,
    "decimal-comma": decimal_comma, "thousands": thousands, "currency": currency, "percent": percent,
    "whole-number": whole_number, "code-decimals": code_decimals, "truth-word": truth, "leading-zeros": lost_zeros,
    "identifier-blanks": blanks_inside, "identifier-capitals": small_letters, "phone-number": phone, "opening-hours": hours,
    "near-value": near_value, "spaces": spaces, "control-characters": control, "position-separator": geopoint,
    "swapped-position": swapped_point, "lambert-position": metres_point,
}  # fmt: skip
#: Faults of cells that their field accepts, and that are repaired all the same.
ACCEPTED = frozenset({"spaces", "control-characters", "swapped-position"})


# --- several cells together --------------------------------------------------------------------------------------


def _pairs(known: Known) -> list[tuple[int, int]]:
    longitudes = [place for place in known.named("lon") if known.fields[place].type == "number"]
    latitudes = [place for place in known.named("lat") if known.fields[place].type == "number"]
    return list(zip(longitudes, latitudes, strict=False))


def _pair(spoil: Callable[[str, str], tuple[str, str]]) -> Spoil:
    def apply(chance: random.Random, sheet: Sheet, known: Known) -> tuple[Sheet, Cells]:
        dirty = Cells()
        for lon, lat in _pairs(known):
            for at, row in enumerate(sheet.rows):
                if row[lon] and row[lat] and chance.random() < SHARE:
                    row[lon], row[lat] = spoil(row[lon], row[lat])
                    dirty |= {(at, lon), (at, lat)}
        return sheet, dirty

    return apply


def _commune(chance: random.Random, sheet: Sheet, known: Known, *, to_code: bool) -> tuple[Sheet, Cells]:
    """Put the name of a commune in the place of its code, or the code in the place of the name."""
    dirty = Cells()
    for place in known.named("insee", "code_com") if to_code else known.named("commune", "com_nom"):
        for at, row in enumerate(sheet.rows):
            codes = [row[place]] if to_code else cog.find(row[place], former=False)
            after = cog.commune_name(codes[0]) if to_code else codes[0] if len(codes) == 1 else None
            if row[place] and after and not known.accepts[place](after) and chance.random() < SHARE:
                if not to_code and not any(row[other] in codes for other in known.named("insee")):
                    continue
                row[place] = after
                dirty.add((at, place))
    return sheet, dirty


def _own_siret(chance: random.Random, sheet: Sheet, known: Known) -> tuple[Sheet, Cells]:
    """Shorten the organisation's own SIRET as a spreadsheet does."""
    dirty = Cells()
    short = f"{float(known.own_siret):.5E}".replace(".", ",").replace("E+", "E+")
    for place in known.named("siret", "idattribuant"):
        for at, row in enumerate(sheet.rows):
            if row[place] == known.own_siret and not known.accepts[place](short) and chance.random() < SHARE:
                row[place] = short
                dirty.add((at, place))
    return sheet, dirty


# --- the whole file ----------------------------------------------------------------------------------------------


def _every(sheet: Sheet) -> Cells:
    return {(at, place) for at, row in enumerate(sheet.rows) for place in range(len(row))}


def _written(sheet: Sheet, **options: Any) -> tuple[Sheet, Cells]:
    from dataclasses import replace

    return replace(sheet, **options), _every(sheet)


def encoding(chance: random.Random, sheet: Sheet, _known: Known) -> tuple[Sheet, Cells]:
    everything = "".join(text for row in sheet.rows for text in row)
    single = ["cp1252"] if everything.encode("cp1252", "ignore").decode("cp1252") == everything else []
    return _written(sheet, encoding=chance.choice(("utf-16", "utf-8-sig", *single, *single)))


def delimiter(chance: random.Random, sheet: Sheet, _known: Known) -> tuple[Sheet, Cells]:
    return _written(sheet, delimiter=chance.choice((";", "\t", "|")))


def preamble(chance: random.Random, sheet: Sheet, _known: Known) -> tuple[Sheet, Cells]:
    title = ["Tableau des données de la commune", *[""] * (len(sheet.header) - 1)]
    return _written(sheet, above=[title, [""] * len(sheet.header), ["Année 2024"]][: chance.randint(1, 3)])


def header_names(chance: random.Random, sheet: Sheet, known: Known) -> tuple[Sheet, Cells]:
    dirty = Cells()
    for place, name in enumerate(sheet.header):
        slip = name[:-3] + name[-2:] if len(name) > 11 else name
        choices = (
            name.upper(),
            name.lower(),
            name.capitalize(),
            f" {name} ",
            name.replace("_", " "),
            f"{name} :",
            slip,
        )
        strange = known.schema.field(name) is None  # nobody can tell how it was written
        if not strange and chance.random() < SHARE and (new := chance.choice(choices)) not in sheet.header:
            sheet.header[place] = new
            dirty |= {(at, place) for at in range(len(sheet.rows))}
    return sheet, dirty


def column_order(chance: random.Random, sheet: Sheet, _known: Known) -> tuple[Sheet, Cells]:
    order = list(range(len(sheet.header)))
    chance.shuffle(order)
    header = [sheet.header[place] for place in order]
    everything = _every(sheet)
    return Sheet(
        header, [[row[place] for place in order] for row in sheet.rows], sheet.above, sheet.encoding, sheet.delimiter
    ), everything


def blank_rows(chance: random.Random, sheet: Sheet, _known: Known) -> tuple[Sheet, Cells]:
    everything = _every(sheet)
    for _ in range(3):
        sheet.rows.insert(chance.randrange(len(sheet.rows) + 1), [chance.choice(("", " "))] * len(sheet.header))
    return sheet, everything


def blank_columns(chance: random.Random, sheet: Sheet, _known: Known) -> tuple[Sheet, Cells]:
    everything = _every(sheet)
    for _ in range(2):
        place = chance.randrange(len(sheet.header) + 1)
        for line in (sheet.header, *sheet.rows):
            line.insert(place, "")
    return sheet, everything


def totals(chance: random.Random, sheet: Sheet, known: Known) -> tuple[Sheet, Cells]:
    everything = _every(sheet)
    row = [""] * len(sheet.header)
    row[0] = chance.choice(("TOTAL", "Total :", "Total général", "Sous-total", "Totaux"))
    for place, field in enumerate(known.fields[:-1]):
        if field.type == "number" and place and field.constraints.get("maximum") is None:
            row[place] = "123456,78"
            break
    sheet.rows.append(row)
    return sheet, everything


FILES: Mapping[str, Spoil] = {
    "encoding": encoding, "delimiter": delimiter, "preamble": preamble, "header-name": header_names,
    "blank-row": blank_rows, "blank-column": blank_columns, "totals-row": totals, "column-order": column_order,
}  # fmt: skip


# --- all of them -------------------------------------------------------------------------------------------------


def spoil_cell(name: str, chance: random.Random, sheet: Sheet, known: Known, at: int, place: int) -> bool:
    """Spoil a cell when the fault applies to it and is one there; tell whether it did."""
    text, field = sheet.rows[at][place], known.fields[place]
    after = CELLS[name](chance, text, field) if text else None
    if name == "phone-number" and known.accepts[place](f"0{text[3:]}"):
        return False  # both writings are right there: nobody can tell which it had
    if after is None or after == text or (name not in ACCEPTED and known.accepts[place](after)):
        return False
    sheet.rows[at][place] = after
    return True


def _of_cells(name: str) -> Spoil:
    def apply(chance: random.Random, sheet: Sheet, known: Known) -> tuple[Sheet, Cells]:
        dirty = {
            (at, place)
            for at, row in enumerate(sheet.rows)
            for place in range(len(row))
            if chance.random() < SHARE and spoil_cell(name, chance, sheet, known, at, place)
        }
        return sheet, dirty

    return apply


FAULTS: Mapping[str, Spoil] = {
    **FILES,
    **{name: _of_cells(name) for name in CELLS},
    "swapped-pair": _pair(lambda lon, lat: (lat, lon)),
    "lambert-pair": _pair(_metres),
    "own-siret": _own_siret,
    "commune-code": lambda chance, sheet, known: _commune(chance, sheet, known, to_code=True),
    "commune-name": lambda chance, sheet, known: _commune(chance, sheet, known, to_code=False),
}
"""Every fault of item 5 of the issue, by name."""


def mixed(chance: random.Random, sheet: Sheet, known: Known, share: float = 0.08) -> tuple[Sheet, Cells]:
    """Spoil a share of the cells, each by a fault that may be its own, then the file as a whole."""
    dirty = Cells()
    for name in ("swapped-pair", "own-siret"):
        sheet, more = FAULTS[name](chance, sheet, known)
        dirty |= more
    for at, row in enumerate(sheet.rows):
        for place in range(len(row)):
            names = list(CELLS) if chance.random() < share and (at, place) not in dirty else []
            chance.shuffle(names)
            if any(spoil_cell(name, chance, sheet, known, at, place) for name in names):
                dirty.add((at, place))
    for name in ("totals-row", "blank-row", "header-name", "blank-column", "delimiter", "preamble", "encoding"):
        sheet, _ = FILES[name](chance, sheet, known)
    return sheet, dirty

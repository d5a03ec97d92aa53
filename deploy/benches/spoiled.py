"""Tables made dirty from a seed, for any schema: what agreement with Frictionless and Validata is measured on."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Rows = list[list[str]]
Laid = tuple[list[str], Rows]

#: Texts that any cell may get.
ANY = (
    "", " ", "NA", "N/A", "null", "-", "0", "00", "1", "x", "été", "a\u00a0b", " x ", "x\ny", 'dit "x"', "1,5", "1;5",
    "=1+1", "\u200b", "a" * 300, "nan", "TRUE", "{}", "[]",
)  # fmt: skip
#: Texts by type: right ones written apart, wrong ones, ends of the scale.
BY_TYPE: Mapping[str, Sequence[str]] = {
    "number": ("1", "1.0", "1,5", "1 000", "1\u202f000", "1e3", ".5", "5.", "+1", "-0", "12 €", "45%", "NaN", "Infinity",
               "-inf", "1_000", "٣", "0x10", "1.2.3", " 12 ", "\u00a012", "99999999999999999999.5"),
    "integer": ("1", "01", "1.0", "1,0", "1 000", "1e3", "+1", "-1", " 7 ", "1_000", "٣", "99999999999999999999", "VII"),
    "boolean": ("true", "True", "TRUE", "vrai", "VRAI", "oui", "Oui", "OUI", "o", "x", "1", "0", "1.0", "non", "NON",
                "false", "faux", "yes", " oui", "oui "),
    "date": ("2024-02-29", "2023-02-29", "2024-2-9", "24-02-09", "09/02/2024", "2024/02/09", "20240209", "2024-02-09 ",
             "2024-02-09T00:00:00", "9 février 2024", "45000", "2024-13-01", "0001-01-01", "9999-12-31", "2024"),
    "datetime": ("2024-02-09T10:00:00", "2024-02-09T10:00:00Z", "2024-02-09T10:00:00+01:00", "2024-02-09 10:00:00",
                 "2024-02-09", "2024-02-09T10:00", "2024-02-09T25:00:00", "2024-02-09T10:00:00.123", "20240209T100000"),
    "year": ("2024", "24", "02024", "2024.0", "-024", "٢٠٢٤", " 2024", "20 24", "0000"),
    "yearmonth": ("2024-02", "2024-2", "2024-13", "02/2024", "2024"),
    "time": ("10:00:00", "10:00", "10h00", "25:00:00", "10:00:00Z"),
    "geopoint": ("7.75,48.57", "7.75, 48.57", "[7.75,48.57]", "[7.75, 48.57]", "[48.57,7.75]", '["7.75","48.57"]', "7.75;48.57",
                 "[7.75 48.57]", "200,95", "[181,0]", "[7,75,48,57]", "POINT(7.75 48.57)", '{"lon":7.75,"lat":48.57}', "[7.75]",
                 "[null,1]", "[2.35,51.9]"),
    "array": ('["a"]', "[]", "a,b", "a|b", "{}", '["a",]', "[1, 2]", "null"),
    "object": ('{"a":1}', "{}", "[]", "a", "null"),
    "string": ("x", "X", "12", "1.0", "TRUE", "2024-01-01"),
}  # fmt: skip
BY_FORMAT: Mapping[str, Sequence[str]] = {
    "email": ("a@b.fr", "a@b", "a b@c.fr", "a@b.fr ", "A@B.FR", "a@b..fr", "é@b.fr", "a@b.fr,c@d.fr", "mailto:a@b.fr"),
    "uri": ("https://example.org", "http://example.org/é", "example.org", "www.example.org", "ftp://x", "https://", "http://a b",
            "https://example.org/ ", "urn:x:1", "HTTPS://EXAMPLE.ORG"),
}  # fmt: skip
BY_CHECK: Mapping[str, Sequence[str]] = {
    "french-siren-value": ("130025265", "130025266", "13002526", "130 025 265", "1300252650", "000000000", "ABCDEFGHI", "130025265 "),
    "french-siret-value": ("13002526500013", "13002526500014", "130 025 265 00013", "35600000000048", "35600000049837", "356000000",
                           "1300252650001", "2,18E+13", "00000000000000", "13002526500013 "),
    "phone-number-value": ("0388000000", "03 88 00 00 00", "+33 3 88 00 00 00", "3949", "112", "0033388000000", "03.88.00.00.00",
                           "038800000", "+49 30 901820", "0388000000/0388000001", "0800 000 000", "0188", "x"),
    "opening-hours-value": ("Mo-Fr 08:30-12:00", "24/7", "Lu-Ve 8h30-12h", "Mo-Fr 08:30-12:00; Sa off", "PH off", "lundi",
                            "Mo-Fr 8-12", "08:00-25:00", "Mo-Fr"),
    "year-interval-value": ("2023/2024", "2024/2023", "2024/2024", "2024", "2023-2024", "23/24", "2023/2024 ", "2023 / 2024"),
    "nomenclature-actes-value": ("Finances locales/Subventions", "finances locales/x", "FINANCES LOCALES/x", "Finances locales /x",
                                 "Finances locales/ x", "Finances-locales/x", "Finances locales", "Finances/x", "/x",
                                 "Libertes publiques et pouvoirs de police/x", "Finances locales/x/ y", "7.5/x", "Urbanisme//"),
    "french-gps-coordinates": ("[7.75,48.57]", "[48.57,7.75]", "[55.5,-21.1]", "[0,0]", "[-21.1,55.5]", "[9.6,51.1]"),
}  # fmt: skip


def _of_constraints(field: Any, chance: random.Random) -> list[str]:
    """Give texts around the limits of a field's constraints."""
    found: list[str] = []
    for name, limit in field.constraints.items():
        if name in {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}:
            number = float(limit) if str(limit).replace(".", "").replace("-", "").isdigit() else 0
            found += [str(limit), f"{number - 1:g}", f"{number + 1:g}", f"{number - 0.001:g}", f"{number + 0.001:g}"]
        elif name in {"minLength", "maxLength"}:
            found += ["é" * (limit - 1), "é" * limit, "é" * (limit + 1), "👍" * limit]
        elif name == "enum":
            one = str(chance.choice(limit))
            found += [one, one.upper(), one.lower(), f"{one} ", one.replace("é", "e"), one[:-1], f"{one};{one}"]
        elif name == "pattern":
            example = str(field.example or "")
            found += [
                example,
                example[:-1],
                f"{example}0",
                f"{example}\n",
                f" {example}",
                example.lower(),
                f"x{example}",
            ]
    return found


def writings(schema: Any, field: Any, chance: random.Random) -> list[str]:
    """Give the texts that one cell of a field may get, right and wrong."""
    checks = [check.name for check in schema.custom_checks if check.params.get("column") == field.name]
    found = [*BY_TYPE.get(field.type, ()), *BY_FORMAT.get(field.format, ()), *_of_constraints(field, chance)]
    return [
        *found,
        *(text for name in checks for text in BY_CHECK.get(name, ())),
        chance.choice(ANY),
        chance.choice(ANY),
    ]


def _sound(field: Any, number: int, *, key: bool) -> str:
    text = str(field.example if field.example is not None else "")
    numbered = key or field.constraints.get("unique")
    return f"{text}{number}" if numbered and field.type == "string" and "pattern" not in field.constraints else text


def table(schema: Any, seed: int, rows: int = 40) -> Laid:
    """Make a table of a schema: its fields in order, each record with none to three cells of doubtful writing."""
    chance = random.Random(f"{schema.id} {seed}")  # noqa: S311 - not for secrets
    fields = schema.fields
    made: Rows = []
    for number in range(rows):
        record = [_sound(field, number, key=field.name in schema.primary_key) for field in fields]
        for _ in range(chance.choice((0, 1, 1, 2, 3))):
            place = chance.randrange(len(fields))
            record[place] = chance.choice(writings(schema, fields[place], chance))
        made.append(record)
    return [field.name for field in fields], made


def _without(header: list[str], rows: Rows, gone: set[int]) -> Laid:
    kept = [place for place in range(len(header)) if place not in gone]
    return [header[place] for place in kept], [[row[place] for place in kept] for row in rows]


def _missing(header: list[str], rows: Rows, chance: random.Random) -> Laid:
    return _without(header, rows, set(chance.sample(range(len(header)), min(3, len(header) - 1))))


def _extra(header: list[str], rows: Rows, chance: random.Random) -> Laid:
    place = chance.randrange(len(header) + 1)
    return [*header[:place], "remarques", *header[place:]], [[*row[:place], "x", *row[place:]] for row in rows]


def _reordered(header: list[str], rows: Rows, chance: random.Random) -> Laid:
    order = chance.sample(range(len(header)), len(header))
    return [header[place] for place in order], [[row[place] for place in order] for row in rows]


def _twice(header: list[str], rows: Rows, chance: random.Random) -> Laid:
    place = chance.randrange(len(header))
    return [*header, header[place]], [[*row, row[place]] for row in rows]


def _unnamed(header: list[str], rows: Rows, chance: random.Random) -> Laid:
    return [*header, ""], [[*row, chance.choice(("", "x"))] for row in rows]


def _blank_rows(header: list[str], rows: Rows, chance: random.Random) -> Laid:
    for _ in range(3):
        rows.insert(chance.randrange(len(rows)), chance.choice(([], [""] * len(header), [""])))
    return header, rows


def _ragged(header: list[str], rows: Rows, chance: random.Random) -> Laid:
    for row in chance.sample(rows, 8):
        row[chance.randrange(1, len(row)) :] = [] if chance.random() < 0.5 else [*row[-1:], "x"]  # noqa: PLR2004 - half
    for row in chance.sample(rows, 4):
        row.extend(["y"] * chance.randint(1, 3))
    return header, rows


def _renamed(header: list[str], rows: Rows, chance: random.Random) -> Laid:
    change = (str.upper, lambda name: f" {name}", lambda name: f"{name} ", lambda name: name.replace("e", "é"))
    for place in chance.sample(range(len(header)), min(3, len(header))):
        header[place] = chance.choice(change)(header[place])
    return header, rows


LAYOUTS: Mapping[str, Callable[[list[str], Rows, random.Random], Laid]] = {
    "plain": lambda header, rows, _chance: (header, rows),
    "missing": _missing,
    "extra": _extra,
    "reordered": _reordered,
    "twice": _twice,
    "unnamed": _unnamed,
    "blank-rows": _blank_rows,
    "ragged": _ragged,
    "renamed": _renamed,
}
"""What becomes of the columns and the rows of a table."""


def laid_out(schema: Any, layout: str, seed: int, rows: int = 40) -> Laid:
    """Make a table of a schema with one of `LAYOUTS`."""
    header, records = table(schema, seed, rows)
    return LAYOUTS[layout](header, records, random.Random(seed))  # noqa: S311 - not for secrets


def as_csv(laid: Laid, delimiter: str = ",", end: str = "\r\n") -> str:
    """Write a table as CSV text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(laid[0])
    writer.writerows(laid[1])
    return out.getvalue()

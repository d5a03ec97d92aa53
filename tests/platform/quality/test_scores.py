"""Scores: as they are now for a page, computed for all that changed, kept day by day, averaged over what is public."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from ckan import model
from ckan.lib import search
from ckan.tests import factories, helpers

from ckanext.datagrandest.jobs.store import transaction
from ckanext.datagrandest.quality import averages, score_cli, score_store, scores
from ckanext.datagrandest.quality.score_model import AverageDay, DatasetScore, ScoreDay

from .conftest import INVALID, VALID

#: After whatever the clock says: the job writes the averages of its own day too.
DAY = date(2050, 1, 10)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Write down the statements that go to PostgreSQL."""
    asked: list[str] = []

    def write_down(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    sa.event.listen(model.meta.engine, "before_cursor_execute", write_down)
    try:
        yield asked
    finally:
        sa.event.remove(model.meta.engine, "before_cursor_execute", write_down)


def datasets(organization: dict[str, Any], number: int, **fields: Any) -> list[dict[str, Any]]:
    """Make datasets of an organisation, the first without a licence."""
    licence = {"license_id": "lov2"}
    return [
        factories.Dataset(owner_org=organization["id"], **({**licence, **fields} if place else fields))
        for place in range(number)
    ]


def show(dataset: dict[str, Any], **context: Any) -> dict[str, Any]:
    return helpers.call_action("dge_quality_score_show", context, id=dataset["id"])


def history(**asked: Any) -> dict[str, Any]:
    return helpers.call_action("dge_quality_score_history", **asked)


def act(action: str, **data: Any) -> dict[str, Any]:
    """Call an action that leaves an activity: as a sysadmin who exists."""
    name = helpers.call_action("get_site_user", {"ignore_auth": True})["name"]
    return helpers.call_action(action, {"user": name}, **data)


def rows(table: Any) -> list[Any]:
    with transaction() as connection:
        return connection.execute(sa.select(table.__table__)).mappings().all()


def test_the_score_tells_what_would_raise_it_most_first_and_where(call, organization):
    dataset = factories.Dataset(owner_org=organization["id"], notes="", resources=[])
    status, shown = call("dge_quality_score_show", None, id=dataset["name"])
    assert status == 200
    ours = shown["details"]["ours"]
    criteria = {one["name"]: one for one in ours["criteria"]}
    gains = [criteria[name]["most"] - criteria[name]["points"] for name in ours["gains"]]
    assert gains == sorted(gains, reverse=True)
    assert ours["gains"][:2] == ["freshness", "description"]
    assert criteria["licence"]["advice"].startswith("Choisissez une licence")
    assert criteria["licence"]["url"].endswith(f"/dataset/edit/{dataset['name']}#field-license_id")
    assert criteria["files"]["url"].endswith(f"/dataset/{dataset['name']}/resource/new")
    assert (shown["datagouv"], shown["mqa"], shown["rating"]) == (0, 30 + 10, "bad")


def test_the_verdict_on_a_file_changes_the_score(upload, judge):
    resource = upload(INVALID, schema="scdl/subventions", description="x")
    judge(resource["id"])
    before = show({"id": resource["package_id"]})
    conformity = next(one for one in before["details"]["ours"]["criteria"] if one["name"] == "conformity")
    assert (conformity["applies"], conformity["points"]) == (True, 0)
    assert conformity["url"].endswith(f"/resource/{resource['id']}/qualite")
    upload(VALID, id=resource["id"])
    judge(resource["id"])
    after = show({"id": resource["package_id"]})
    assert after["score"] > before["score"]
    filled = next(one for one in after["details"]["ours"]["criteria"] if one["name"] == "completeness")
    assert 0.8 < filled["points"] / filled["most"] < 0.95  # two of the fourteen columns of the row are empty


def test_a_private_dataset_keeps_its_score_to_itself(call, organization, editor):
    dataset = factories.Dataset(owner_org=organization["id"], private=True, territories=["commune:88160"])
    scores.compute_due()
    stranger = factories.UserWithToken()
    for action in ("dge_quality_score_show", "dge_quality_score_history"):
        assert call(action, None, id=dataset["id"])[0] == 403
        assert call(action, stranger, id=dataset["id"])[0] == 403
        assert call(action, editor, id=dataset["id"])[0] == 200
    assert history(organization=organization["id"])["now"]["datasets"] == 0
    assert history(territory="commune:88160")["now"]["datasets"] == 0


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 409),
        ({"id": "a", "organization": "b"}, 409),
        ({"territory": "commune:00000"}, 409),
        ({"territory": "commune:88160", "limit": "no"}, 409),
        ({"organization": "nobody"}, 404),
        ({"id": "nothing"}, 404),
        ({"territory": "commune:88160"}, 200),
    ],
)
def test_what_cannot_be_asked_is_refused(call, asked: dict[str, Any], status: int):
    assert call("dge_quality_score_history", None, **asked)[0] == status


def test_only_what_changed_is_computed_again(organization):
    dataset, other = datasets(organization, 2)
    today = datetime.now(UTC).date()
    assert set(score_store.due(10, today)) == {dataset["id"], other["id"]}
    assert scores.compute_due() == {"computed": 2, "changed": 2, "failed": 0}
    assert score_store.due(10, today) == []
    assert scores.compute_due() == {"computed": 0, "changed": 0, "failed": 0}
    act("package_patch", id=dataset["id"], license_id="lov2")
    assert score_store.due(10, today) == [dataset["id"]]
    assert scores.compute_due()["changed"] == 1
    act("package_patch", id=dataset["id"], version="2")
    assert scores.compute_due() == {"computed": 1, "changed": 0, "failed": 0}
    # The next day each is due once: time alone makes data stale.
    assert len(score_store.due(10, today + timedelta(days=1))) == 2


def test_a_verdict_has_the_score_computed_again(upload, judge):
    resource = upload(VALID, schema="scdl/subventions")
    scores.compute_due()
    assert score_store.due(10, datetime.now(UTC).date()) == []
    judge(resource["id"])
    assert score_store.due(10, datetime.now(UTC).date()) == [resource["package_id"]]


def test_a_day_has_one_row_and_a_day_without_change_none(organization):
    (dataset,) = datasets(organization, 1)
    kept = {
        "dataset_id": dataset["id"],
        "datagouv": 3,
        "mqa": 100,
        "criteria": {},
        "territories": [],
        "record_modified": None,
    }
    at = datetime(2026, 1, 10, 9, tzinfo=UTC)
    for hours, score in ((0, 40.0), (1, 50.0), (24, 50.0), (48, 60.0)):
        score_store.write([{**kept, "score": score}], at + timedelta(hours=hours))
    told = history(id=dataset["id"])
    assert [(row["day"], row["score"]) for row in told["history"]] == [("2026-01-12", 60.0), ("2026-01-10", 50.0)]
    assert history(id=dataset["id"], limit=1)["history"] == told["history"][:1]


def test_the_averages_by_hand(organization):
    other = factories.Organization()
    made = [
        *(factories.Dataset(owner_org=organization["id"], territories=["commune:88160"]) for _ in range(3)),
        factories.Dataset(owner_org=other["id"], territories=["epci:200068757"]),
    ]
    given = [(10.0, 1, 100), (20.0, 2, 150), (60.0, 6, 300), (90.0, 9, 400)]
    for dataset, (score, datagouv, mqa) in zip(made, given, strict=True):
        row = {
            "dataset_id": dataset["id"],
            "score": score,
            "datagouv": datagouv,
            "mqa": mqa,
            "criteria": {},
            "record_modified": None,
        }
        score_store.write([{**row, "territories": scores.territories_of(dataset)}], datetime.now(UTC))
    assert history(organization=organization["name"])["now"] == {
        "datasets": 3,
        "mean": 30.0,
        "median": 20.0,
        "datagouv": 3.0,
        "mqa": 183.3,
    }
    assert history(territory="commune:88160")["now"]["datasets"] == 3
    assert history(territory="departement:88")["now"] == {
        "datasets": 4,
        "mean": 45.0,
        "median": 40.0,
        "datagouv": 4.5,
        "mqa": 237.5,
    }
    assert history(territory="commune:54395")["now"] == {
        "datasets": 0,
        "mean": None,
        "median": None,
        "datagouv": None,
        "mqa": None,
    }


def test_averages_are_kept_on_the_days_when_they_change(organization):
    first, second = datasets(organization, 2, territories=["departement:88"])
    scores.compute_due()
    assert len(rows(AverageDay)) == 3  # the organisation, the département, the région
    assert averages.write(DAY) == 0
    act("package_patch", id=second["id"], private=True)
    assert averages.write(DAY + timedelta(days=2)) == 3
    act("package_delete", id=first["id"])
    assert averages.write(DAY + timedelta(days=3)) == 3
    told = history(organization=organization["id"])["history"]
    assert [(row["day"], row["datasets"]) for row in told] == [
        ("2050-01-13", 0),
        ("2050-01-12", 1),
        (datetime.now(UTC).date().isoformat(), 2),
    ]
    assert history(territory="region:44")["history"][0]["datasets"] == 0


def test_a_deleted_dataset_leaves_the_scores_and_a_purged_one_the_history(organization):
    dataset, _ = datasets(organization, 2)
    scores.compute_due()
    act("package_delete", id=dataset["id"])
    assert scores.summarise()["gone"] == 1
    assert dataset["id"] not in {row["dataset_id"] for row in rows(DatasetScore)}
    assert dataset["id"] in {row["dataset_id"] for row in rows(ScoreDay)}
    act("dataset_purge", id=dataset["id"])
    scores.summarise()
    assert dataset["id"] not in {row["dataset_id"] for row in rows(ScoreDay)}


@pytest.mark.parametrize("what", ["score", "average"])
def test_the_questions_do_not_grow_with_the_datasets(organization, what: str):
    few = datasets(
        organization,
        2,
        territories=["commune:88160"],
        resources=[{"url": "https://example.org/a.csv", "format": "CSV"}],
    )
    scores.compute_due()
    many = datasets(
        organization,
        12,
        territories=["commune:88160"],
        resources=[{"url": "https://example.org/b.csv", "format": "CSV"}],
    )
    scores.compute_due()
    asked: list[int] = []
    for place, made in enumerate((few, many)):
        with counted() as statements:
            if what == "score":  # nothing changes: no dataset is indexed again
                assert len(scores.compute_some([one["id"] for one in made])) == len(made)
            else:
                averages.write(DAY + timedelta(days=place))
        asked.append(
            len(
                [one for one in statements if one.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]
            )
        )
    assert asked[0] == asked[1] <= 8


def test_the_page_of_a_dataset_asks_two_questions_for_its_score(organization):
    (dataset,) = datasets(organization, 1, resources=[{"url": "https://example.org/a.csv", "format": "CSV"}])
    package = helpers.call_action("package_show", id=dataset["id"])
    from ckanext.datagrandest.quality.score_facts import facts_of

    with counted() as statements:
        facts_of([package])
    assert len([one for one in statements if one.lstrip().upper().startswith("SELECT")]) == 2


def test_results_can_be_sorted_by_quality(organization):
    bare, better = datasets(organization, 2)
    scores.compute_due()
    found = helpers.call_action("package_search", sort="quality_score_i desc", fq="quality_score_i:[0 TO 100]")
    assert [one["id"] for one in found["results"]] == [better["id"], bare["id"]]


@pytest.mark.parametrize("seen_by", ["visitor", "editor"])
def test_the_pages_show_the_scores(app, organization, editor, seen_by: str):
    dataset, _ = datasets(organization, 2, territories=["commune:88160"])
    scores.compute_due()
    scores.summarise()
    headers = {"Authorization": editor["token"]} if seen_by == "editor" else {}
    page = app.get(f"/dataset/{dataset['name']}", headers=headers).body
    assert "Le détail de la note" in page
    assert ("Ce qui ferait le plus monter la note" in page) is (seen_by == "editor")
    page = app.get(f"/dataset/{dataset['name']}/qualite", headers=headers).body
    assert "Ce qui ferait monter la note" in page
    assert "data.europa.eu" in page
    assert (f"/dataset/edit/{dataset['name']}#field-license_id" in page) is (seen_by == "editor")
    assert "Note médiane" in app.get(f"/organization/{organization['name']}/qualite").body
    page = app.get("/qualite/territoire/departement:88").body
    assert "Qualité des données : Vosges" in page
    app.get("/qualite/territoire/departement:00", status=404)
    assert "/qualite/territoire/commune:88160" in app.get("/dataset/?ext_territory=commune:88160").body


def test_strangers_do_not_see_the_page_of_a_private_dataset(app, organization):
    dataset = factories.Dataset(owner_org=organization["id"], private=True)
    assert app.get(f"/dataset/{dataset['name']}/qualite", status=None).status_code in {403, 404}


def test_scores_by_hand(organization):
    datasets(organization, 3)
    run = CliRunner().invoke(score_cli.quality, ["scores"])
    assert json.loads(run.output.splitlines()[-1]) == {
        "computed": 3,
        "changed": 3,
        "failed": 0,
        "gone": 0,
        "links": 0,
        "averages": 0,
    }
    run = CliRunner().invoke(score_cli.quality, ["scores", "--all"])
    assert json.loads(run.output.splitlines()[-1])["computed"] == 3
    assert json.loads(CliRunner().invoke(score_cli.quality, ["links"]).output.splitlines()[-1]) == {"added": 0}


def test_the_index_is_only_written_for_scores_that_people_see_change(organization, monkeypatch):
    made = datasets(organization, 3)
    scores.compute_due()
    indexed: list[str] = []

    def note(package_ids: list[str]) -> None:
        indexed.extend(package_ids)

    monkeypatch.setattr(scores.search, "rebuild", note)
    scores.compute_all()
    assert indexed == []
    act("package_patch", id=made[0]["id"], license_id="lov2")
    scores.compute_due()
    assert indexed == [made[0]["id"]]


def test_a_dataset_that_the_index_lost_is_read_from_the_database(organization):
    (dataset,) = datasets(organization, 1)
    search.clear(dataset["id"])
    assert scores.compute_due() == {"computed": 1, "changed": 1, "failed": 0}

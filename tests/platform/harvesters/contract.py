"""The contract of harvester types: subclass it, give `type_name` and a `remote`, and every test must pass.

    class TestCsw(HarvesterContract):
        type_name = "dge-csw"

        @pytest.fixture
        def remote(self): ...

`remote` is a server under the test's command: `url`, `put(identifier, title)`, `remove(*identifiers)`,
`break_record(identifier)` (listed, but without what a dataset needs), `announce(count)` (lie about the
number of records), `repeat(identifier)` (list it once more with another content) and `fail_after(pages)`.
"""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from ckan import model
from ckan.tests import factories, helpers

from ckanext.datagrandest.harvesting import preview

from .running import LISTED, SourceUnderTest, counts, found, statements

HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>'


class HarvesterContract:
    """What every harvester type must do."""

    type_name: ClassVar[str]

    @pytest.fixture
    def remote(self) -> Any:
        raise NotImplementedError

    @pytest.fixture
    def source(self, remote, make_source) -> SourceUnderTest:
        return make_source(remote.url, self.type_name)

    @pytest.fixture
    def ten(self, remote) -> Any:
        for number in range(10):
            remote.put(f"rec-{number}", f"Jeu de données {number}")
        return remote

    def test_the_first_run_adds_every_record(self, ten, source):
        assert counts(source.run()) == {"added": 10}
        datasets = found()
        assert set(datasets) == {f"rec-{number}" for number in range(10)}
        for name, dataset in datasets.items():
            assert dataset["type"] == "dataset"
            assert dataset["owner_org"] == source.owner_org
            assert {extra["key"]: extra["value"] for extra in dataset["extras"]}["guid"] == name
        assert datasets["rec-3"]["title"] == "Jeu de données 3"

    def test_the_second_run_changes_and_writes_nothing(self, ten, source):
        source.run()
        before = found()
        job_id = source.open_job()
        with statements() as written:
            run = source_run(job_id)
        assert counts(run) == {"unchanged": 10}
        assert written == []
        assert found() == before

    def test_a_changed_record_updates_its_dataset_alone(self, ten, source):
        source.run()
        before = found()
        ten.put("rec-4", "Un autre titre")
        assert counts(source.run()) == {"updated": 1, "unchanged": 9}
        after = found()
        assert after["rec-4"]["title"] == "Un autre titre"
        assert after["rec-4"]["id"] == before["rec-4"]["id"]
        assert {name: dataset for name, dataset in after.items() if name != "rec-4"} == {
            name: dataset for name, dataset in before.items() if name != "rec-4"
        }

    def test_a_missing_record_is_kept_during_its_grace_then_archived_and_can_come_back(self, ten, source):
        source.run()
        package_id = found()["rec-7"]["id"]
        ten.remove("rec-7")
        assert counts(source.run()) == {"unchanged": 9, "missing": 1}
        assert "rec-7" in found(), "it stays open during its grace"
        source.age_missing(days=8)
        assert counts(source.run()) == {"unchanged": 9, "missing": 1, "archived": 1}
        assert "rec-7" not in found()
        assert counts(source.run()) == {"unchanged": 9}
        ten.put("rec-7", "Jeu de données 7")
        assert counts(source.run()) == {"unchanged": 9, "updated": 1}
        assert found()["rec-7"]["id"] == package_id, "the same dataset under the same name"

    def test_a_record_that_comes_back_during_its_grace_is_unchanged(self, ten, source):
        source.run()
        ten.remove("rec-7")
        source.run()
        ten.put("rec-7", "Jeu de données 7")
        assert counts(source.run()) == {"unchanged": 10}
        ten.remove("rec-7")
        assert counts(source.run()) == {"unchanged": 9, "missing": 1}

    def test_many_missing_records_are_held_by_the_guard(self, ten, source):
        source.run()
        ten.remove(*(f"rec-{number}" for number in range(6)))
        run = source.run()
        assert counts(run) == {"unchanged": 4, "held": 6}
        assert run["notes"], "the reason is said"
        assert len(found()) == 10
        source.age_missing(days=30)
        source.run()
        assert len(found()) == 10, "what is held never starts its grace"

    def test_an_empty_answer_removes_nothing(self, ten, source):
        source.run()
        ten.remove(*(f"rec-{number}" for number in range(10)))
        assert counts(source.run())["held"] == 10
        assert len(found()) == 10

    def test_a_count_that_differs_from_what_was_read_removes_nothing(self, ten, source):
        source.run()
        ten.remove("rec-0")
        ten.announce(10)
        assert counts(source.run()) == {"unchanged": 9, "held": 1}
        assert "rec-0" in found()

    def test_a_bad_record_is_errored_alone_with_its_reason(self, ten, source):
        ten.break_record("rec-5")
        assert counts(source.run()) == {"added": 9, "errored": 1}
        errors = source.report()["object_errors"]
        assert [error["guid"] for error in errors.values()] == ["rec-5"]
        assert all(error["errors"][0]["message"] for error in errors.values())
        ten.put("rec-5", "Réparé")
        assert counts(source.run()) == {"added": 1, "unchanged": 9}

    def test_a_record_that_becomes_bad_keeps_its_dataset(self, ten, source):
        source.run()
        ten.break_record("rec-5")
        assert counts(source.run()) == {"unchanged": 9, "errored": 1}
        assert "rec-5" in found()

    def test_a_listing_that_fails_removes_nothing_and_says_why(self, ten, source):
        source.run()
        ten.fail_after(0)
        run = source.run()
        assert run["state"] == "failed"
        assert run["fault"]
        assert counts(run) == {"held": 10}
        assert len(found()) == 10
        assert source.report()["gather_errors"][0]["message"] == run["fault"]

    def test_hostile_text_is_escaped_on_the_pages(self, remote, source, app):
        remote.put("hostile", f"Titre {HOSTILE}")
        source.run()
        dataset = found()["hostile"]
        for page in (f"/dataset/{dataset['name']}", "/dataset/", f"/harvest/{source.name}"):
            body = app.get(page, headers=as_sysadmin(), status=200).body
            assert "<script>alert(" not in body, page
            assert "<img src=x" not in body, page

    def test_an_identifier_listed_twice_is_counted_once_and_said(self, ten, source):
        ten.repeat("rec-2")
        run = source.run()
        assert sum(run[name] for name in LISTED) == 10
        assert counts(run) == {"added": 10}
        assert any("rec-2" in note for note in run["notes"])

    def test_names_that_people_changed_are_kept(self, ten, source):
        source.run()
        package = found()["rec-1"]
        context = {"user": factories.Sysadmin()["name"]}
        helpers.call_action("package_patch", context, id=package["id"], name="un-nom-choisi")
        ten.put("rec-1", "Nouveau titre")
        assert counts(source.run()) == {"updated": 1, "unchanged": 9}
        assert found()["un-nom-choisi"]["title"] == "Nouveau titre"

    def test_a_preview_maps_and_writes_nothing(self, ten, source):
        with statements() as written:
            shown = preview.preview(self.type_name, ten.url, {}, 5)
        assert written == []
        assert [record["action"] for record in shown["records"]] == ["added"] * 5
        assert shown["records"][0]["dataset"]["title"] == "Jeu de données 0"
        assert found() == {}
        assert model.Session.query(model.Package).filter_by(type="dataset").count() == 0

    def test_the_pages_of_the_source_and_its_jobs_render(self, ten, source, app):
        ten.break_record("rec-5")
        source.run()
        ten.remove("rec-6")
        source.run()
        headers = as_sysadmin()
        job = f"/harvest/{source.name}/job/{source.job_id}"
        for page in ("", "/new", "/about/{n}", "/admin/{n}", "/edit/{n}", "/{n}", "/{n}/job", "/{n}/job/last"):
            address = "/harvest" + page.format(n=source.name)
            assert app.get(address, headers=headers, status=200), address
        assert "rec-5" in app.get(job, headers=headers, status=200).body


def source_run(job_id: str) -> dict[str, Any]:
    """Run an open job, without the statements that open it."""
    from ckanext.datagrandest.harvesting import runner

    run = runner.run_now(job_id)
    assert run is not None
    return run


def as_sysadmin() -> dict[str, str]:
    """Give the headers of a sysadmin's request."""
    return {"Authorization": factories.SysadminWithToken()["token"]}

"""The pages of ckanext-harvest on CKAN 2.12, as we mend them: lists, forms drawn from options, changes by POST."""

from __future__ import annotations

import json

import pytest

from ckan.tests import factories

from ckanext.harvest.model import HarvestJob, HarvestSource

from .contract import as_sysadmin
from .running import found


@pytest.fixture
def source(memory_server, make_source):
    server = memory_server()
    server.put_many(3)
    server.break_record("rec-001")
    return make_source(server.url, "dge-memory", title="Catalogue des Vosges", config='{"page": 20}')


def page(app, address: str, **options) -> str:
    return app.get(address, headers=as_sysadmin(), status=200, **options).body


def form_data(**fields) -> dict:
    data = {"url": "http://memory.test/b", "title": "Nouvelle", "name": "nouvelle", "source_type": "dge-memory"}
    return {**data, "frequency": "DAILY", "owner_org": factories.Organization()["id"], "save": "save", **fields}


def test_the_list_shows_the_sources(app, source):
    body = page(app, "/harvest")
    assert "Catalogue des Vosges" in body
    assert "Catalogue des Vosges" in page(app, "/harvest?q=vosges")
    assert "Catalogue des Vosges" not in page(app, "/harvest?q=ardennes")


def test_the_pages_are_in_french_and_name_the_source(app, source):
    source.run()
    for address in (
        "/harvest/{}",
        "/harvest/edit/{}",
        "/harvest/admin/{}",
        "/harvest/about/{}",
        "/harvest/{}/job/last",
    ):
        body = page(app, address.format(source.name))
        assert "Catalogue des Vosges" in body, address
        for english in ("Reharvest", "Source type<", "This will", "Job Report", ">Save<", "Unchanged"):
            assert english not in body, (address, english)


def test_the_report_shows_counts_causes_and_records(app, source):
    source.run()
    body = page(app, f"/harvest/{source.name}/job/{source.job_id}")
    assert "rec-001" in body
    assert "This record has no title." in body
    assert 'data-diff="added">2<' in body
    assert 'data-diff="errored">1<' in body


def test_a_link_of_a_record_that_is_no_web_address_is_not_shown(app, memory_server, make_source):
    server = memory_server("javascript:alert(1)//")
    server.break_record("rec")
    source = make_source(server.url, "dge-memory")
    source.run()
    assert "javascript:alert" not in page(app, f"/harvest/{source.name}/job/{source.job_id}").replace(
        server.url + '"', ""
    )


def test_the_form_draws_the_declared_options_with_what_is_stored(app, source):
    body = page(app, f"/harvest/edit/{source.name}")
    assert 'name="option:dge-memory:page" value="20"' in body
    assert 'name="option:dge-csw:constraint"' in body
    assert 'name="config"' not in body


def test_options_typed_in_the_form_are_stored_as_configuration(app):
    data = form_data(
        **{"option:dge-memory:page": "50", "option:dge-memory:filter": "", "option:dge-csw:page_size": "7"}
    )
    app.post("/harvest/new", headers=as_sysadmin(), data=data, status=200)
    stored = HarvestSource.filter(url="http://memory.test/b").first()
    assert json.loads(stored.config) == {"page": 50}
    data |= {"option:dge-memory:page": "10", "option:dge-memory:filter": "eau"}
    app.post("/harvest/edit/nouvelle", headers=as_sysadmin(), data=data, status=200)
    assert json.loads(HarvestSource.get(stored.id).config) == {"filter": "eau"}, "the default is not stored"


def test_a_wrong_option_is_said_in_the_form_with_what_was_typed(app):
    body = app.post(
        "/harvest/new", headers=as_sysadmin(), data=form_data(**{"option:dge-memory:page": "beaucoup"})
    ).body
    assert "nombre entier" in body
    assert 'value="beaucoup"' in body
    assert HarvestSource.filter(url="http://memory.test/b").first() is None


@pytest.mark.parametrize("address", ["refresh/{}", "clear/{}", "delete/{}"])
def test_links_change_nothing(app, source, address):
    source.run()
    app.get("/harvest/" + address.format(source.id), headers=as_sysadmin(), status=405)
    assert len(found()) == 2
    assert HarvestSource.get(source.id).active
    assert HarvestJob.filter(source_id=source.id).count() == 1


def test_forms_start_stop_empty_and_delete(app, source):
    def post(address: str) -> None:
        app.post(address, headers=as_sysadmin(), status=200)

    post(f"/harvest/refresh/{source.id}")
    job = HarvestJob.filter(source_id=source.id).first()
    assert job.status == "Running"
    app.get(f"/harvest/{source.name}/job/{job.id}/abort", headers=as_sysadmin(), status=405)
    post(f"/harvest/{source.name}/job/{job.id}/abort")
    assert HarvestJob.get(job.id).status == "Finished"
    source.run()
    post(f"/harvest/clear/{source.id}")
    assert found() == {}
    post(f"/harvest/delete/{source.id}")
    assert not HarvestSource.get(source.id).active


def test_others_may_not(app, source):
    headers = {"Authorization": factories.UserWithToken()["token"]}
    for address in (f"/harvest/admin/{source.name}", f"/harvest/edit/{source.name}", f"/harvest/{source.name}/job"):
        assert app.get(address, headers=headers).status_code == 403, address
    for address in (f"/harvest/refresh/{source.id}", f"/harvest/clear/{source.id}", f"/harvest/delete/{source.id}"):
        assert app.post(address, headers=headers).status_code == 403, address
    assert HarvestSource.get(source.id).active

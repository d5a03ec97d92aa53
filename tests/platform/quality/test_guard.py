"""Where the organisation stops personal data, no road makes them public before somebody has looked; elsewhere it warns."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from ckan import model
from ckan.lib import mailer, uploader
from ckan.tests import factories, helpers

from ckanext.datagrandest.quality import config, guard, originals, tasks
from ckanext.datagrandest.quality.privacy import store as privacy

CLEAN = b"nom,objet\nAmis du kiosque,Concert\n"
EMAIL = "jean.dupont@ville.fr"
PERSONAL = f"nom,contact\nAmis du kiosque,{EMAIL}\nArts,mairie@ville.fr\n".encode()
REASON = "Ces personnes sont des élus : code général des collectivités territoriales."


def stored(resource_id: str) -> bytes:
    path = uploader.get_resource_uploader({"id": resource_id}).get_path(resource_id)
    with open(path, "rb") as file:
        return file.read()


def is_public(resource: dict) -> bool:
    """Tell whether everybody can read a file: the page, the API and the search say the same."""
    package_id = resource.get("package_id") or resource["id"]
    private = helpers.call_action("package_show", {"ignore_auth": True}, id=package_id)["private"]
    found = helpers.call_action("package_search", {"ignore_auth": False, "user": ""}, fq=f"id:{package_id}")["count"]
    assert found == (0 if private else 1), "the index says otherwise"
    return not private


def stop(organization: dict) -> dict:
    """Have an organisation stop personal data before publication, as the team does."""
    team = factories.Sysadmin()
    return helpers.call_action(
        "organization_patch", {"user": team["name"]}, id=organization["id"], privacy_guard="stop"
    )


@pytest.fixture
def stopping(organization):
    """The organisation stops personal data before publication."""
    return stop(organization)


@pytest.fixture
def private_file(upload, judge, stopping):
    """A private dataset whose file was judged and holds an address."""
    resource = upload(PERSONAL, "contacts.csv", private=True)
    judge(resource["id"])
    return resource


def publish(call, editor, resource) -> tuple[int, str]:
    status, answer = call("package_patch", editor, id=resource["package_id"], private=False)
    return status, str(answer)


def test_by_default_it_warns_those_who_may_act_and_only_them(upload, judge, call, editor, app):
    resource = upload(PERSONAL, "contacts.csv")
    judge(resource["id"])
    assert is_public(resource)
    status, shown = call("dge_quality_privacy_show", editor, resource_id=resource["id"])
    assert (status, shown["sight"], shown["guard"]) == (200, "found", "warn")
    (finding,) = shown["findings"]
    assert (finding["kind"], finding["field"], finding["rows"]) == ("email", "contact", [2])
    assert "L. 312-1-2" in finding["law"]
    stranger = factories.UserWithToken()
    pages = [f"/dataset/{resource['package_id']}/resource/{resource['id']}{end}" for end in ("", "/qualite")]
    for page in pages:
        mine = BeautifulSoup(app.get(page, headers={"Authorization": editor["token"]}).body, "html.parser")
        assert mine.select_one("[data-sight=found]")
        assert EMAIL not in mine.select_one("[data-sight=found]").text
        for person in (None, stranger):
            headers = {"Authorization": person["token"]} if person else {}
            assert not BeautifulSoup(app.get(page, headers=headers).body, "html.parser").select("[data-sight]")
    status, answer = call("dge_quality_report_show", stranger, resource_id=resource["id"])
    assert (status, "findings" in str(answer)) == (200, False)


@pytest.mark.parametrize("action", ["show", "mask", "decide", "withdraw"])
def test_another_organisation_sees_and_does_nothing(private_file, call, app, action):
    stranger = factories.UserWithToken()
    factories.Organization(users=[{"name": stranger["name"], "capacity": "admin"}])
    accepted = [{"kind": "email", "field": "contact"}]
    for person in (None, stranger):
        data = {"resource_id": private_file["id"], "reason": REASON, "accepted": accepted}
        assert call(f"dge_quality_privacy_{action}", person, **data)[0] == 403
        headers = {"Authorization": person["token"]} if person else {}
        page = f"/dataset/{private_file['package_id']}/resource/{private_file['id']}/qualite/donnees-personnelles"
        assert app.get(page, headers=headers, follow_redirects=False).status_code in {302, 403, 404}
        assert app.post(page, headers=headers, follow_redirects=False).status_code in {302, 400, 403, 404}
    assert stored(private_file["id"]) == PERSONAL
    assert privacy.decisions([private_file["id"]]) == []


def test_a_dataset_with_personal_data_cannot_be_made_public(private_file, call, editor):
    status, said = publish(call, editor, private_file)
    assert status == 409
    assert "contacts.csv" in said
    assert "masquez-les" in said
    assert not is_public(private_file)


def roads(dataset: dict, resource: dict) -> dict[str, tuple[str, dict]]:
    return {
        "package_update": ("package_update", {**dataset, "private": False}),
        "package_patch": ("package_patch", {"id": dataset["id"], "private": False}),
        "package_revise": ("package_revise", {"match": {"id": dataset["id"]}, "update": {"private": False}}),
        "bulk": ("bulk_update_public", {"datasets": [dataset["id"]], "org_id": dataset["owner_org"]}),
        "state": ("package_patch", {"id": dataset["id"], "private": False, "state": "active", "title": "Autre"}),
    }


@pytest.mark.parametrize("road", ["package_update", "package_patch", "package_revise", "bulk", "state"])
@pytest.mark.parametrize("judged", [True, False])
def test_no_road_makes_it_public(upload, judge, stopping, call, editor, road, judged):
    resource = upload(PERSONAL, "contacts.csv", private=True)
    if judged:
        judge(resource["id"])
    dataset = helpers.call_action("package_show", {"ignore_auth": True}, id=resource["package_id"])
    action, data = roads(dataset, resource)[road]
    status, said = call(action, editor, **data)
    assert status == 409, said
    assert ("masquez-les" if judged else "pas encore été vérifié") in str(said)
    assert not is_public(resource)
    assert privacy.wish_of(resource["package_id"]) is None


def test_a_dataset_brought_back_from_the_bin_is_not_public(private_file, call, editor):
    call("package_delete", editor, id=private_file["package_id"])
    call("package_patch", editor, id=private_file["package_id"], state="active", private=False)
    assert not is_public(private_file)


def test_a_new_public_dataset_waits_and_is_published_by_itself(organization, stopping, upload, judge, editor):
    resource = upload(CLEAN, "kiosque.csv")
    assert not is_public(resource), "nobody has looked at the file yet"
    judge(resource["id"])
    assert is_public(resource)
    assert privacy.wish_of(resource["package_id"]) is None


def test_one_call_that_brings_files_waits_too(organization, stopping, call, editor):
    files = [{"url": "https://example.org/x.csv", "format": "CSV"}]
    data = {"name": "en-un-appel", "title": "x", "owner_org": organization["id"], "private": False}
    status, dataset = call("package_create", editor, **data, resources=files)
    assert (status, dataset["private"]) == (200, True)
    assert not is_public(dataset)


def test_a_new_file_in_a_public_dataset_waits_and_stays_private_when_it_must(upload, judge, stopping, editor):
    resource = upload(CLEAN, "kiosque.csv")
    judge(resource["id"])
    assert is_public(resource)
    upload(PERSONAL, id=resource["id"])
    assert not is_public(resource)
    judge(resource["id"])
    assert not is_public(resource)
    upload(CLEAN, id=resource["id"])
    judge(resource["id"])
    assert is_public(resource)


def test_a_file_that_was_clear_before_hides_nothing_when_it_comes_back(upload, judge, stopping, monkeypatch):
    resource = upload(CLEAN, "kiosque.csv")
    judge(resource["id"])
    upload(CLEAN, id=resource["id"])
    assert is_public(resource), "the very same bytes"
    other = CLEAN + b"Arts,Lecture\n"
    upload(other, id=resource["id"])
    assert not is_public(resource), "bytes that nobody has looked at"
    judge(resource["id"])
    upload(CLEAN, id=resource["id"])
    assert is_public(resource)
    assert stored(resource["id"]) == CLEAN
    monkeypatch.setattr(guard, "CHECKER", "of tomorrow")
    upload(other, id=resource["id"])
    assert not is_public(resource), "another checker may see what the former did not"


def test_a_file_with_personal_data_is_hidden_each_time_it_comes(upload, judge, stopping):
    resource = upload(PERSONAL, "contacts.csv")
    judge(resource["id"])
    upload(CLEAN, id=resource["id"])
    judge(resource["id"])
    assert is_public(resource)
    upload(PERSONAL, id=resource["id"])
    assert not is_public(resource)


def test_words_about_a_public_file_hide_nothing(upload, judge, stopping, call, editor):
    resource = upload(CLEAN, "kiosque.csv")
    judge(resource["id"])
    call("resource_patch", editor, id=resource["id"], description="Autre", schema="scdl/subventions")
    call("package_patch", editor, id=resource["package_id"], title="Autre titre")
    assert is_public(resource)


def test_what_was_public_before_the_organisation_stops_stays_so(upload, judge, organization, call, editor):
    resource = upload(PERSONAL, "contacts.csv")
    judge(resource["id"])
    stop(organization)
    assert call("package_patch", editor, id=resource["package_id"], title="Autre titre")[0] == 200
    assert is_public(resource)


def test_who_says_private_meanwhile_is_obeyed(upload, judge, stopping, call, editor):
    resource = upload(CLEAN, "kiosque.csv")
    assert privacy.wish_of(resource["package_id"])
    call("package_patch", editor, id=resource["package_id"], private=True, title="À garder")
    judge(resource["id"])
    assert not is_public(resource)


def test_who_may_no_longer_publish_publishes_nothing(upload, judge, stopping, editor):
    resource = upload(CLEAN, "kiosque.csv")
    team = factories.Sysadmin()
    helpers.call_action(
        "organization_member_delete", {"user": team["name"]}, id=stopping["id"], username=editor["name"]
    )
    judge(resource["id"])
    assert not is_public(resource)


def test_the_sweep_publishes_what_a_killed_worker_left(upload, judge, stopping, monkeypatch):
    resource = upload(CLEAN, "kiosque.csv")
    monkeypatch.setattr(guard, "release", lambda _package_id: False)
    judge(resource["id"])
    monkeypatch.undo()
    assert not is_public(resource)
    tasks.sweep()
    assert is_public(resource)


def test_masked_data_are_published_and_the_original_is_kept_from_everybody(upload, judge, stopping, call, editor, app):
    resource = upload(PERSONAL, "contacts.csv", schema="scdl/subventions")
    judge(resource["id"])
    assert not is_public(resource)
    status, done = call(
        "dge_quality_privacy_mask", editor, resource_id=resource["id"], accepted=[{"kind": "email", "field": "contact"}]
    )
    assert (status, done["remaining"]) == (200, [])
    assert EMAIL.encode() not in stored(resource["id"])
    assert b"mairie@ville.fr" in stored(resource["id"])
    assert b"".join(originals.chunks(config.originals(), done["original"])) == PERSONAL
    judge(resource["id"])
    assert is_public(resource)
    report = f"/dataset/{resource['package_id']}/resource/{resource['id']}/qualite"
    stranger = {"Authorization": factories.UserWithToken()["token"]}
    for headers in ({}, stranger):
        answer = app.get(f"{report}/original/{done['original']}", headers=headers, follow_redirects=False)
        assert answer.status_code in {302, 403}
        for page in ("", "/rapport.html", "/rapport.json", "/erreurs.csv"):
            assert EMAIL not in app.get(f"{report}{page}", headers=headers).body
    mine = app.get(f"{report}/original/{done['original']}", headers={"Authorization": editor["token"]})
    assert mine.data == PERSONAL
    assert call("dge_quality_repair_undo", editor, resource_id=resource["id"])[0] == 200
    assert stored(resource["id"]) == PERSONAL
    assert not is_public(resource), "the data are back: nobody else may read them"
    judge(resource["id"])
    assert not is_public(resource)


def test_only_what_was_found_is_masked_and_as_it_suits(private_file, call, editor):
    for wrong in ([], [{"kind": "email", "field": "nom"}], [{"kind": "email", "field": "contact", "mask": "year"}]):
        status, said = call("dge_quality_privacy_mask", editor, resource_id=private_file["id"], accepted=wrong)
        assert status == 409, said
    assert stored(private_file["id"]) == PERSONAL


def test_a_reasoned_decision_publishes_is_logged_and_can_be_withdrawn(private_file, upload, judge, call, editor):
    for short in ("", "oui"):
        assert call("dge_quality_privacy_decide", editor, resource_id=private_file["id"], reason=short)[0] == 409
    status, shown = call("dge_quality_privacy_decide", editor, resource_id=private_file["id"], reason=REASON)
    assert (status, shown["sight"]) == (200, "clear")
    (decision,) = shown["decisions"]
    assert (decision["author"], decision["reason"]) == (editor["name"], REASON)
    assert decision["covers"] == [["email", "contact"]]
    assert publish(call, editor, private_file)[0] == 200
    assert is_public(private_file)
    upload(PERSONAL.replace(b"jean", b"anne"), id=private_file["id"])
    judge(private_file["id"])
    assert is_public(private_file), "the decision holds for the same column of later files"
    assert call("dge_quality_privacy_withdraw", editor, resource_id=private_file["id"])[0] == 200
    assert not is_public(private_file)
    (row,) = privacy.decisions([private_file["id"]])
    assert (row["withdrawn_by"], row["reason"]) == (editor["name"], REASON)


def test_there_is_no_blank_decision(upload, judge, stopping, call, editor):
    waiting = upload(CLEAN, "kiosque.csv", private=True)
    assert call("dge_quality_privacy_decide", editor, resource_id=waiting["id"], reason=REASON)[0] == 409
    judge(waiting["id"])
    assert call("dge_quality_privacy_decide", editor, resource_id=waiting["id"], reason=REASON)[0] == 409
    assert privacy.decisions([waiting["id"]]) == []


def test_a_file_that_cannot_be_looked_at_needs_a_person(upload, judge, stopping, call, editor):
    resource = upload(b"<!DOCTYPE html><html></html>", "page.csv")
    judge(resource["id"])
    status, said = publish(call, editor, resource)
    assert (status, "regardez-le vous-même" in said) == (409, True)
    call("dge_quality_privacy_decide", editor, resource_id=resource["id"], reason=REASON)
    assert is_public(resource)
    upload(b"<!DOCTYPE html><html>autre</html>", id=resource["id"])
    judge(resource["id"])
    assert not is_public(resource), "that decision was about the other file alone"


def test_harvested_datasets_are_warned_about_and_not_hidden(organization, stopping, editor):
    context = {"user": editor["name"], "defer_commit": True, "return_id_only": True}
    files = [{"url": "https://example.org/x.csv", "format": "CSV"}]
    package_id = helpers.call_action(
        "package_create", context, name="moissonne", title="x", owner_org=organization["id"], resources=files
    )
    model.repo.commit()
    assert helpers.call_action("package_show", {"ignore_auth": True}, id=package_id)["private"] is False


def test_the_pages_say_what_stands_against_it_and_what_to_do(private_file, app, editor, call):
    headers = {"Authorization": editor["token"]}
    page = BeautifulSoup(app.get(f"/dataset/{private_file['package_id']}", headers=headers).body, "html.parser")
    assert "contacts.csv" in page.select_one("[data-waits]").text
    bulk = f"/organization/bulk_process/{helpers.call_action('organization_show', id='epinal')['id']}"
    data = {"bulk_action.public": "public", f"dataset_{private_file['package_id']}": "on"}
    admin = factories.SysadminWithToken()
    answer = app.post(bulk, data=data, headers={"Authorization": admin["token"]})
    assert (answer.status_code, "masquez-les" in answer.body) == (200, True)
    assert not is_public(private_file)


def test_the_form_of_a_dataset_that_waits_lets_it_wait_on(upload, judge, stopping, call, editor, app):
    resource = upload(PERSONAL, "contacts.csv")
    judge(resource["id"])
    headers = {"Authorization": editor["token"]}
    address = f"/dataset/edit/{resource['package_id']}"
    form = BeautifulSoup(app.get(address, headers=headers).body, "html.parser")
    (chosen,) = form.select("#field-private option[selected]")
    assert (chosen["value"], "tout seul" in chosen.text) == ("False", True)
    name = helpers.call_action("package_show", {"ignore_auth": True}, id=resource["package_id"])["name"]
    values = {"title": "Autre titre", "name": name, "owner_org": stopping["id"], "private": "False", "save": ""}
    saved = app.post(address, data=values, headers=headers, follow_redirects=False)
    assert saved.status_code == 302
    assert not is_public(resource)
    assert privacy.wish_of(resource["package_id"])
    assert publish(call, editor, resource)[0] == 409, "who asks for nothing else is told why not"


def test_masking_and_deciding_work_without_javascript(private_file, app, editor, judge):
    headers = {"Authorization": editor["token"]}
    address = f"/dataset/{private_file['package_id']}/resource/{private_file['id']}/qualite/donnees-personnelles"
    page = BeautifulSoup(app.get(address, headers=headers).body, "html.parser")
    assert EMAIL not in page.text
    assert "L. 312-1-2" in page.text
    box = page.select_one("input[type=checkbox][name=finding-0]")
    nothing = app.post(address, data={}, headers=headers)
    assert "Choisissez au moins un masquage" in nothing.body
    done = app.post(address, data={"finding-0": box["value"], "mask-0": "remove-column"}, headers=headers)
    assert "Les données sont masquées" in done.body
    assert stored(private_file["id"]) == b"nom\nAmis du kiosque\nArts\n"


def test_one_mail_tells_what_is_found_without_the_data(upload, judge, monkeypatch, ckan_config):
    monkeypatch.setitem(ckan_config, "smtp.mail_from", "data@example.org")
    sent: list[tuple] = []
    monkeypatch.setattr(mailer, "mail_recipient", lambda *mail, **_options: sent.append(mail))
    resource = upload(PERSONAL, "contacts.csv")
    judge(resource["id"])
    judge(resource["id"])
    (mail,) = sent
    assert mail[1] == "editrice@example.org"
    assert "contact" in mail[3]
    assert "tout le monde peut lire" in mail[3]
    assert EMAIL not in mail[3]

"""A file becomes a dataset: kept, read, recognised, corrected, described, published; through the API in three calls."""

from __future__ import annotations

import hashlib
import io
import json

import pytest

from ckan import model as ckan_model
from ckan.plugins import toolkit as tk
from ckan.tests import helpers

from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces.depositing import store

from .conftest import INVALID, SPOILED, VALID, act, show


def dataset_of(deposit):
    return helpers.call_action("package_show", {"ignore_auth": True}, id=deposit["dataset_id"])


def test_a_file_is_kept_as_a_private_dataset_of_the_workspace(deposit, workspace):
    made = deposit()
    dataset = dataset_of(made)
    assert (made["state"], made["next"]) == ("received", "wait")
    assert (dataset["private"], dataset["owner_org"]) == (True, workspace["id"])
    assert [one["id"] for one in dataset["resources"]] == [made["resource_id"]]
    assert made["file"] == {
        "name": "subventions-2024.csv",
        "size": len(VALID),
        "sha256": hashlib.sha256(VALID).hexdigest(),
    }
    assert made["queue"] == {"state": "queued", "before": 0, "progress": None}


def test_a_valid_file_is_recognised_described_and_ready(deposit, read):
    found = read(deposit())
    assert (found["state"], found["next"], found["obstacles"]) == ("ready", "publish", [])
    assert found["schema"]["id"] == "scdl/subventions"
    assert found["candidates"][0] == {"id": "scdl/subventions", "version": found["schema"]["version"],
                                      "title": "Subventions versées", "confidence": 1.0}  # fmt: skip
    metadata = found["metadata"]
    assert metadata["title"] == "Subventions versées – Commune de Bruyères, 2024"
    assert metadata["license_id"] == "lov2"
    assert metadata["territories"] == ["commune:88078"]
    assert metadata["themes"] == ["GOVE", "ECON"]
    assert metadata["frequency"] == "ANNUAL"
    assert metadata["temporal_coverage"] == [{"start": "2024-02-01", "end": "2024-02-01"}]
    assert len(metadata["notes"]) > 100
    assert found["preview"]["header"][0] == "nomAttribuant"
    assert found["preview"]["rows"][0][0] == "Commune de Bruyères"


def test_what_is_published_is_public_found_and_described(deposit, read):
    made = deposit()
    read(made)
    published = act("dge_deposit_publish", "agent", id=made["id"])
    dataset = dataset_of(made)
    assert published["state"] == "published"
    assert published["catalogued_at"]
    assert (dataset["private"], dataset["name"]) == (False, "subventions-versees-commune-de-bruyeres-2024")
    assert dataset["license_id"] == "lov2"
    assert dataset["resources"][0]["schema"] == "scdl/subventions"
    assert dataset["resources"][0]["description"]
    assert helpers.call_action("package_search", q="subventions bruyeres")["results"][0]["id"] == dataset["id"]
    report = helpers.call_action("dge_quality_report_show", {"ignore_auth": True}, resource_id=made["resource_id"])
    assert (report["state"], report["pending"], report["schema"]["origin"]) == ("valid", None, "declared")


def test_publishing_twice_changes_nothing(deposit, read):
    made = deposit()
    read(made)
    first = act("dge_deposit_publish", "agent", id=made["id"])
    again = act("dge_deposit_publish", "maire", id=made["id"])
    assert again["published_at"] == first["published_at"]
    assert [one.what for one in audit.about(made["id"])] == ["deposit-received", "deposit-published"]


def test_a_spoiled_file_is_corrected_by_its_rules_and_the_rest_of_the_path_is_the_same(deposit, read):
    made = deposit(SPOILED)
    found = read(made)
    assert (found["state"], found["next"]) == ("choices", "correct")
    rules = [one["rule"] for one in found["corrections"]["proposals"]]
    assert found["corrections"]["valid"]
    assert len(rules) >= 2
    act("dge_deposit_update", "agent", id=made["id"], refused=[])
    found = read(made)
    assert (found["state"], found["quality"]["state"]) == ("ready", "valid")
    assert act("dge_deposit_publish", "agent", id=made["id"])["state"] == "published"


def test_a_file_that_nothing_mends_may_be_published_with_its_faults(deposit, read):
    made = deposit(INVALID)
    found = read(made)
    assert (found["state"], found["obstacles"]) == ("choices", [])
    assert found["quality"]["causes"]
    assert act("dge_deposit_publish", "agent", id=made["id"])["state"] == "published"
    assert "schema" not in dataset_of(made)["resources"][0] or dataset_of(made)["resources"][0]["schema"]


def test_a_file_that_is_still_being_read_is_not_published(deposit):
    made = deposit()
    with pytest.raises(tk.ValidationError) as refusal:
        act("dge_deposit_publish", "agent", id=made["id"])
    assert "state" in refusal.value.error_dict
    assert dataset_of(made)["private"]


def test_the_draft_is_kept_at_each_step_and_checked(deposit, read):
    made = deposit()
    read(made)
    act(
        "dge_deposit_update",
        "agent",
        id=made["id"],
        metadata={"title": "Aides aux associations", "frequency": "MONTHLY"},
    )
    found = show(made["id"])
    assert found["metadata"]["title"] == "Aides aux associations"
    assert found["edited"] == ["frequency", "title"]
    assert found["metadata"]["themes"] == ["GOVE", "ECON"]
    assert dataset_of(made)["title"] == "Aides aux associations"
    with pytest.raises(tk.ValidationError) as refusal:
        act("dge_deposit_update", "agent", id=made["id"], metadata={"territories": ["commune:99999"]})
    assert "territories" in refusal.value.error_dict
    ckan_model.Session.rollback()
    assert show(made["id"])["metadata"]["territories"] == ["commune:88078"]
    with pytest.raises(tk.ValidationError):
        act("dge_deposit_update", "agent", id=made["id"], metadata={"owner_org": "epinal"})
    act("dge_deposit_publish", "agent", id=made["id"])
    assert dataset_of(made)["name"] == "aides-aux-associations"


def test_another_schema_is_chosen_and_the_file_is_judged_by_it(deposit, read):
    made = deposit()
    read(made)
    act("dge_deposit_update", "agent", id=made["id"], schema="scdl/deliberations")
    found = read(made)
    assert (found["schema"]["id"], found["quality"]["state"]) == ("scdl/deliberations", "invalid")
    with pytest.raises(tk.ValidationError):
        act("dge_deposit_update", "agent", id=made["id"], schema="scdl/nothing")
    act("dge_deposit_update", "agent", id=made["id"], schema="")
    assert read(made)["schema"]["id"] == "scdl/subventions"


def test_a_file_may_follow_none_of_the_schemas_and_that_is_remembered(deposit, read):
    made = deposit(INVALID)
    assert read(made)["quality"]["state"] == "invalid"
    act("dge_deposit_update", "agent", id=made["id"], schema="none")
    found = read(made)
    assert found["schema"] == {"id": "", "version": "", "title": "", "origin": "declared"}
    assert (found["state"], found["next"], found["quality"]["state"]) == ("ready", "publish", "valid")
    assert found["candidates"][0]["id"] == "scdl/subventions"
    assert found["metadata"]["title"] == "Subventions-2024 – Commune de Bruyères"
    act("dge_deposit_publish", "agent", id=made["id"])
    dataset = dataset_of(made)
    assert dataset["resources"][0]["schema_recognition"] == "never"
    assert not dataset["resources"][0].get("schema")
    report = helpers.call_action("dge_quality_report_show", {"ignore_auth": True}, resource_id=made["resource_id"])
    assert (report["state"], report["pending"], report["schema"]["id"]) == ("valid", None, "")
    scores = helpers.call_action("dge_quality_score_show", {"ignore_auth": True}, id=dataset["id"])
    conformity = next(one for one in scores["details"]["ours"]["criteria"] if one["name"] == "conformity")
    assert not conformity["applies"]
    again = read(deposit(VALID, replaces=made["resource_id"]))
    assert (again["schema"]["id"], again["schema"]["origin"]) == ("", "declared")
    assert [one.what for one in audit.about(made["id"])] == [
        "deposit-received",
        "deposit-no-schema",
        "deposit-published",
    ]


def test_that_no_schema_is_followed_can_be_taken_back(deposit, read):
    made = deposit(schema="none")
    assert read(made)["schema"]["origin"] == "declared"
    act("dge_deposit_update", "agent", id=made["id"], schema="")
    assert read(made)["schema"]["id"] == "scdl/subventions"


def test_the_page_of_a_deposit_offers_that_no_schema_is_followed(app, people, deposit, read):
    made = deposit()
    read(made)
    page, headers = f"/espaces/bruyeres/depots/{made['id']}", {"Authorization": people["agent"]["token"]}
    assert (
        '<option value="none">Aucun de ceux-ci : le fichier ne suit aucun schéma</option>'
        in app.get(page, headers=headers).body
    )
    app.post(f"{page}/schema", data={"schema": "none"}, headers=headers)
    assert read(made)["schema"]["origin"] == "declared"
    body = app.get(page, headers=headers).body
    assert "Ce fichier ne suit aucun schéma, comme il a été indiqué" in body
    assert '<option value="none" selected>' in body


def test_a_deposit_that_is_given_up_leaves_no_dataset(deposit, read):
    made = deposit()
    read(made)
    assert act("dge_deposit_abandon", "agent", id=made["id"])["state"] == "abandoned"
    assert dataset_of(made)["state"] == "deleted"
    assert act("dge_deposit_abandon", "agent", id=made["id"])["state"] == "abandoned"
    with pytest.raises(tk.ValidationError):
        act("dge_deposit_publish", "agent", id=made["id"])
    assert act("dge_deposit_list", "agent", workspace="bruyeres") == []
    assert [one["id"] for one in act("dge_deposit_list", "agent", workspace="bruyeres", state="abandoned")] == [
        made["id"]
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", b"%PDF-1.4"),
        ("plan.csv", b"%PDF-1.4 a plan"),
        ("vide.csv", b""),
        ("sans-nom", b"a,b\n1,2\n"),
    ],
)
def test_what_is_no_table_is_refused_in_words_and_nothing_is_kept(deposit, storage, name, content):
    with pytest.raises(tk.ValidationError) as refusal:
        deposit(content, name)
    assert len(refusal.value.error_dict["upload"][0]) > 30
    assert store.of_organization(ckan_model.Group.get("bruyeres").id) == []
    assert not [path for path in storage.rglob("*") if path.is_file()]


def test_three_calls_publish_a_file_with_a_token(app, people, workspace, read):
    token = {"Authorization": people["agent"]["token"]}
    sent = {"workspace": "bruyeres", "upload": (io.BytesIO(VALID), "subventions.csv")}
    answer = app.post("/api/action/dge_deposit_create", data=sent, content_type="multipart/form-data", headers=token)
    made = json.loads(answer.body)["result"]
    read(made)
    shown = json.loads(app.get(f"/api/action/dge_deposit_show?id={made['id']}", headers=token).body)["result"]
    assert shown["state"] == "ready"
    published = app.post("/api/action/dge_deposit_publish", json={"id": made["id"]}, headers=token)
    assert json.loads(published.body)["result"]["state"] == "published"
    assert app.get(f"/dataset/{dataset_of(made)['name']}").status_code == 200


def test_the_action_documents_itself(app):
    said = json.loads(app.get("/api/action/help_show?name=dge_deposit_create").body)["result"]
    assert "Three calls" in said


NEXT = VALID + VALID.splitlines()[1].replace(b"D1", b"D2") + b"\n"


def test_a_new_version_takes_the_place_of_the_file_and_the_dataset_keeps_its_address(deposit, read, storage):
    first = deposit()
    read(first)
    act("dge_deposit_publish", "agent", id=first["id"])
    before = dataset_of(first)
    act("package_patch", "agent", id=before["id"], title="Nos aides")
    second = deposit(NEXT, "subventions-2025.csv", replaces=first["resource_id"])
    draft = second["dataset_id"]
    found = read(second)
    assert found["state"] == "ready"
    published = act("dge_deposit_publish", "agent", id=second["id"])
    assert (published["state"], published["dataset_id"]) == ("published", before["id"])
    after = dataset_of(first)
    assert (after["name"], after["title"]) == (before["name"], "Nos aides")
    assert [one["id"] for one in after["resources"]] == [first["resource_id"]]
    assert after["resources"][0]["schema"] == "scdl/subventions"
    assert helpers.call_action("package_show", {"ignore_auth": True}, id=draft)["state"] == "deleted"
    kept = [path.read_bytes() for path in (storage / "resources").rglob("*") if path.is_file()]
    assert kept == [NEXT], "the draft takes no room any more"
    assert act("dge_deposit_publish", "agent", id=second["id"])["published_at"] == published["published_at"]


def test_the_bytes_of_a_deposit_that_is_given_up_go(deposit, read, storage):
    made = deposit()
    read(made)
    act("dge_deposit_abandon", "agent", id=made["id"])
    assert not [path for path in (storage / "resources").rglob("*") if path.is_file()]


def test_the_receipt_says_what_became_of_the_file(deposit, read, call, people):
    made = deposit(SPOILED)
    read(made)
    act("dge_deposit_update", "agent", id=made["id"], refused=[])
    read(made)
    draft = act("dge_deposit_receipt", "agent", id=made["id"])
    assert (draft["catalogued"], draft["datagouv"]) == (None, None)
    act("dge_deposit_publish", "agent", id=made["id"])
    status, receipt = call("dge_deposit_receipt", people["stagiaire"], id=made["id"])
    assert status == 200
    stored, valid, catalogued, datagouv = (receipt[name] for name in ("stored", "valid", "catalogued", "datagouv"))
    assert (stored["sha256"], stored["size"]) == (hashlib.sha256(SPOILED).hexdigest(), len(SPOILED))
    assert stored["current"] == stored["corrections"][0]["sha256"] != stored["sha256"]
    assert (valid["state"], valid["schema_id"], valid["rows"], valid["faults"]) == ("valid", "scdl/subventions", 1, 0)
    assert catalogued["found"]
    assert catalogued["url"].endswith(f"/dataset/{dataset_of(made)['name']}")
    assert (datagouv["title"], datagouv["frequency"]) == (dataset_of(made)["title"], "ANNUAL")
    assert "licence-ouverte" in datagouv["licence"]
    assert datagouv["period"][0].startswith("2024-02-01")
    assert [one["format"] for one in datagouv["resources"]] == ["CSV"]
    assert (datagouv["points"], datagouv["most"]) == (9, 9)

"""How a file is read is shown, corrected by its producer for that very file, and used by repairs."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from ckan.tests import factories

from ckanext.datagrandest.quality import due

from .conftest import HEADER, ROW, VALID

#: A table of one column for those who see commas, of fourteen for those who see semicolons.
ROWS = f"{HEADER}\n{ROW.format(date='2024-02-01', amount='1500.5')}\n"
ODD = b"Mairie;2024\na,b;c\n1,2;3\n4,5;6\n"


def address(resource: dict, rest: str = "") -> str:
    return f"/dataset/{resource['package_id']}/resource/{resource['id']}/qualite{rest}"


def test_what_is_found_is_shown_in_plain_words(upload, judge, app, editor):
    resource = upload(ROWS.replace(",", ";").encode("cp1252"), "subventions.csv", schema="scdl/subventions")
    shown = judge(resource["id"])
    assert (shown["dialect"]["encoding"], shown["dialect"]["delimiter"]) == ("cp1252", ";")
    page = BeautifulSoup(app.get(address(resource)).body, "html.parser").select_one("[aria-labelledby=reading]")
    for words in ("Windows-1252", "point-virgule", "guillemets", "Ligne qui nomme les colonnes"):
        assert words in page.text
    assert not page.select("a"), "visitors correct nothing"
    mine = app.get(address(resource), headers={"Authorization": editor["token"]})
    assert BeautifulSoup(mine.body, "html.parser").select_one("[aria-labelledby=reading] a")


def test_a_correction_is_kept_for_this_file_and_the_file_is_judged_again(upload, judge, call, editor):
    resource = upload(ODD, "x.csv")
    before = judge(resource["id"])
    assert list(due.due([resource["package_id"]])) == []
    status, kept = call("dge_quality_dialect_update", editor, resource_id=resource["id"], delimiter=",", header_row=2)
    assert (status, kept["choices"]) == (200, {"delimiter": ",", "header_row": 2})
    assert [asked.id for asked in due.due([resource["package_id"]])] == [resource["id"]]
    after = judge(resource["id"])
    assert after["dialect"] != before["dialect"]
    assert (after["dialect"]["delimiter"], after["dialect"]["header_row"], after["rows"]) == (",", 2, 2)
    status, seen = call("dge_quality_privacy_show", editor, resource_id=resource["id"])
    assert seen["header"] == ["a", "b;c"]
    upload(VALID, id=resource["id"])
    assert judge(resource["id"])["dialect"]["header_row"] == 1, "a new file is read anew"
    call("dge_quality_dialect_update", editor, resource_id=resource["id"], header_row=1)
    call("dge_quality_dialect_update", editor, resource_id=resource["id"])
    assert call("dge_quality_privacy_show", editor, resource_id=resource["id"])[1]["choices"] == {}


def test_repairs_read_the_file_the_same_way(upload, judge, call, editor):
    text = f"Subventions de la commune\n{ROWS}".replace("2024-02-01", "01/02/2024")
    resource = upload(text.encode(), "subventions.csv", schema="scdl/subventions")
    judge(resource["id"])
    status, wrong = call("dge_quality_dialect_update", editor, resource_id=resource["id"], delimiter=";")
    assert status == 200, wrong
    judge(resource["id"])
    proposed = call("dge_quality_repair_show", editor, resource_id=resource["id"])[1]
    assert not proposed.get("valid"), "read with semicolons there is one column"
    call("dge_quality_dialect_update", editor, resource_id=resource["id"], delimiter=",", header_row=2)
    judge(resource["id"])
    assert call("dge_quality_repair_apply", editor, resource_id=resource["id"])[0] == 200
    assert judge(resource["id"])["state"] == "valid"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"encoding": "klingon"}, "encodage"),
        ({"encoding": "base64"}, "encodage"),
        ({"delimiter": "ab"}, "un seul caractère"),
        ({"delimiter": '"'}, "un seul caractère"),
        ({"header_row": "0"}, "de 1 à 25"),
        ({"header_row": "9999"}, "de 1 à 25"),
    ],
)
def test_what_cannot_be_is_refused_in_french(upload, judge, call, editor, wrong, said):
    resource = upload(ODD, "x.csv")
    judge(resource["id"])
    status, answer = call("dge_quality_dialect_update", editor, resource_id=resource["id"], **wrong)
    assert (status, said in str(answer)) == (409, True), answer


def test_a_correction_that_does_not_fit_is_a_verdict_that_says_so(upload, judge, call, editor):
    resource = upload("nom;ville\né;à\n".encode("cp1252"), "x.csv")
    judge(resource["id"])
    call("dge_quality_dialect_update", editor, resource_id=resource["id"], encoding="utf-8")
    shown = judge(resource["id"])
    assert (shown["state"], "utf-8" in shown["reason"]) == ("not_judged", True)


def test_strangers_correct_nothing(upload, judge, call, app):
    resource = upload(ODD, "x.csv")
    judge(resource["id"])
    stranger = factories.UserWithToken()
    factories.Organization(users=[{"name": stranger["name"], "capacity": "admin"}])
    for person in (None, stranger):
        assert call("dge_quality_dialect_update", person, resource_id=resource["id"], header_row=2)[0] == 403
        headers = {"Authorization": person["token"]} if person else {}
        answer = app.get(address(resource, "/lecture"), headers=headers, follow_redirects=False)
        assert answer.status_code in {302, 403}
    assert list(due.due([resource["package_id"]])) == []


def test_the_form_needs_no_javascript(upload, judge, app, editor):
    resource = upload(ODD, "x.csv")
    judge(resource["id"])
    headers = {"Authorization": editor["token"]}
    page = BeautifulSoup(app.get(address(resource, "/lecture"), headers=headers).body, "html.parser")
    assert [field["name"] for field in page.select("main select, main input[type!=hidden]")] == [
        "encoding", "delimiter", "header_row",
    ]  # fmt: skip
    done = app.post(
        address(resource, "/lecture"), data={"delimiter": "tab", "header_row": "2", "encoding": ""}, headers=headers
    )
    assert "relu comme vous" in done.body
    assert judge(resource["id"])["dialect"]["delimiter"] == "\t"

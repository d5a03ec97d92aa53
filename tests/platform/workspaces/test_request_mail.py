"""A request from the first mail to the password of the administrator, with a real mail server."""

import pytest
from bs4 import BeautifulSoup
from freezegun import freeze_time

from ckan import model
from ckan.tests import factories

from ckanext.datagrandest.workspaces import rights
from ckanext.datagrandest.workspaces.requesting import store

from .requesting import PLOMBIERES, act, ask, link_in

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "with_request_context")
WHO = PLOMBIERES["email"]


@pytest.fixture
def animateur():
    user = factories.User(name="aide", email="aide@region.example")
    factories.Organization(name="data-grand-est", users=[{"name": user["name"], "capacity": "editor"}])
    return user["name"]


def heading(response):
    return BeautifulSoup(response.body, "html.parser").find("h1").text.strip()


def test_from_the_link_to_the_password(app, mailbox, animateur):
    asked = ask()
    letter = mailbox.wait(WHO, "Confirmez votre adresse")
    assert letter.text.startswith("Bonjour Anne Martin,\n\nVous avez demandé l'espace de Plombières-les-Bains")
    link = link_in(letter.text)
    assert heading(app.get(link)) == "Confirmez votre adresse"
    assert store.find(asked["id"]).state == "unconfirmed", "opening a link changes nothing: mail filters open links too"
    assert heading(app.post(link)) == "Votre adresse est confirmée"
    told = mailbox.wait("aide@region.example", "Un espace est demandé : Plombières-les-Bains")
    assert f"/espaces/demandes/{asked['id']}" in told.text
    found = act("approve", animateur, id=asked["id"])
    assert found["invited_at"]
    invitation = mailbox.wait(WHO, "L'espace de Plombières-les-Bains est ouvert")
    reset = link_in(invitation.text, "/user/reset/")
    page = BeautifulSoup(app.get(reset).body, "html.parser")
    assert "Réinitialiser" in page.text or "mot de passe" in page.text
    user = model.Session.query(model.User).filter_by(email=WHO).one()
    assert f"nom d'utilisateur : {user.name}\n" in invitation.text
    app.post(reset, data={"password1": "une longue phrase", "password2": "une longue phrase", "name": user.name})
    model.Session.expire_all()
    assert model.User.get(user.id).state == "active"
    assert rights.role(user.name, found["organization"]["id"]) is rights.Role.ADMINISTRATOR
    logged = app.post("/user/login", data={"login": WHO, "password": "une longue phrase"}, follow_redirects=True)
    assert "Anne Martin" in logged.body


def test_a_link_that_was_used_says_that_all_is_well(app, mailbox):
    ask()
    link = link_in(mailbox.wait(WHO).text)
    app.post(link)
    for again in (app.get(link, status=410), app.post(link, status=410)):
        assert heading(again) == "Ce lien a déjà servi"
        assert "Tout va bien" in again.body


def test_a_link_that_comes_too_late_is_sent_again(app, mailbox):
    asked = ask()
    first = link_in(mailbox.wait(WHO).text)
    with freeze_time("2031-01-01"):
        late = app.get(first, status=410)
        assert heading(late) == "Ce lien est trop ancien"
        assert "Envoyez-moi un nouveau lien" in late.body
    request = store.find(asked["id"])
    request.mailed_at = request.mailed_at.replace(year=2020)
    model.Session.commit()
    with freeze_time("2031-01-01"):
        assert heading(app.post(first)) == "Un nouveau lien est envoyé"
        second = link_in(mailbox.to(WHO)[-1].text)
        assert second != first
        assert heading(app.post(second)) == "Votre adresse est confirmée"
    assert "Un lien plus récent" not in app.get(first, status=410).body


def test_a_link_that_is_not_ours_leads_to_the_form(app):
    for text in ("abc", "WyJhIiwiYiJd.aaaa.bbbb"):
        answer = app.get(f"/espaces/demande/lien/{text}", status=404)
        assert heading(answer) == "Ce lien n'est pas entier"
        assert '/espaces/demande"' in answer.body


def test_a_question_is_asked_and_answered_by_mail(app, mailbox, animateur):
    asked = ask()
    confirming = link_in(mailbox.wait(WHO).text)
    act("question", animateur, id=asked["id"], question="Qui est votre maire ?\nMerci")
    letter = mailbox.wait(WHO, "Une question sur l'espace de Plombières-les-Bains")
    assert "Qui est votre maire ?" in letter.text
    link = link_in(letter.text)
    assert "Qui est votre maire ?" in app.get(link).body
    assert "Un lien plus récent" in app.get(confirming, status=410).body
    assert "Écrivez une phrase" in app.post(link, data={"answer": "  "}).body
    assert heading(app.post(link, data={"answer": "Madame <b>Dupont</b>"})) == "Votre réponse est envoyée"
    assert mailbox.wait("aide@region.example", "Réponse à votre question")
    found = act("request_show", animateur, id=asked["id"])
    assert (found["state"], found["answer"]) == ("waiting", "Madame <b>Dupont</b>")
    assert found["confirmed_at"], "who answers a mail has the address"
    app.post(link, data={"answer": "autre"}, status=410)
    assert store.find(asked["id"]).answer == "Madame <b>Dupont</b>"


def test_a_refusal_tells_why(mailbox, animateur):
    asked = ask()
    found = act("refuse", animateur, id=asked["id"], reason="Votre EPCI publie déjà pour vous.")
    assert found["state"] == "refused"
    letter = mailbox.wait(WHO, "Votre demande d'espace de Plombières-les-Bains")
    assert "Votre EPCI publie déjà pour vous." in letter.text
    assert ask()["state"] == "unconfirmed", "a refused commune may ask again"


def test_an_invitation_that_cannot_be_sent_is_sent_again(app, mailbox, animateur):
    mailbox.refusing = "451 later"
    asked = ask()
    assert act("request_show", animateur, id=asked["id"])["mailed_at"] is None
    found = act("approve", animateur, id=asked["id"])
    assert found["state"] == "approved"
    assert found["invited_at"] is None
    assert "invitation" in [check["code"] for check in found["checks"]]
    mailbox.refusing = None
    again = act("invite", animateur, id=asked["id"])
    assert again["invited_at"]
    assert again["checks"] == []
    app.get(link_in(mailbox.wait(WHO, "est ouvert").text, "/user/reset/"))


def test_a_page_tells_that_the_mail_could_not_be_sent(app, mailbox):
    mailbox.refusing = "451 later"
    answer = app.post("/espaces/demande", data=PLOMBIERES)
    assert heading(answer) == "Votre demande est gardée"
    assert "n'a pas pu partir" in answer.body


def test_who_has_an_account_is_told_to_log_in_as_usual(mailbox, animateur):
    factories.User(email=WHO, name="secretaire")
    act("approve", animateur, id=ask()["id"])
    letter = mailbox.wait(WHO, "est ouvert")
    assert "Vous avez déjà un compte" in letter.text
    assert "/user/reset/" not in letter.text


def test_the_same_request_again_sends_the_link_again_and_only_to_its_address(mailbox):
    asked = ask()
    request = store.find(asked["id"])
    request.mailed_at = request.mailed_at.replace(year=2020)
    model.Session.commit()
    for email in ("autre@example.org", WHO):
        with pytest.raises(Exception, match="en cours") as caught:
            ask(email=email)
        assert WHO not in str(caught.value)
    assert len(mailbox.to(WHO)) == 2
    assert mailbox.to("autre@example.org") == []


def test_an_invitation_that_works_no_more_leads_to_a_new_one(app, mailbox, animateur):
    asked = ask()
    act("approve", animateur, id=asked["id"])
    first = link_in(mailbox.wait(WHO, "est ouvert").text, "/user/reset/")
    act("invite", animateur, id=asked["id"])
    second = link_in(mailbox.to(WHO)[-1].text, "/user/reset/")
    replaced = app.get(first, status=403)
    assert heading(replaced) == "Ce lien ne fonctionne plus"
    assert '/user/reset"' in replaced.body
    app.post("/user/reset", data={"user": WHO})
    third = link_in(mailbox.to(WHO)[-1].text, "/user/reset/")
    assert third not in (first, second)
    user = model.Session.query(model.User).filter_by(email=WHO).one()
    chosen = {"password1": "une longue phrase", "password2": "une longue phrase", "name": user.name}
    app.post(third, data=chosen)
    model.Session.expire_all()
    assert model.User.get(user.id).state == "active"
    assert heading(app.get(third, status=403)) == "Ce lien ne fonctionne plus"

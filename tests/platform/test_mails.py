"""A mail server that hangs hangs no page, and no mail is lost: what is not taken is tried again in the background."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.lib import mailer
from ckan.tests import factories

from ckanext.datagrandest import mails
from ckanext.datagrandest.jobs import runner, store
from ckanext.datagrandest.jobs.model import FAILED, QUEUED, Job
from ckanext.datagrandest.jobs.queueing import function_name

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db")
PEOPLE = [("Anne", "anne@example.org"), ("Paul", "paul@example.org"), ("Léa", None), ("Zoé", "zoe@example.org")]


@pytest.fixture(autouse=True)
def settings(ckan_config, monkeypatch):
    """Mails leave, and a server has a second."""
    monkeypatch.setitem(ckan_config, "smtp.mail_from", "data@example.org")
    monkeypatch.setitem(ckan_config, "smtp.starttls", False)
    monkeypatch.setitem(ckan_config, mails.SECONDS, 1)


def talk(connection: socket.socket, manner: str) -> None:
    """Answer as a server in trouble does."""
    try:
        if manner != "silent":
            connection.sendall(b"220 hello\r\n")
        while manner == "slow" and connection.recv(1024):
            time.sleep(0.6)
            connection.sendall(b"250 go on\r\n")
    except OSError:
        return


def serve(listening: socket.socket, manner: str, held: list[socket.socket]) -> None:
    """Accept connections until the server is closed."""
    while True:
        try:
            held.append(listening.accept()[0])
        except OSError:
            return
        threading.Thread(target=talk, args=(held[-1], manner), daemon=True).start()


@pytest.fixture(params=["silent", "greets", "slow"])
def hanging(request, ckan_config, monkeypatch) -> Iterator[str]:
    """A server that accepts and says nothing, that greets and then says nothing, or that takes its time for each answer."""
    listening, held = socket.create_server(("127.0.0.1", 0)), []
    threading.Thread(target=serve, args=(listening, request.param, held), daemon=True).start()
    monkeypatch.setitem(ckan_config, "smtp.server", f"127.0.0.1:{listening.getsockname()[1]}")
    yield request.param
    for one in (listening, *held):
        one.close()


def waiting(state: str = QUEUED) -> list[store.JobRow]:
    """Give the mails that wait, in a state."""
    found = store.latest(state=state, limit=50)
    return [job for job in found if job.function == function_name(mails.deliver)]


def test_a_server_that_hangs_is_left_alone_and_nothing_is_lost(hanging):
    began = time.monotonic()
    assert mails.send(PEOPLE, "Bonjour", "Un texte.") == 0
    assert time.monotonic() - began < 8, "far less than a server that never answers takes"
    assert sorted(job.args[1] for job in waiting()) == ["anne@example.org", "paul@example.org", "zoe@example.org"]


def test_ckans_own_mails_are_bounded_too(hanging):
    user = model.User.get(factories.User()["id"])
    began = time.monotonic()
    with pytest.raises(mailer.MailerException):
        mailer.mail_user(user, "Bonjour", "Un texte.")
    assert time.monotonic() - began < 8


def test_what_was_not_taken_is_tried_again_until_it_is(mailbox_on, ckan_config, monkeypatch):
    box = mailbox_on()
    monkeypatch.setitem(ckan_config, "smtp.server", box.address)
    box.refusing = "451 later"
    assert mails.send(PEOPLE[:1], "Bonjour", "Un texte.") == 0
    (job,) = waiting()
    with pytest.raises(mails.NotSentError):
        runner.run(job.id, job.attempt)
    (failed,) = waiting(FAILED)
    assert failed.message == mails.NotSentError.message
    assert mails.try_again() == {"queued": 1}
    assert mails.try_again() == {"queued": 0}, "it waits already"
    box.refusing = None
    (job,) = waiting()
    runner.run(job.id, job.attempt)
    assert box.wait("anne@example.org").text.strip().startswith("Un texte.")
    assert len(box.letters) == 1
    assert mails.try_again() == {"queued": 0}
    with store.transaction() as connection:
        kept = connection.scalars(sa.select(Job.args).where(Job.function == function_name(mails.deliver)))
        assert list(kept) == [[], []], "the text of a mail that was taken is kept nowhere"


def test_who_sends_again_themselves_get_one_mail(mailbox_on, ckan_config, monkeypatch):
    box = mailbox_on()
    monkeypatch.setitem(ckan_config, "smtp.server", box.address)
    box.refusing = "451 later"
    assert mails.send(PEOPLE, "Bonjour", "Un texte.", again=False) == 0
    assert waiting() == []


def test_a_mail_is_given_up_after_so_many_attempts(mailbox_on, ckan_config, monkeypatch):
    box = mailbox_on()
    monkeypatch.setitem(ckan_config, "smtp.server", box.address)
    monkeypatch.setattr(mails, "ATTEMPTS", 2)
    box.refusing = "550 never"
    mails.send(PEOPLE[:1], "Bonjour", "Un texte.")
    for queued in (1, 0):
        (job,) = waiting()
        with pytest.raises(mails.NotSentError):
            runner.run(job.id, job.attempt)
        assert mails.try_again() == {"queued": queued}

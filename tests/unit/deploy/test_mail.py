"""The mail server of a platform on one machine: it keeps mails as files, and nobody else can read them."""

from __future__ import annotations

import mailbox
import smtplib
import subprocess
import sys
import time

import pytest
from local import mail, programs
from local.ports import Ports, is_taken


@pytest.fixture
def server(instance, monkeypatch):
    """Start the process that `deploy/up` would, with the library of the tests; give its port."""
    monkeypatch.setattr(mail, "service_folder", lambda path, mode: path.mkdir(mode=mode))
    mail.prepare(instance)
    ports = Ports(instance)
    _python, *words = mail.program(instance, ports).command
    with subprocess.Popen([sys.executable, *words]) as process:
        for _ in range(200):
            if is_taken(ports["mail"]):
                break
            time.sleep(0.05)
        yield ports["mail"]
        process.terminate()


def test_a_mail_is_kept_for_its_reader_alone(server, instance):
    with smtplib.SMTP("127.0.0.1", server, timeout=10) as client:
        client.sendmail("plateforme@localhost", ["mairie@example.org"], "Subject: Bonjour\r\n\r\nVotre espace.\r\n")
    folder = mail.folder(instance)
    (kept,) = mailbox.Maildir(folder, create=False)
    assert (kept["subject"], kept["x-rcptto"]) == ("Bonjour", "mairie@example.org")
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_server_is_on_the_loopback_interface_and_among_the_processes(instance):
    ports = Ports(instance)
    assert f"127.0.0.1:{ports['mail']}" in mail.program(instance, ports).command
    assert "mail" in [program.name for program in programs.all_above_base(instance, ports)]

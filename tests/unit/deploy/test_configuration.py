"""`ckan.ini` is written from the template and keeps what was changed by hand."""

from __future__ import annotations

import configparser

import pytest
from local import configuration
from local.ports import Ports


@pytest.fixture
def write(instance, monkeypatch):
    """Write the file, as `deploy/up` does each time; give its options."""
    monkeypatch.setattr(configuration, "give_one", lambda path: None)

    def write(overlay=None):
        configuration.write(instance, Ports(instance), overlay)
        parser = configparser.ConfigParser()
        parser.optionxform = str
        parser.read(instance.ini)
        return dict(parser["app:main"])

    return write


def test_everything_is_filled_in(write, instance):
    options = write()
    assert options["ckan.plugins"].split() == list(configuration.composition().PLUGINS)
    assert options["ckan.locale_default"] == "fr"
    assert options["ckan.datastore.sqlsearch.enabled"] == "false"
    assert "${" not in instance.ini.read_text()
    assert instance.ini.stat().st_mode & 0o777 == 0o600


def test_the_datastore_is_read_by_a_role_that_cannot_write(write):
    options = write()
    assert options["ckan.datastore.read_url"] != options["ckan.datastore.write_url"]
    assert "//datastore_ro:" in options["ckan.datastore.read_url"]


def test_mails_go_to_the_server_of_the_platform_which_sends_none(write, instance):
    assert write()["smtp.server"] == f"127.0.0.1:{Ports(instance)['mail']}"


def test_secrets_are_made_once(write, instance):
    assert write()["SECRET_KEY"] == write()["SECRET_KEY"]
    assert (instance.var / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_what_was_changed_and_added_by_hand_stays(write, instance):
    write()
    text = instance.ini.read_text().replace("ckan.site_title = DATA Grand Est", "ckan.site_title = Ours")
    instance.ini.write_text(text.replace("[loggers]", "my.option = two\n    lines\n\n[loggers]"))
    for _ in range(2):
        options = write()
        assert options["ckan.site_title"] == "Ours"
        assert options["my.option"] == "two\nlines"


def test_what_was_not_changed_follows_the_template(write, instance, monkeypatch):
    write()
    template = configuration.TEMPLATE.read_text().replace("solr_timeout = 60", "solr_timeout = 30")
    moved = instance.var / "template.ini"
    moved.write_text(template)
    monkeypatch.setattr(configuration, "TEMPLATE", moved)
    assert write()["solr_timeout"] == "30"


def test_a_moved_port_reaches_the_file(write, instance, monkeypatch):
    write()
    monkeypatch.setenv("DGE_PORT", "5077")
    Ports(instance).settle_public()
    assert write()["ckan.site_url"] == "http://localhost:5077"


def test_the_tests_change_only_their_own_options(write):
    assert write(configuration.TEST_OVERLAY)["testing"] == "true"

"""`ckan dge check` says what is wrong with a configuration, and nothing when all is well."""

from __future__ import annotations

import json

import pytest

import ckan.plugins as p

from ckanext.datagrandest.composition import PLUGINS
from ckanext.datagrandest.interfaces import Finding, IPlatformCheck
from ckanext.datagrandest.soundness import ground, run
from ckanext.datagrandest.soundness.cli import check


def messages(findings):
    return [finding.message for finding in findings]


def test_the_test_platform_is_sound(loaded_platform):
    broken = {result.name: messages(result.findings) for result in run.results() if result.findings}
    broken.pop("territories.loaded", None)  # each test starts from an empty database
    assert broken == {}


def test_a_missing_plugin_is_named(ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckan.plugins", [name for name in PLUGINS if name != "harvest"])
    (finding,) = ground.plugins()
    assert "harvest" in finding.message
    assert " ".join(PLUGINS) in finding.remedy


def test_another_order_is_told(ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckan.plugins", list(reversed(PLUGINS)))
    assert len(list(ground.plugins())) == 1


def test_a_plugin_of_the_operator_is_no_fault(ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckan.plugins", [*PLUGINS, "stats"])
    assert list(ground.plugins()) == []


@pytest.mark.ckan_config("ckanext.datagrandest.net.alowed_hosts", "x")
def test_a_misspelt_option_of_ours_is_named():
    assert any("alowed_hosts" in message for message in messages(ground.options()))


@pytest.mark.ckan_config("SECRET_KEY", "short")
@pytest.mark.ckan_config("ckan.datastore.sqlsearch.enabled", True)
def test_weak_secrets_and_open_sql_are_told():
    assert len(list(ground.secrets())) == 2


@pytest.mark.ckan_config("ckan.storage_path", "/nowhere/at/all")
def test_a_folder_that_cannot_be_written_is_named():
    assert "/nowhere/at/all" in next(iter(ground.files())).message


@pytest.mark.ckan_config("ckan.redis.url", "redis://127.0.0.1:1/0")
def test_a_silent_redis_is_told(monkeypatch):
    from ckan.lib import redis as ckan_redis

    monkeypatch.setattr(ckan_redis, "_connection_pool", None)
    assert len(list(ground.redis())) == 1


def test_a_broken_check_hides_no_other(monkeypatch):
    def breaks():
        raise ZeroDivisionError

    monkeypatch.setattr(run, "all_checks", lambda: {"a": breaks, "b": list})
    first, second = run.results()
    assert "ZeroDivisionError" in first.findings[0].message
    assert second.findings == ()


class _Checking(p.SingletonPlugin):
    p.implements(IPlatformCheck)

    def platform_checks(self):
        return {"test.always": lambda: [Finding("wrong", "mend it")]}


def test_the_command_prints_findings_and_fails(cli, monkeypatch):
    monkeypatch.setattr(run, "all_checks", _Checking().platform_checks)
    shown = cli.invoke(check)
    assert shown.exit_code == 1
    assert "NOT test.always" in shown.output
    assert "→ mend it" in shown.output
    assert json.loads(cli.invoke(check, ["--json"]).output)[0]["findings"][0]["remedy"] == "mend it"

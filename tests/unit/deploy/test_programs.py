"""The processes of a platform, and the table of them for those who run it otherwise."""

from __future__ import annotations

from pathlib import Path

from local import programs
from local.ports import Ports

ROOT = Path(__file__).parents[3]


def test_the_procfile_lists_the_same_processes(instance):
    lines = (ROOT / "config" / "Procfile").read_text(encoding="utf-8").splitlines()
    listed = dict(line.split(": ", 1) for line in lines if not line.startswith("#"))
    ports = Ports(instance)
    written = {program.name: " ".join(program.command) for program in programs.ckan_programs(instance, ports)}
    bin_folder, port = f"{instance.environment}/bin/", str(ports["web"])
    for name, command in listed.items():
        filled = command.replace("$CKAN_INI", str(instance.ini)).replace("$PORT", port)
        assert written.pop(name).replace(bin_folder, "") == filled
    assert written == {}


def test_every_port_is_bound_to_the_loopback_interface(instance):
    ports = Ports(instance)
    assert f"127.0.0.1:{ports['web']}" in programs.web(instance, ports).command


def test_a_change_of_code_or_configuration_asks_for_a_restart(instance, monkeypatch):
    instance.ini.write_text("[app:main]")
    before = programs.code_fingerprint(instance)
    assert programs.code_fingerprint(instance) == before
    instance.ini.write_text("[app:main]\nx = 1")
    assert programs.code_fingerprint(instance) != before

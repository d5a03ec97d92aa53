"""What can be wrong on a machine is told in one sentence, with what to do and an exit code; nothing is lost."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from local import configuration, environment, packages, services, users
from local.errors import DeployError, from_os_error
from local.ports import Ports, free_port, is_taken
from local.process import run

ROOT = Path(__file__).parents[3]


@pytest.fixture
def listener():
    """Another program that listens on a port."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def wait_until(condition) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "it does not come to pass"
        time.sleep(0.02)


def deploy(command: str, var: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DGE_VAR": str(var), **variables}
    return subprocess.run([ROOT / "deploy" / command], env=environment, capture_output=True, text=True, check=False)


def test_a_taken_public_port_is_told_before_anything_is_installed(tmp_path, listener):
    done = deploy("up", tmp_path / "var", DGE_PORT=str(listener))
    assert done.returncode == 1
    assert f"Port {listener} is taken" in done.stderr
    assert f"DGE_PORT={listener + 1} deploy/up" in done.stderr
    assert not (tmp_path / "var" / "postgres").exists()


@pytest.mark.parametrize("port", ["99999", "0", "web", "-1"])
def test_a_port_that_is_none_is_told(tmp_path, port):
    done = deploy("up", tmp_path / "var", DGE_PORT=port)
    assert done.returncode == 1
    assert "is not a port" in done.stderr


def test_internal_ports_are_never_those_of_another_program(instance, listener):
    ports = Ports(instance)
    chosen = [ports[name] for name in ("postgres", "redis", "solr", "csw")]
    assert listener not in chosen
    assert len(set(chosen)) == 4
    assert not any(is_taken(port) for port in chosen)


def test_an_internal_port_taken_meanwhile_is_chosen_again(instance):
    ports = Ports(instance)
    old = ports["redis"]
    with socket.socket() as other:
        other.bind(("127.0.0.1", old))
        other.listen()
        services.settle_ports(instance, ports, ("redis",))
        assert ports["redis"] != old
    assert Ports(instance)["redis"] == ports["redis"], "the new port is remembered"


@pytest.mark.parametrize("text", ["[app:main\nx = 1", "no section = 1\n", "[other]\nx = 1\n", "[app:main]\nx\n"])
def test_a_malformed_ini_is_named_and_left_as_it_is(instance, text):
    instance.ini.write_text(text)
    done = deploy("up", instance.var, DGE_PORT=str(free_port()))
    assert done.returncode == 1
    assert f"{instance.ini} is not a readable ini file" in done.stderr
    assert f"mv {instance.ini}" in done.stderr
    assert instance.ini.read_text() == text


def test_an_ini_that_is_no_text_is_told(instance):
    instance.ini.write_bytes(b"[app:main]\nx = \xff\xfe\n")
    with pytest.raises(DeployError, match="is not UTF-8"):
        configuration.check(instance)


def test_no_root_and_no_sudo_names_the_command_for_an_administrator(instance, monkeypatch):
    monkeypatch.setattr(packages, "administrator_prefix", lambda: None)
    with pytest.raises(DeployError) as told:
        packages.ensure(instance, {"no-such-package": "/nowhere/at/all", "coreutils": "/bin/ls"})
    assert told.value.remedy.endswith("apt-get install --no-install-recommends no-such-package")


def test_sudo_is_used_where_there_is_one(monkeypatch):
    monkeypatch.setattr(users, "is_root", lambda: False)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert users.administrator_prefix() == ["/usr/bin/sudo"]
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert users.administrator_prefix() is None


def test_too_little_space_is_told_before_anything_is_installed(instance, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=5_000_000))
    with pytest.raises(DeployError, match="is full: 5 MB are free") as told:
        services.check_space(instance)
    assert "it goes on where it stopped" in told.value.remedy


def test_a_disk_that_fills_up_under_a_command_is_told(instance):
    with pytest.raises(DeployError, match="is full"):
        run(["dd", "if=/dev/zero", "of=/dev/full", "count=1"], log=instance.setup_log)


def test_a_disk_that_fills_up_under_ourselves_is_told(tmp_path):
    with pytest.raises(OSError, match="No space") as error, Path("/dev/full").open("w") as file:
        file.write("x")
    assert "is full" in from_os_error(error.value, tmp_path).what


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EIO])
def test_every_error_of_the_system_has_a_remedy(number):
    told = from_os_error(OSError(number, os.strerror(number), "/some/file"), "/")
    assert "/some/file" in told.what
    assert told.remedy


def test_two_at_once_do_not_collide(instance):
    code = (
        "import sys; from pathlib import Path; from local.instance import Instance; from local.services import locked\n"
    )
    code += "with locked(Instance(var=Path(sys.argv[1]))): print('locked', flush=True); sys.stdin.read()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "deploy")}
    words = [sys.executable, "-c", code, instance.var]
    with subprocess.Popen(words, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(DeployError, match=f"process {other.pid}"), services.locked(instance):
            pass
        other.communicate()
    with services.locked(instance):
        pass


def test_a_missing_program_and_a_failing_one_say_what_to_do(instance):
    with pytest.raises(DeployError, match="no-such-program was not found"):
        run(["no-such-program"])
    with pytest.raises(DeployError, match=r"(?s)exit code 3.*the reason.*setup.log"):
        run(["sh", "-c", "echo the reason; exit 3"], log=instance.setup_log)


def test_a_command_ends_when_we_are_killed(tmp_path):
    pid_file = tmp_path / "pid"
    code = "import sys; from local.process import run; run(['sh', '-c', f'echo $$ > {sys.argv[1]}; exec sleep 60'])"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "deploy")}
    with subprocess.Popen([sys.executable, "-c", code, pid_file], env=environment) as killed:
        wait_until(lambda: pid_file.exists() and pid_file.read_text().strip())
        killed.kill()
    child = Path("/proc", pid_file.read_text().strip(), "cmdline")
    wait_until(lambda: not child.exists() or b"sleep" not in child.read_bytes())


def test_an_environment_that_lost_a_package_is_made_again(tmp_path):
    lock, packages = tmp_path / "some.txt", tmp_path / "venv" / "lib" / "python3.11" / "site-packages"
    lock.write_text("a==1")
    (packages / "a-1.dist-info").mkdir(parents=True)
    (tmp_path / "venv" / "bin").mkdir()
    (tmp_path / "venv" / "bin" / "python").touch()
    environment._stamp(tmp_path / "venv", lock)
    assert environment._is_stamped(tmp_path / "venv", lock)
    (packages / "a-1.dist-info").rmdir()
    assert not environment._is_stamped(tmp_path / "venv", lock)


def test_the_folder_of_a_log_is_made_when_it_is_missing(tmp_path):
    run(["echo", "something"], log=tmp_path / "not" / "yet" / "there.log")
    assert "something" in (tmp_path / "not" / "yet" / "there.log").read_text()


def test_an_unreadable_memory_of_ports_is_told(instance):
    (instance.var / "ports.json").write_text("{")
    with pytest.raises(DeployError, match="ports.json"):
        Ports(instance)


def test_records_that_are_no_folder_are_told(tmp_path):
    words = [ROOT / "deploy" / "up", "--records", tmp_path / "nothing"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "is not a folder" in done.stderr

"""The supervisor's file, and the rule that only what we started is ever stopped."""

from __future__ import annotations

import configparser
import os
import subprocess
import time
from pathlib import Path

from local import supervise
from local.instance import Instance
from local.supervise import Program


def wait_for_environment(pid: int, word: bytes) -> None:
    """Wait until the child runs its program: before, it shows its parent's environment."""
    end = time.monotonic() + 10
    while word not in Path(f"/proc/{pid}/cmdline").read_bytes() and time.monotonic() < end:
        time.sleep(0.01)


def test_each_program_is_restarted_logged_and_stopped_in_good_order(instance):
    programs = [Program("one", ["/bin/a", "x y"], stop_signal="INT"), Program("two", ["/bin/b", "100%"])]
    supervise.configure(instance, programs)
    parser = configparser.RawConfigParser(strict=True)
    parser.read(instance.run / "supervisor.conf")
    one, two = parser["program:one"], parser["program:two"]
    assert (one["stopsignal"], one["autorestart"]) == ("INT", "true")
    assert one["command"] == "/bin/a 'x y'"
    assert two["command"] == "/bin/b 100%%"
    assert int(one["priority"]) < int(two["priority"])
    assert one["stdout_logfile"] == str(instance.log / "one.log")
    assert int(one["stdout_logfile_backups"]) > 0


def test_a_long_path_gets_a_short_socket(tmp_path):
    deep = Instance(var=tmp_path / ("x" * 120))
    assert len(str(supervise._socket(deep))) <= supervise.LONGEST_SOCKET_PATH


def test_only_processes_with_our_mark_are_found_and_stopped(instance):
    environment = {**os.environ, supervise.MARK: str(instance.var)}
    with subprocess.Popen(["sleep", "60"], env=environment) as ours, subprocess.Popen(["sleep", "60"]) as stranger:
        for process in (ours, stranger):
            wait_for_environment(process.pid, b"sleep")
        assert supervise.strays(instance) == [ours.pid]
        supervise._signal(supervise.strays(instance), supervise.signal.SIGTERM)
        assert ours.wait(timeout=10) != 0
        assert stranger.poll() is None
        stranger.kill()


def test_a_platform_of_a_longer_path_is_another_one(instance):
    environment = {**os.environ, supervise.MARK: f"{instance.var}/test"}
    with subprocess.Popen(["sleep", "60"], env=environment) as other:
        wait_for_environment(other.pid, b"sleep")
        assert supervise.strays(instance) == []
        other.kill()


def test_nothing_runs_before_the_first_start(instance):
    assert supervise.states(instance) == {}
    supervise.stop(instance)

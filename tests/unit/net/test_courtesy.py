"""One server is not asked more often than it may be; another has its own turns."""

from __future__ import annotations

import pytest

from ckanext.datagrandest.net.client import GuardedClient, Limits, Policy
from ckanext.datagrandest.net.courtesy import Courtesy
from ckanext.datagrandest.net.errors import OutboundError


class Clock:
    def __init__(self) -> None:
        self.now, self.slept = 100.0, []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


def courtesy(per_second: float, clock: Clock) -> Courtesy:
    return Courtesy(per_second, clock, clock.sleep)


def test_requests_to_one_host_are_spaced():
    clock = Clock()
    polite = courtesy(4, clock)
    for _ in range(3):
        polite.wait("a.example")
    polite.wait("b.example")
    assert clock.slept == [0.25, 0.25]


def test_a_host_that_was_left_alone_is_asked_at_once():
    clock = Clock()
    polite = courtesy(4, clock)
    polite.wait("a.example")
    clock.now += 1
    polite.wait("a.example")
    assert clock.slept == []


def test_no_limit_is_no_wait():
    clock = Clock()
    polite = courtesy(0, clock)
    for _ in range(100):
        polite.wait("a.example")
    assert clock.slept == []


def test_a_client_waits_before_each_attempt(server):
    clock = Clock()
    server.routes["/busy"] = lambda exchange: exchange.answer(b"", "503 Service Unavailable")
    policy = Policy(allowed_hosts=frozenset({server.authority}))
    limits = Limits(retries=2, retry_wait=0.01)
    client = GuardedClient(policy, limits, courtesy=courtesy(2, clock), sleep=lambda _seconds: None)
    with pytest.raises(OutboundError):
        client.get(server.url("/busy"))
    assert clock.slept == [0.5, 0.5]

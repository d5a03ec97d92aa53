"""Each listed identifier becomes exactly one step."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ckanext.datagrandest.harvesting.contract import Draft, Page, Refusal, RemoteRecord, UnmappableRecord
from ckanext.datagrandest.harvesting.plan import Action, Known, Planner, content_hash, draft_hash, remarks_on
from ckanext.datagrandest.messages import Message

RECORD = RemoteRecord("one", b"<one/>")


def draft(record: RemoteRecord) -> Draft:
    if record.content == b"bad":
        raise UnmappableRecord(Message("No title."))
    return Draft({"title": record.content.decode()})


def held(record: RemoteRecord = RECORD, **changes) -> Known:
    known = Known("package", content_hash(record.content), draft_hash(draft(record)), mapping_version=1)
    return replace(known, **changes)


def planner(known: dict[str, Known] | None = None, **settings) -> Planner:
    return Planner(known or {}, draft, **{"mapping_version": 1, "job_id": "job", **settings})


def actions(plan: Planner, *records: RemoteRecord) -> list[Action]:
    return [step.action for step in plan.steps(Page(records, len(records)))]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (None, Action.ADD),
        (held(), Action.UNCHANGED),
        (held(content_hash="old", draft_hash="old"), Action.UPDATE),
        (held(content_hash="old"), Action.TOUCH),
        (held(mapping_version=0), Action.TOUCH),
        (held(mapping_version=0, draft_hash="old"), Action.UPDATE),
        (held(missing_since=datetime.now(UTC)), Action.TOUCH),
        (held(missing_since=datetime.now(UTC), archived=True), Action.UPDATE),
        (held(job_id="job", outcome="added"), Action.DONE),
        (held(job_id="another", outcome="added"), Action.UNCHANGED),
        (held(primary=False), Action.UNCHANGED),
        (held(primary=False, content_hash="old"), Action.TOUCH),
    ],
)
def test_what_is_held_decides(known, expected):
    assert actions(planner({"one": known} if known else {}), RECORD) == [expected]


def test_unchanged_bytes_are_not_mapped():
    def fail(record):
        pytest.fail("an unchanged record must not be mapped")

    assert actions(Planner({"one": held()}, fail, mapping_version=1), RECORD) == [Action.UNCHANGED]


def test_force_maps_and_writes_what_is_unchanged():
    assert actions(planner({"one": held()}, force=True), RECORD) == [Action.UPDATE]


def test_a_bad_record_is_alone_in_error_with_its_reason():
    plan = planner()
    steps = list(plan.steps(Page((RemoteRecord("bad", b"bad"), RECORD), 2)))
    assert [step.action for step in steps] == [Action.ERROR, Action.ADD]
    assert str(steps[0].reason) == "No title."


def test_refusals_count_as_errors_and_are_not_missing():
    plan = planner({"one": held()})
    page = Page((), 2, (Refusal("one", Message("Broken.")), Refusal(None, Message("No identifier."))))
    assert [step.action for step in plan.steps(page)] == [Action.ERROR, Action.ERROR]
    assert plan.missing() == {}
    assert plan.listing.unidentified == 1


def test_an_identifier_given_twice_is_counted_once_and_said():
    plan = planner()
    assert actions(plan, RECORD, RECORD, replace(RECORD, content=b"<other/>")) == [Action.ADD]
    assert (plan.listing.read, plan.listing.repeated, plan.listing.duplicated) == (3, 1, ["one"])
    assert len(remarks_on(plan.listing)) == 2


def test_missing_is_what_was_held_and_not_listed():
    known = {"one": held(), "gone": held(), "closed": held(archived=True)}
    plan = planner(known)
    actions(plan, RECORD)
    assert list(plan.missing()) == ["gone"]


def test_draft_hash_ignores_the_order_of_keys_but_not_remarks():
    first, second = Draft({"a": 1, "b": 2}), Draft({"b": 2, "a": 1})
    assert draft_hash(first) == draft_hash(second)
    assert draft_hash(first) != draft_hash(Draft(first.dataset, (Message("Repaired."),)))

"""Carries out the steps of a batch: one transaction, one savepoint a record, one index request."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy.exc import OperationalError

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.harvesting import indexing, locking, matching, objects, store, tombstones, twins
from ckanext.datagrandest.harvesting.edits import Lock
from ckanext.datagrandest.harvesting.identity import Identity, identify
from ckanext.datagrandest.harvesting.keys import keys_of
from ckanext.datagrandest.harvesting.naming import dataset_name
from ckanext.datagrandest.harvesting.objects import Done
from ckanext.datagrandest.harvesting.plan import Action, Step
from ckanext.datagrandest.harvesting.ranks import Standing
from ckanext.datagrandest.harvesting.resources import keep_identifiers
from ckanext.datagrandest.harvesting.transaction import batch, savepoint
from ckanext.datagrandest.messages import N_, Message

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a run writes.

    Attributes:
        source_id: the source.
        job_id: the job.
        owner_org: organisation that every dataset of the source belongs to.
        owner_title: its name, to recognise it as the producer.
        mapping_version: kept beside each record.
        user: name of the user on whose behalf datasets are written.
        translate: gettext of the language in which reports and remarks are kept.
    """

    source_id: str
    job_id: str
    owner_org: str | None
    mapping_version: int
    user: str
    translate: Callable[[str], str]
    owner_title: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the tables keep of a record that was carried out: its object, its row."""

    done: Done
    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """How a step was counted, what is to be said of it, and what is to be kept of it."""

    counted: str
    note: Message | None = None
    kept: Kept | None = None


class Writer:
    """Writes the batches of one run.

    Args:
        target: where.
        post: takes the datasets of a committed batch, to index them.
    """

    def __init__(self, target: Target, post: Callable[[list[str]], object] = indexing.post) -> None:
        self.target, self.post = target, post
        self._locks: dict[str, dict[str, Lock]] = {}

    def write(self, steps: Sequence[Step]) -> list[Written]:
        """Carry out steps; a record that fails is errored alone, the others are written and indexed."""
        identities = self._identities([step for step in steps if step.action is Action.ADD])
        ids = [step.known.package_id for step in steps if step.known and step.action is Action.UPDATE]
        ids += [identity.package_id for identity in identities.values() if identity.fills]
        held = store.held_datasets(ids) if ids else {}
        self._locks = locking.locks(ids) if ids else {}
        changed: list[str] = []
        with batch():
            self._note_keys(steps)
            written = [self._one(step, identities, held, changed) for step in steps]
            self._hold([one.kept for one in written if one.kept])
        self.post(changed)
        return written

    def _hold(self, kept: Sequence[Kept]) -> None:
        """Write at once what is kept of all records: one by one it took a tenth of a run."""
        if kept:
            objects.add(self.target, [one.done for one in kept])
            store.keep([one.row for one in kept])

    def _note_keys(self, steps: Iterable[Step]) -> None:
        drafted = {str(step.identifier): step for step in steps if step.draft and step.identifier}
        keys = {guid: keys_of(guid, step.draft.dataset) for guid, step in drafted.items() if step.draft}
        matching.write_keys(self.target.source_id, keys, {guid for guid, step in drafted.items() if not step.known})

    def _identities(self, steps: Sequence[Step]) -> dict[str, Identity]:
        guids = [step.identifier for step in steps if step.identifier]
        if not guids:
            return {}
        others = matching.holders(guids, self.target.source_id, self._standing)
        taken = store.taken_names({dataset_name(guid) for guid in guids})
        identities: dict[str, Identity] = {}
        for step in steps:
            guid = str(step.identifier)
            identity = identify(guid, self.target.source_id, self._rank(step), others.get(guid, ()), taken)
            identities[guid] = identity
            taken |= {identity.name, identity.package_id} - {""}
        return identities

    @cached_property
    def _standing(self) -> dict[str, Standing]:
        return matching.standings()

    def _rank(self, step: Step) -> int:
        return self._standing.get(self.target.source_id, Standing()).rank(producer=self._is_producer(step))

    def _is_producer(self, step: Step) -> bool:
        return bool(step.draft) and twins.is_producer(step.draft.dataset, self.target.owner_title)

    def _one(
        self, step: Step, identities: dict[str, Identity], held: dict[str, store.Held], changed: list[str]
    ) -> Written:
        try:
            with savepoint():
                return self._carry_out(step, identities, held, changed)
        except tk.ValidationError as error:
            reason = Message(N_("The catalogue refuses this record: {reason}"), {"reason": _summary(error)})
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - a record is the boundary: one must never stop the others
            log.exception("Record %r of source %r could not be written", step.identifier, self.target.source_id)
            text = N_("This record could not be written because of an unexpected fault ({fault}).")
            reason = Message(text, {"fault": type(error).__name__})
        with savepoint():
            return self._fail(step, reason)

    def _carry_out(
        self, step: Step, identities: dict[str, Identity], held: dict[str, store.Held], changed: list[str]
    ) -> Written:
        if step.action is Action.ERROR:
            return self._fail(step, step.reason or Message(N_("This record cannot be read.")))
        if step.action is Action.TOUCH:
            return self._touch(step)
        if step.action is Action.UPDATE and step.known:
            package_id = self._update(step, step.known.package_id, held, revive=step.known.archived)
            changed.append(package_id)
            return self._keep(step, package_id, "updated")
        identity = identities[str(step.identifier)]
        if identity.verdict == "merged":
            if identity.fills:
                self._take_over(step, identity, held)
                changed.append(identity.package_id)
            return self._keep(step, identity.package_id, "merged", identity)
        package_id = self._create(step, identity.name)
        changed.append(package_id)
        return self._keep(step, package_id, "added", identity)

    def _touch(self, step: Step) -> Written:
        known, mine = step.known, self.target
        if known and not known.primary and known.content_hash != step.content_hash:
            # What another source's record hides is kept too: it fills the dataset after a separation or a handing over.
            return self._keep(step, known.package_id, "merged", Identity("merged"))
        store.touch(mine.source_id, str(step.identifier), step.content_hash, mine.mapping_version)
        return Written("unchanged" if known and known.primary else "merged")

    def _take_over(self, step: Step, identity: Identity, held: dict[str, store.Held]) -> None:
        self._update(step, identity.package_id, held, revive=held[identity.package_id].state == "deleted")
        store.follow(identity.package_id, self.target.source_id, str(step.identifier))
        objects.step_aside(identity.package_id)

    def _create(self, step: Step, name: str) -> str:
        return tk.get_action("package_create")(self._context(), {**self._dataset(step), "name": name})

    def _update(self, step: Step, package_id: str, held: dict[str, store.Held], *, revive: bool) -> str:
        now = held[package_id]
        dataset = self._dataset(step)
        dataset |= {"id": package_id, "name": now.name, "private": now.private}
        dataset["state"] = "active" if revive else now.state
        if revive:
            tombstones.lift([package_id])
        dataset["resources"] = keep_identifiers(dataset.get("resources", []), now.resources)
        if package_id in self._locks:
            dataset = locking.kept(package_id, dataset, self._locks[package_id])
        return tk.get_action("package_update")(self._context(), dataset)

    def _dataset(self, step: Step) -> dict[str, Any]:
        draft = step.draft
        dataset = dict(draft.dataset) if draft else {}
        dataset |= {"type": "dataset", "owner_org": self.target.owner_org}
        extras = [extra for extra in dataset.get("extras", []) if extra["key"] != "guid"]
        dataset["extras"] = [*extras, {"key": "guid", "value": step.identifier}]
        remarks = [remark.render(self.target.translate) for remark in draft.remarks] if draft else []
        if remarks:
            dataset["harvest_remarks"] = remarks
        return dataset

    def _context(self) -> Any:
        # Both flags together: without `return_id_only`, 2.12's package_update rolls the update back in silence.
        return {"user": self.target.user, "ignore_auth": True, "defer_commit": True, "return_id_only": True}

    def _keep(self, step: Step, package_id: str, outcome: str, identity: Identity | None = None) -> Written:
        fills = outcome != "merged" or bool(identity and identity.fills)
        done = Done(step, package_id, outcome, fills)
        row: dict[str, Any] = {
            "source_id": self.target.source_id,
            "guid": step.identifier,
            "package_id": package_id,
            "object_id": done.object_id,
            "content_hash": step.content_hash,
            "draft_hash": step.draft_hash,
            "mapping_version": self.target.mapping_version,
            "primary_source": fills,
            "missing_since": None,
            "archived_at": None,
            "removal": None,
            "job_id": self.target.job_id,
            "outcome": outcome,
            "index_pending": fills,
        }
        if step.draft:
            row |= {"signature": twins.signature_of(step.draft.dataset), "producer": self._is_producer(step)}
        if identity and identity.package_id:
            row |= {"rule": "identifier", "evidence": step.identifier}
        return Written(outcome, identity.reason if identity else None, Kept(done, row))

    def _fail(self, step: Step, reason: Message) -> Written:
        objects.add_error(self.target, step, reason.render(self.target.translate))
        return Written("errored")


def _summary(error: tk.ValidationError) -> str:
    return "; ".join(f"{field}: {fault}" for field, fault in error.error_summary.items())

"""Carries out the steps of a batch: one transaction, one savepoint a record, one index request."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import OperationalError

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.harvesting import indexing, objects, store, tombstones
from ckanext.datagrandest.harvesting.identity import Identity, identify
from ckanext.datagrandest.harvesting.naming import dataset_name
from ckanext.datagrandest.harvesting.plan import Action, Step
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


@dataclass(frozen=True, slots=True)
class Written:
    """How a step was counted, and what is to be said of it."""

    counted: str
    note: Message | None = None


class Writer:
    """Writes the batches of one run."""

    def __init__(self, target: Target) -> None:
        self.target = target

    def write(self, steps: Sequence[Step]) -> list[Written]:
        """Carry out steps; a record that fails is errored alone, the others are written and indexed."""
        identities = self._identities([step for step in steps if step.action is Action.ADD])
        ids = [step.known.package_id for step in steps if step.known and step.action is Action.UPDATE]
        held = store.held_datasets(ids) if ids else {}
        changed: list[str] = []
        with batch():
            written = [self._one(step, identities, held, changed) for step in steps]
        indexing.post(changed)
        return written

    def _identities(self, steps: Iterable[Step]) -> dict[str, Identity]:
        guids = [step.identifier for step in steps if step.identifier]
        if not guids:
            return {}
        others = store.holders(guids, self.target.source_id)
        taken = store.taken_names({dataset_name(guid) for guid in guids})
        identities: dict[str, Identity] = {}
        for guid in guids:
            identities[guid] = identify(guid, self.target.source_id, others, taken)
            taken.add(identities[guid].name)
        return identities

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
            store.touch(self.target.source_id, str(step.identifier), step.content_hash, self.target.mapping_version)
            return Written("unchanged" if step.known and step.known.primary else "merged")
        if step.action is Action.UPDATE and step.known:
            package_id = self._update(step, held[step.known.package_id])
            changed.append(package_id)
            return self._keep(step, package_id, "updated")
        identity = identities[str(step.identifier)]
        if identity.verdict == "merged":
            return self._keep(step, identity.package_id, "merged", identity.reason)
        package_id = self._create(step, identity.name)
        changed.append(package_id)
        return self._keep(step, package_id, "added", identity.reason)

    def _create(self, step: Step, name: str) -> str:
        return tk.get_action("package_create")(self._context(), {**self._dataset(step), "name": name})

    def _update(self, step: Step, held: store.Held) -> str:
        known = step.known
        dataset = self._dataset(step)
        dataset |= {"id": known.package_id if known else None, "name": held.name, "private": held.private}
        dataset["state"] = "active" if known and known.archived else held.state
        if known and known.archived:
            tombstones.lift([known.package_id])
        dataset["resources"] = keep_identifiers(dataset.get("resources", []), held.resources)
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

    def _keep(self, step: Step, package_id: str, outcome: str, note: Message | None = None) -> Written:
        merged = outcome == "merged"
        object_id = objects.add(self.target, step, package_id, outcome)
        store.keep(
            source_id=self.target.source_id,
            guid=step.identifier,
            package_id=package_id,
            object_id=object_id,
            content_hash=step.content_hash,
            draft_hash=step.draft_hash,
            mapping_version=self.target.mapping_version,
            primary_source=not merged,
            missing_since=None,
            archived_at=None,
            removal=None,
            job_id=self.target.job_id,
            outcome=outcome,
            index_pending=not merged,
            **({"rule": "identifier", "evidence": step.identifier} if merged else {}),
        )
        return Written(outcome, note)

    def _fail(self, step: Step, reason: Message) -> Written:
        objects.add_error(self.target, step, reason.render(self.target.translate))
        return Written("errored")


def _summary(error: tk.ValidationError) -> str:
    return "; ".join(f"{field}: {fault}" for field, fault in error.error_summary.items())

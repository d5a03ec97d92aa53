"""Stops data from becoming public before their files were looked at, where the organisation says so.

Every road (form, API, patch, files added or replaced, bulk changes) comes through `settle`, which CKAN calls after
it has written a dataset and before it commits. Batches (`defer_commit`: harvests) do not: what they bring is public
at its source, and is told, not hidden.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from flask import has_request_context
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.types import Context

from ckanext.datagrandest.jobs.store import transaction
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality import due
from ckanext.datagrandest.quality.privacy import store
from ckanext.datagrandest.quality.privacy.publication import File, Outcome, Sight, outcome, sight
from ckanext.datagrandest.quality.worker import CHECKER

log = logging.getLogger(__name__)

STOP = "stop"
_OF_A_RESOURCE = "dge_quality_of_a_resource"

SENTENCES = {
    Sight.PENDING: N_("“{file}” has not been checked yet: wait a few minutes, then publish again."),
    Sight.FOUND: N_(
        "“{file}” is likely to hold personal data: open its page “Quality of the file”, mask them, or say why they may be published."
    ),
    Sight.UNSEEN: N_(
        "“{file}” could not be checked: look at it yourself, then say on its page “Quality of the file” why it may be published."
    ),
}
#: Of a file of a dataset that publishes itself, nothing is asked.
SOON = N_("“{file}” has not been checked yet: this takes a few minutes.")
NOT_YET = N_("This dataset cannot be public yet: your organisation stops personal data before publication.")


@dataclass(frozen=True, slots=True)
class Arriving:
    """A file that is being put in the place of a resource's: its SHA-256, and the resource where it was looked at."""

    resource_id: str
    sha256: str
    looked_at_in: str | None


_arriving: ContextVar[Arriving | None] = ContextVar("dge_quality_arriving", default=None)


def stops(organization_id: str | None) -> bool:
    """Tell whether an organisation stops likely personal data before publication."""
    organization: Any = ckan_model.Session.get(ckan_model.Group, organization_id) if organization_id else None
    return organization is not None and organization.extras.get("privacy_guard") == STOP


@contextmanager
def of_a_resource(context: Context) -> Generator[None]:
    """Mark the changes that come from a resource: they keep a dataset waiting, while who saves it private is obeyed."""
    marked: dict[str, Any] = context  # pyright: ignore[reportAssignmentType] - contexts are open
    marked[_OF_A_RESOURCE] = True
    try:
        yield
    finally:
        marked.pop(_OF_A_RESOURCE, None)


@contextmanager
def arriving(resource_id: str, sha256: str, looked_at_in: str | None = None) -> Generator[None]:
    """Say which file the changes that follow put in the place of a resource's: what is known of that very file counts.

    Args:
        resource_id: of the resource.
        sha256: of the file, which whoever calls has in hand.
        looked_at_in: id of the resource where it was looked at, such as the draft of a new version.
    """
    token = _arriving.set(Arriving(resource_id, sha256, looked_at_in))
    try:
        yield
    finally:
        _arriving.reset(token)


def sent(data_dict: Mapping[str, Any]) -> AbstractContextManager[None]:
    """Look which file is sent for a resource, as `arriving` says it, where that matters and nobody said it."""
    upload, resource_id = data_dict.get("upload"), str(data_dict.get("id") or "")
    if not isinstance(upload, FileStorage) or not upload.filename or _arriving.get() is not None:
        return nullcontext()
    resource: Any = ckan_model.Session.get(ckan_model.Resource, resource_id)
    if resource is None or resource.package.private or not stops(resource.package.owner_org):
        return nullcontext()
    stream: Any = upload.stream
    sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    return arriving(resource_id, sha256)


def _as_looked_at(file: File) -> File:
    """Tell of a file that is arriving that it is clear, when that very file was found to be."""
    known = _arriving.get()
    if known is None or known.resource_id != file.resource_id or file.sight is not Sight.PENDING:
        return file
    if _is_clear_before(known) or _is_clear_elsewhere(known):
        return replace(file, sight=Sight.CLEAR)
    return file


def _is_clear_before(known: Arriving) -> bool:
    """Tell whether the resource had this file before, and it was clear, for the checker that we have now."""
    look = store.looked_at(known.resource_id, known.sha256, CHECKER)
    own = store.covered(store.decisions([known.resource_id]))
    return look is not None and sight(look, own, judged=True, decided=False) is Sight.CLEAR


def _is_clear_elsewhere(known: Arriving) -> bool:
    """Tell whether it is the file of the resource where it was looked at, as that one stands, and it is clear there."""
    there = list(due.candidates(ckan_model.Resource.id == known.looked_at_in)) if known.looked_at_in else []
    return any(row["sha256"] == known.sha256 for _, row in there) and files(there)[0].sight is Sight.CLEAR


def settle(context: Context, package_id: str) -> None:
    """Let a change through, keep the dataset private until its files are seen, or refuse.

    Raises:
        ValidationError: the change only asks to publish what must not be; nothing of it is kept.
    """
    package: Any = ckan_model.Session.get(ckan_model.Package, package_id)
    if package is None or package.type != "dataset" or package.state != "active":
        return
    if package.private:
        if not context.get(_OF_A_RESOURCE):
            store.unwish(package_id)
        return
    if not stops(package.owner_org):
        return
    before, known = _committed(package_id)
    public = known if before and not before["private"] and before["state"] == "active" else set[str]()
    seen = [_as_looked_at(file) for file in files(due.uncommitted(package_id))]
    toggled = before is not None and before["state"] == "active" and {file.content for file in seen} <= known
    wished = store.wish_of(package_id) is not None
    become = outcome(seen, public, toggled=toggled and not (wished and _in_its_form()), wished=wished)
    if become is Outcome.REFUSED:
        ckan_model.Session.rollback()
        raise tk.ValidationError({"private": refusals([file for file in seen if file.content not in public])})
    if become is Outcome.HELD:
        package.private = True
        ckan_model.Session.flush()
        store.wish(package_id, str(context.get("user") or ""))
    else:
        store.unwish(package_id)


def _in_its_form() -> bool:
    """Tell whether a dataset is changed in its form, which asks again for what the dataset waits for, whatever is changed."""
    return has_request_context() and str(tk.request.endpoint).endswith(".edit")


def files(candidates: Sequence[tuple[due.Asked, Any]]) -> list[File]:
    """Tell what is known of the files of a dataset."""
    decided = store.decisions([asked.id for asked, _ in candidates])
    looks = store.looks({(asked.id, row["sha256"]) for asked, row in candidates if row["sha256"] is not None})
    found: list[File] = []
    for asked, row in candidates:
        own = [one for one in decided if one["resource_id"] == asked.id]
        known = sight(
            looks.get((asked.id, row["sha256"])), store.covered(own), judged=asked.fingerprint == row["fingerprint"],
            decided=asked.content in {one["fingerprint"] for one in own if one["withdrawn_at"] is None},
        )  # fmt: skip
        found.append(File(asked.id, row["name"] or asked.name, asked.content, known))
    return found


def files_of(package_id: str) -> list[File]:
    """Tell what is known of the files of a dataset, as committed."""
    return files(list(due.candidates(ckan_model.Package.id == package_id)))


def refusals(unclear: Sequence[File], sentences: Mapping[Sight, str] = SENTENCES) -> list[str]:
    """Say in sentences what stands against a publication, and what to do."""
    told = [tk._(sentences[one.sight]).format(file=one.name) for one in unclear if one.sight in sentences]
    return [tk._(NOT_YET), *told]


def obstacles(package_id: str) -> list[str]:
    """Say what stands against the publication of a private dataset; nothing where its organisation does not stop."""
    package: Any = ckan_model.Session.get(ckan_model.Package, package_id)
    if package is None or not package.private or not stops(package.owner_org):
        return []
    unclear = [file for file in files_of(package_id) if file.sight is not Sight.CLEAR]
    said = {**SENTENCES, Sight.PENDING: SOON} if store.wish_of(package_id) else SENTENCES
    return refusals(unclear, said) if unclear else []


def release(package_id: str) -> bool:
    """Publish a dataset that waits, when all its files are clear and whoever asked for it may still publish it."""
    wish = store.wish_of(package_id)
    if wish is None or any(file.sight is not Sight.CLEAR for file in files_of(package_id)):
        return False
    try:
        tk.get_action("package_patch")({"user": wish["author"]}, {"id": package_id, "private": False})
    except (tk.NotAuthorized, tk.ObjectNotFound, tk.ValidationError) as refusal:
        log.warning("The dataset %s stays private: %s", package_id, refusal)
        return False
    finally:
        store.unwish(package_id)
    return True


def retract(context: Context, package_id: str) -> None:
    """Make a public dataset private again when its organisation stops what one of its files holds."""
    package: Any = ckan_model.Session.get(ckan_model.Package, package_id)
    if package is None or package.private or not stops(package.owner_org):
        return
    if any(file.sight in {Sight.FOUND, Sight.UNSEEN} for file in files_of(package_id)):
        tk.get_action("package_patch")(Context(context), {"id": package_id, "private": True})


def release_all() -> int:
    """Publish the datasets that wait and may be published; give how many."""
    return sum(release(package_id) for package_id in store.wishes())


def _committed(package_id: str) -> tuple[Any, set[str]]:
    """Give a dataset as it stands before the change (None when it is new), and the contents of its files."""
    package = ckan_model.Package
    statement = sa.select(package.private, package.state).where(package.id == package_id)
    with transaction() as connection:
        before = connection.execute(statement).mappings().first()
    return before, {asked.content for asked, _ in due.candidates(package.id == package_id)} if before else set()

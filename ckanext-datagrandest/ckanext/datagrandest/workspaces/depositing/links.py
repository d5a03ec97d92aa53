"""A file that stands at an address: fetched by a job through `net/`, then kept like one that was sent."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.harvesting import language
from ckanext.datagrandest.jobs.queueing import enqueue
from ckanext.datagrandest.jobs.recurring import VALIDATION
from ckanext.datagrandest.messages import N_, Message, translator
from ckanext.datagrandest.net.config import client_from_config
from ckanext.datagrandest.net.errors import OutboundError
from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces.depositing import files, receiving, refusals, store
from ckanext.datagrandest.workspaces.depositing.model import Deposit
from ckanext.datagrandest.workspaces.depositing.states import Stored
from ckanext.datagrandest.workspaces.hosting.limits import ensure_room, ensure_writable

_SECONDS = 900
_LONGEST_ADDRESS = 2000
NO_ADDRESS = N_("This is no address of a file: it begins with https:// or http://.")
NO_ANSWER = N_("The file could not be fetched: {reason}")


def job_key(deposit_id: str) -> str:
    """Give the key of the job that fetches the file of a deposit."""
    return f"deposit:{deposit_id}"


def receive(organization_id: str, user: str, url: str, wanted: receiving.Wanted) -> str:
    """Have a file fetched; give the id of its deposit.

    Raises:
        ValidationError: it is no address, or the workspace has no room for another dataset.
        NotAuthorized: the workspace can only be read.
    """
    if not url.startswith(("https://", "http://")) or len(url) > _LONGEST_ADDRESS:
        raise tk.ValidationError({"url": [tk._(NO_ADDRESS)]})
    ensure_writable(organization_id)
    receiving.refuse_unknown(wanted.schema)
    ensure_room(organization_id, added_datasets=1)
    author: Any = ckan_model.User.get(user)
    file_name = wanted.name or name_of(url)
    deposit_id = store.begin(organization_id, author.id, file_name=file_name, url=url, replaces=wanted.replaces)
    ask(deposit_id, wanted.schema, language.current())
    return deposit_id


def ask(deposit_id: str, schema: str, locale: str) -> None:
    """Have the file of a deposit fetched in the background; a refusal is told in the language of who deposits it."""
    enqueue(
        fetch, [deposit_id, schema, locale], queue=VALIDATION, timeout=_SECONDS, key=job_key(deposit_id), title=N_("Fetch a deposited file"),
    )  # fmt: skip


def fetch(deposit_id: str, schema: str = "", locale: str = "") -> dict[str, Any]:
    """Fetch the file of a deposit and keep it; the job of `ask`. Whatever the server does is told in words."""
    deposit = store.find(deposit_id)
    if deposit is None or deposit.state != Stored.FETCHING.value:
        return {"state": "gone"}
    name, organization_id, author = deposit.file_name, deposit.organization_id, deposit.author
    with language.spoken(locale):
        reason = _fetch(deposit, schema)
    if reason is None:
        return {"state": "kept"}
    store.refuse(deposit_id, reason)
    audit.record("deposit-refused", actor=author, subject=deposit_id, organization_id=organization_id, file=name)
    ckan_model.Session.commit()
    return {"state": "refused"}


def _fetch(deposit: Deposit, schema: str) -> str | None:
    """Fetch and keep; give why it was not kept, in the language that is spoken."""
    translate = translator(language.current())
    deposit_id, url, name, organization_id = deposit.id, deposit.url, deposit.file_name, deposit.organization_id
    ckan_model.Session.rollback()  # no transaction waits for a server
    with tempfile.TemporaryDirectory(prefix="dge-deposit-") as folder:
        try:
            fetched = _downloaded(url, Path(folder))
            size = fetched.stat().st_size
            ensure_writable(organization_id)
            ensure_room(organization_id, added_bytes=size, added_datasets=1, file_bytes=size)
            with fetched.open("rb") as stream:
                received = files.write(stream, name, Path(folder, "file"), receiving.most_bytes())
            receiving.keep(deposit_id, received, schema)
        except OutboundError as error:
            return Message(NO_ANSWER, {"reason": error.message}).render(translate)
        except files.RefusedError as refusal:
            return refusal.message.render(translate)
        except tk.ValidationError as error:
            return " ".join(text for said in refusals.sentences(error).values() for text in said)
        except tk.NotAuthorized as error:
            return str(error)
    return None


def _downloaded(url: str, folder: Path) -> Path:
    client = client_from_config()
    limits = replace(client.limits, max_bytes=receiving.most_bytes())
    client.download(url, folder / "fetched", limits=limits)
    return folder / "fetched"


def name_of(url: str) -> str:
    """Give the name of the file at an address; a table without an extension is taken for a CSV file."""
    path = PurePosixPath(unquote(urlsplit(url).path))
    known = path.suffix.lower().removeprefix(".") in files.FORMATS
    return path.name if known else f"{path.name or 'fichier'}.csv"

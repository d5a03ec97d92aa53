"""The records of one file: an ISO document, an answer with several of them, or a zip of such files."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from ckanext.datagrandest.harvesters.mapping.iso19139.parsing import MAX_BYTES, ROOTS, identifier_of
from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Reader, local_name
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.harvesting.contract import Refusal, RemoteRecord
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.documents import parse_xml
from ckanext.datagrandest.net.errors import OutboundError
from ckanext.datagrandest.net.limits import MEBIBYTE

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element

MAX_MEMBERS = 20_000
MAX_UNPACKED = 2048 * MEBIBYTE
#: What no honest XML is compressed by.
MAX_RATIO = 500

UNREADABLE = N_("The file {name} cannot be read: {reason}")
NO_IDENTIFIER = N_("The record of the file {name} has no identifier; its title is “{title}”.")
TOO_LARGE = N_("it is larger than {limit} MB once unpacked, or packed as no record is")
ENCRYPTED = N_("it is encrypted or damaged")
NOT_ZIP = N_("The file {name} is no zip archive that can be read.")
TOO_MANY = N_("The archive {name} holds more than {limit} files, or more than {size} MB: it was not read.")


@dataclass(frozen=True, slots=True)
class NotIso:
    """A file that is no ISO record: passed over and counted."""

    name: str


Found = RemoteRecord | Refusal | NotIso


def records_of(content: bytes, name: str, url: str, validator: str | None = None) -> Iterator[Found]:
    """Give the records of one XML file.

    Args:
        content: its bytes.
        name: for people.
        url: where it came from.
        validator: what the next run may ask the server with.
    """
    try:
        root = parse_xml(content, max_bytes=MAX_BYTES)
    except OutboundError as error:
        yield Refusal(None, Message(UNREADABLE, {"name": shortened(name, 100), "reason": error.message}))
        return
    if local_name(root) in ROOTS:
        yield _record(root, content, name, url, validator)
        return
    inside = list(root.iter(*(f"{{*}}{tag}" for tag in ROOTS)))
    outermost = [node for node in inside if not any(local_name(above) in ROOTS for above in node.iterancestors())]
    if not outermost:
        yield NotIso(name)
    for node in outermost:
        yield _record(node, etree.tostring(node, encoding="UTF-8", with_tail=False), name, url, validator)


def _record(node: _Element, content: bytes, name: str, url: str, validator: str | None) -> Found:
    identifier = identifier_of(node)
    reader = Reader(node)
    if not identifier:
        title = shortened(reader.text("identificationInfo/citation/title"), 150)
        return Refusal(None, Message(NO_IDENTIFIER, {"name": shortened(name, 100), "title": title}))
    stamp = reader.text("dateStamp") or reader.text("dateInfo/date")
    return RemoteRecord(identifier, content, stamp or None, url, validator)


def records_of_zip(path: Path, name: str, url: str) -> Iterator[Found]:
    """Give the records of the XML files of an archive, one file in memory at a time; nothing is unpacked to the disk."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
                params = {"name": shortened(name, 100), "limit": MAX_MEMBERS, "size": MAX_UNPACKED // MEBIBYTE}
                yield Refusal(None, Message(TOO_MANY, params))
                return
            for member in members:
                yield from _of_member(archive, member, url)
    except (zipfile.BadZipFile, OSError, ValueError):
        yield Refusal(None, Message(NOT_ZIP, {"name": shortened(name, 100)}))


def _of_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, url: str) -> Iterator[Found]:
    if not member.filename.lower().endswith(".xml"):
        yield NotIso(member.filename)
        return
    if member.file_size > MAX_BYTES or member.file_size > MAX_RATIO * max(member.compress_size, 1):
        reason = Message(TOO_LARGE, {"limit": MAX_BYTES // MEBIBYTE})
        yield Refusal(None, Message(UNREADABLE, {"name": shortened(member.filename, 100), "reason": reason}))
        return
    try:
        with archive.open(member) as file:
            content = file.read(MAX_BYTES + 1)
    except (RuntimeError, NotImplementedError, zipfile.BadZipFile, OSError, EOFError):
        reason = Message(ENCRYPTED)
        yield Refusal(None, Message(UNREADABLE, {"name": shortened(member.filename, 100), "reason": reason}))
        return
    yield from records_of(content, member.filename, f"{url}#{member.filename}")

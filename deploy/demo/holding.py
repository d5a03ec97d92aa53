"""Put a folder of ISO records into pycsw and say, file by file, what became of it.

`pycsw-admin load_records` only logs what it refuses. Each record is stored byte-identical in content; when OWSLib, which
pycsw indexes with, cannot read a detail of a record, the record is indexed by its identifier, title and text alone.
"""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

warnings.filterwarnings("ignore", category=FutureWarning)  # pycsw and OWSLib announce what we pin away

from pycsw.core import admin, metadata, repository, util  # noqa: E402
from pycsw.core.config import StaticContext  # noqa: E402
from sqlalchemy.exc import SQLAlchemyError  # noqa: E402

DATABASE = "records.db"
TABLE = "records"
GMD = "http://www.isotc211.org/2005/gmd"
ISO_ROOTS = frozenset({"MD_Metadata", "MI_Metadata", "CHE_MD_Metadata"})
MAX_BYTES = 20_000_000
PARSER_OPTIONS = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: `state` is `loaded` or `refused`, `reason` a French sentence (also of a partial index)."""

    file: str
    identifier: str | None
    state: str
    reason: str | None = None


class Refused(Exception):  # noqa: N818 - the name says what it is
    """The server cannot hold this file; the message is French and says why."""


def database_url(state: Path) -> str:
    """Give SQLAlchemy's address of the database of a state folder."""
    return f"sqlite:///{state.resolve() / DATABASE}"


def load(documents: Iterator[tuple[str, bytes]], state: Path) -> list[Outcome]:
    """Replace what the server holds by these (file name, content) documents; the swap is atomic."""
    fresh = state / f"{DATABASE}.new"
    fresh.unlink(missing_ok=True)
    url = f"sqlite:///{fresh.resolve()}"
    admin.setup_db(url, TABLE, "")
    context = StaticContext()
    holding = _Holding(context, repository.Repository(url, context, table=TABLE))
    # Records in the server's own standard first: of two with one identifier, the one it can index is kept.
    ordered = sorted(documents, key=lambda document: (GMD.encode() not in document[1], document[0]))
    outcomes = [holding.take(name, content) for name, content in ordered]
    holding.close()
    os.replace(fresh, state / DATABASE)
    return sorted(outcomes, key=lambda outcome: outcome.file)


class _Holding:
    def __init__(self, context: Any, repo: Any) -> None:
        self.context, self.repo = context, repo
        self.held: dict[str, tuple[str, str]] = {}

    def close(self) -> None:
        self.repo.session.close()
        self.repo.engine.dispose()

    def take(self, name: str, content: bytes) -> Outcome:
        identifier: str | None = None
        try:
            root = _parse(content)
            identifier = _identifier(root)
            self._refuse_duplicate(identifier, content)
            record, note = self._index(root, identifier)
            self._insert(record)
        except Refused as refusal:
            return Outcome(name, identifier, "refused", str(refusal))
        self.held[identifier] = (name, hashlib.sha256(content).hexdigest())
        return Outcome(name, identifier, "loaded", note)

    def _refuse_duplicate(self, identifier: str, content: bytes) -> None:
        if identifier not in self.held:
            return
        name, digest = self.held[identifier]
        same = "contenu identique" if digest == hashlib.sha256(content).hexdigest() else "contenu différent"
        raise Refused(f"même identifiant que le fichier {name}, déjà chargé ({same})")

    def _index(self, root: Any, identifier: str) -> tuple[Any, str | None]:
        if etree.QName(root).namespace == GMD:
            try:
                record = metadata.parse_record(self.context, root, self.repo)[0]
            except (AttributeError, TypeError, ValueError, KeyError, IndexError, RuntimeError) as error:
                # OWSLib trips over a detail (a CRS without code, an empty title…): the record itself is sound.
                note = f"index réduit : le serveur ne sait pas lire un détail de la fiche ({type(error).__name__} : {error})"
                return self._plain(root, identifier), note
            record.xml = etree.tostring(root, encoding="unicode")
            return record, None
        note = (
            f"index réduit : le serveur ne connaît pas {etree.QName(root).namespace}, la fiche est servie telle quelle"
        )
        return self._plain(root, identifier), note

    def _plain(self, root: Any, identifier: str) -> Any:
        record = self.repo.dataset()
        values = {
            "pycsw:Identifier": identifier,
            "pycsw:Typename": "gmd:MD_Metadata",
            "pycsw:Schema": GMD,
            "pycsw:MdSource": "local",
            "pycsw:InsertDate": util.get_today_and_now(),
            "pycsw:XML": etree.tostring(root, encoding="unicode"),
            "pycsw:AnyText": util.get_anytext(root),
            "pycsw:Title": _first_text(root, "citation", "title"),
            "pycsw:Abstract": _first_text(root, "abstract"),
            "pycsw:Type": "dataset",
        }
        for name, value in values.items():
            setattr(record, self.context.md_core_model["mappings"][name], value)
        return record

    def _insert(self, record: Any) -> None:
        try:
            self.repo.insert(record, "local", util.get_today_and_now())
        except SQLAlchemyError as error:
            raise Refused(f"la base du serveur a refusé la fiche : {type(error).__name__}") from error


def _parse(content: bytes) -> Any:
    if len(content) > MAX_BYTES:
        raise Refused(f"fichier de plus de {MAX_BYTES // 1_000_000} Mo")
    try:
        root = etree.fromstring(content, etree.XMLParser(**PARSER_OPTIONS))
    except etree.XMLSyntaxError as error:
        raise Refused(f"XML mal formé : {error.msg}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused("le fichier déclare une DTD : refusé par prudence")
    if etree.QName(root).localname not in ISO_ROOTS:
        raise Refused(f"ce n'est pas une fiche ISO 19139 ou 19115-3 (racine {etree.QName(root).localname})")
    return root


def _identifier(root: Any) -> str:
    found = root.xpath("string(*[local-name()='fileIdentifier'])") or root.xpath(
        "string(*[local-name()='metadataIdentifier']/*/*[local-name()='code'])"
    )
    if not found.strip():
        raise Refused("la fiche n'a pas d'identifiant (gmd:fileIdentifier)")
    return str(found.strip())


def _first_text(root: Any, *path: str) -> str | None:
    """Read the first text below `…/path[0]/…/path[-1]`, whatever the namespace of the standard."""
    steps = "//".join(f"*[local-name()='{step}']" for step in path)
    found = root.xpath(f"string((//*[local-name()='identificationInfo']//{steps})[1])").strip()
    return found or None

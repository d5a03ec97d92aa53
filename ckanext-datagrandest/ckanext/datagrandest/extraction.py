"""Which sentences the platform shows, and which of them have no French yet.

`python -m ckanext.datagrandest.extraction` prints the missing ones as entries to paste into the part of each room.
Sentences come from Python, templates (with CKAN's own extractor), scripts and the labels of the dataset forms.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo

from ckanext.datagrandest import schemas, translations

KEYWORDS: dict[str, Any] = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "ungettext": (1, 2)}
TEMPLATES = {".html", ".txt", ".xml"}
LABELS = {"label", "help_text", "form_placeholder", "repeating_label", "upload_label"}
OF_THE_THEME = ("templates", "assets", "public", "theme")
PACKAGE = Path(__file__).parent
#: A sentence, and whether it has a plural.
Key = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message as it stands in the code.

    Attributes:
        msgid: the English sentence (the singular).
        part: name of the part that has to hold its French.
        place: file, and line where there is one.
        ours_only: True when CKAN's own catalogue is not asked: `N_`, which also serves the console.
        plural: the English plural, if any.
    """

    msgid: str
    part: str
    place: str
    ours_only: bool = False
    plural: str | None = None

    def entry(self) -> str:
        """Give the sentence as an entry of a part, with an empty translation."""
        reference = f"#: {self.place}\n" if self.place.partition(":")[0].endswith(".js") else ""
        lines = [f"{reference}msgid {_quoted(self.msgid)}"]
        if self.plural:
            lines += [f"msgid_plural {_quoted(self.plural)}", 'msgstr[0] ""', 'msgstr[1] ""']
        else:
            lines.append('msgstr ""')
        return "\n".join(lines)


def sentences() -> list[Sentence]:
    """Extract every sentence of the code, the templates, the scripts and the forms."""
    found = []
    for folder, default in _folders():
        for path in sorted(folder.rglob("*")):
            part = _part(path.relative_to(folder), default)
            place = path.relative_to(folder).as_posix()
            found += [Sentence(msgid, part, f"{place}:{line}", ours, plural) for msgid, plural, line, ours in _of(path)]
    return found


def missing(found: Iterable[Sentence] | None = None) -> list[Sentence]:
    """Give the sentences without French, each once."""
    ours = {key for part in translations.parts_of("fr").values() for message in part for key in _keys(message)}
    core = {key for message in _catalogue_of_ckan() for key in _keys(message)}
    lacking: dict[Key, Sentence] = {}
    for sentence in sentences() if found is None else found:
        key = (sentence.msgid, sentence.plural is not None)
        known = key in ours or (not sentence.ours_only and key in core)
        if sentence.msgid.strip() and not known:
            lacking.setdefault(key, sentence)
    return list(lacking.values())


def main() -> int:
    """Print the missing entries by part; exit code 1 when there is one."""
    lacking = missing()
    for part in sorted({sentence.part for sentence in lacking}):
        sys.stdout.write(f"# i18n/parts/fr/{part}.po\n\n")
        sys.stdout.write("".join(f"{sentence.entry()}\n\n" for sentence in lacking if sentence.part == part))
    return 1 if lacking else 0


def _folders() -> list[tuple[Path, str]]:
    harvesters = find_spec("ckanext.datagrandest.harvesters")
    locations = list(harvesters.submodule_search_locations or []) if harvesters else []
    return [
        (PACKAGE, "datagrandest"),
        (Path(str(schemas.__file__)).parent, "schemas"),
        *((Path(location), "harvesters") for location in locations),
    ]


def _part(path: Path, default: str) -> str:
    room = path.parts[0]
    is_room = default == "datagrandest" and len(path.parts) > 1 and room not in OF_THE_THEME
    return room if is_room else default


def _of(path: Path) -> Iterator[tuple[str, str | None, int, bool]]:
    if {"migration", "vendor", "__pycache__"} & set(path.parts):
        return
    if path.suffix == ".yaml" and {"datasets", "organizations"} & set(path.parts):
        yield from ((text, None, 0, False) for text in _labels(yaml.safe_load(path.read_text(encoding="utf-8"))))
    method = _method(path)
    if method is None:
        return
    stream = BytesIO(path.read_bytes())
    for line, name, message, *_ in _extract(method, stream):
        singular, plural = message if isinstance(message, tuple) else (message, None)
        if singular:
            yield str(singular), plural, line, name == "N_"


def _extract(method: str | Callable[..., Any], stream: BytesIO) -> Iterator[tuple[int, str, Any]]:
    """As Babel's `extract`, but with the name of the function, which tells `N_` from `_`."""
    for keyword, spec in KEYWORDS.items():
        for line, message, *_ in extract(method, stream, keywords={keyword: spec}, options={"encoding": "utf-8"}):
            yield line, keyword, message
        stream.seek(0)


def _method(path: Path) -> str | Callable[..., Any] | None:
    if path.suffix == ".py":
        return "python"
    if path.suffix == ".js":
        return "javascript"
    if path.suffix in TEMPLATES and "templates" in path.parts:
        from ckan.lib.extract import extract_ckan

        return extract_ckan
    return None


def _labels(node: Any) -> Iterator[str]:
    """Walk a form's description: a text is a msgid, a mapping by language speaks for itself."""
    if isinstance(node, list):
        for inner in node:
            yield from _labels(inner)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in LABELS and isinstance(value, str):
                yield value
            elif key not in LABELS or not (isinstance(value, dict) and "fr" in value):
                yield from _labels(value)


def _catalogue_of_ckan() -> Catalog:
    spec = find_spec("ckan")
    if not spec:
        return Catalog()
    path = Path(str(spec.origin)).parent / "i18n" / "fr" / "LC_MESSAGES" / "ckan.mo"
    with path.open("rb") as stream:
        return read_mo(stream)


def _keys(message: Message) -> set[Key]:
    """What an entry answers: a plural entry also answers for its singular."""
    if isinstance(message.id, tuple):
        return {(str(message.id[0]), True), (str(message.id[0]), False)}
    return {(str(message.id), False)}


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    sys.exit(main())

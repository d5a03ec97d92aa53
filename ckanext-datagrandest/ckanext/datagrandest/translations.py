"""From the translators' parts to the one catalogue that gettext reads.

The sources are `i18n/parts/<locale>/<part>.po`, one part a room, so that two rooms never edit one file. They are
merged into `i18n/<locale>/LC_MESSAGES/ckanext-datagrandest.{mo,po}` (CKAN makes its JavaScript translations from
the `.po`) and `i18n/ckanext-datagrandest.pot` (which tells CKAN the messages that scripts use). Nothing generated
is committed. The module is loaded by `setup.py` too: it needs Babel and nothing else.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

DOMAIN = "ckanext-datagrandest"
I18N_DIRECTORY = Path(__file__).parent / "i18n"
#: CKAN's own header for French: the catalogues are merged, so that the forms must be numbered alike.
PLURALS = {
    "fr": "nplurals=3; plural=(n == 0 || n == 1) ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;",
}
ONE_AND_OTHER = 2
PERCENT = re.compile(r"%(?:\(\w+\))?[sdifr]")
BRACE = re.compile(r"\{\w*(?:![rs])?(?::[^{}]*)?\}")
ELEMENT = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*")
Key = tuple[str | None, str]


class TranslationError(Exception):
    """Parts that cannot be merged; `problems` says which, a line each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def locales(directory: Path = I18N_DIRECTORY) -> list[str]:
    """Give the locales that have parts."""
    return sorted(path.name for path in (directory / "parts").iterdir() if path.is_dir())


def parts_of(locale: str, directory: Path = I18N_DIRECTORY) -> dict[str, Catalog]:
    """Read the parts of a locale, in the order of their names.

    Raises:
        TranslationError: a file is not a catalogue in UTF-8.
    """
    parts, problems = {}, []
    for path in sorted((directory / "parts" / locale).glob("*.po")):
        try:
            with path.open("rb") as stream:
                parts[path.stem] = read_po(stream, locale=locale, abort_invalid=True)
        except (PoFileError, ValueError) as error:
            problems.append(f"{path.name}: {error}")
    if problems:
        raise TranslationError(problems)
    return parts


def merge(parts: dict[str, Catalog], locale: str) -> Catalog:
    """Merge parts into one catalogue.

    Raises:
        TranslationError: two parts translate a message differently, or a translation is empty, fuzzy,
            lacks a plural form or a placeholder.
    """
    merged: dict[Key, tuple[str, Message]] = {}
    problems: list[str] = []
    for name, message in _messages(parts):
        problems += [f"{name}.po: {problem}" for problem in _faults(message)]
        key = (message.context, _singular(message))
        other, known = merged.get(key, (name, message))
        if _first(known) != _first(message) or (_is_plural(known, message) and known.string != message.string):
            problems.append(f"{name}.po: {key[1]!r} is translated otherwise in {other}.po: {known.string!r}")
        if key not in merged or not isinstance(known.id, tuple):
            merged[key] = (name, message)
    if problems:
        raise TranslationError(problems)
    return _catalogue(locale, [message for _, message in merged.values()])


def build(directory: Path = I18N_DIRECTORY) -> dict[str, int]:
    """Write the catalogues of every locale that has parts; gives the number of messages by locale.

    Raises:
        TranslationError: as `merge`; nothing is written then.
    """
    catalogues = {locale: merge(parts_of(locale, directory), locale) for locale in locales(directory)}
    for locale, catalogue in catalogues.items():
        target = directory / locale / "LC_MESSAGES"
        target.mkdir(parents=True, exist_ok=True)
        _write(target / f"{DOMAIN}.mo", catalogue, write_mo)
        _write(target / f"{DOMAIN}.po", catalogue, write_po)
        _write(directory / f"{DOMAIN}.pot", _of_scripts(catalogue), write_po)
    return {locale: len(catalogue) for locale, catalogue in catalogues.items()}


def differences(msgid: str, msgstr: str) -> list[str]:
    """Say which placeholders and HTML elements of `msgid` are missing in `msgstr`, or are not of it."""
    faults = []
    for pattern in (PERCENT, BRACE):
        wanted, found = set(pattern.findall(msgid)), set(pattern.findall(msgstr))
        faults += [f"{placeholder} is missing" for placeholder in sorted(wanted - found)]
        faults += [f"{placeholder} is not in the message" for placeholder in sorted(found - wanted)]
    wanted_elements, found_elements = Counter(ELEMENT.findall(msgid)), Counter(ELEMENT.findall(msgstr))
    odd = (wanted_elements - found_elements) + (found_elements - wanted_elements)
    if odd:
        faults.append(f"the HTML elements differ: {', '.join(f'{element}>' for element in sorted(odd))}")
    return faults


def main() -> int:
    """Build and say what was built; exit code 1 and one line a problem when parts cannot be merged."""
    try:
        built = build()
    except TranslationError as error:
        sys.stderr.write("The translations cannot be built:\n" + "".join(f"- {line}\n" for line in error.problems))
        return 1
    sys.stdout.write("".join(f"{locale}: {count} messages\n" for locale, count in built.items()))
    return 0


def _messages(parts: dict[str, Catalog]) -> Iterator[tuple[str, Message]]:
    for name, part in parts.items():
        yield from ((name, _with_three_forms(message)) for message in part if message.id)


def _with_three_forms(message: Message) -> Message:
    """Spread "one" and "other" over CKAN's three French forms (one, million, other)."""
    if isinstance(message.id, tuple):
        forms = tuple(form for form in message.string or () if form)
        message.string = (forms[0], forms[1], forms[1]) if len(forms) == ONE_AND_OTHER else forms
    return message


def _faults(message: Message) -> list[str]:
    label = repr(_singular(message))
    if message.fuzzy:
        return [f"{label} is fuzzy: settle its translation"]
    if not _first(message):
        return [f"{label} has no translation"]
    if not isinstance(message.id, tuple):
        pairs = [(str(message.id), _first(message))]
    elif len(message.string or ()) < ONE_AND_OTHER:
        return [f"{label} lacks a plural form"]
    else:  # the singular may say "un" instead of the number
        pairs = [(str(message.id[1]), form) for form in (message.string or ())[1:]]
    return [f"{label}: {fault}" for msgid, msgstr in pairs for fault in differences(msgid, msgstr)]


def _singular(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else str(message.id)


def _first(message: Message) -> str:
    string = message.string
    return (string[0] if string else "") if isinstance(string, tuple) else str(string or "")


def _is_plural(*messages: Message) -> bool:
    return all(isinstance(message.id, tuple) for message in messages)


def _catalogue(locale: str, messages: list[Message]) -> Catalog:
    catalogue = Catalog(locale=locale, project="DATA Grand Est", charset="utf-8", fuzzy=False)
    if locale in PLURALS:
        catalogue.mime_headers = [("Plural-Forms", PLURALS[locale])]
    for message in messages:
        catalogue.add(message.id, message.string, locations=message.locations, context=message.context)
    return catalogue


def _of_scripts(catalogue: Catalog) -> Catalog:
    template = Catalog(project="DATA Grand Est", fuzzy=False)
    for message in catalogue:
        if message.id and any(str(path).endswith(".js") for path, _ in message.locations):
            template.add(message.id, locations=message.locations, context=message.context)
    return template


def _write(path: Path, catalogue: Catalog, write: Callable[[IO[bytes], Catalog], object]) -> None:
    """Write beside and rename: a running platform never reads half a catalogue."""
    content = BytesIO()
    write(content, catalogue)
    temporary = path.with_suffix(f"{path.suffix}.new")
    temporary.write_bytes(content.getvalue())
    os.replace(temporary, path)


if __name__ == "__main__":
    sys.exit(main())

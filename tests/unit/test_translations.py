"""Parts are merged into one catalogue, and bad parts are refused with a reason."""

from gettext import translation
from pathlib import Path

import polib
import pytest

from ckanext.datagrandest import extraction, messages, translations

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def parts(tmp_path: Path):
    """Write parts and give the folder that holds them: `parts(core='msgid …', harvest='msgid …')`."""

    def write(**contents: str) -> Path:
        folder = tmp_path / "parts" / "fr"
        folder.mkdir(parents=True)
        for name, content in contents.items():
            (folder / f"{name}.po").write_text(HEADER + content, encoding="utf-8")
        return tmp_path

    return write


def read(folder: Path):
    return translation(translations.DOMAIN, folder, languages=["fr"])


def test_parts_become_one_catalogue(parts):
    folder = parts(a='msgid "Dataset"\nmsgstr "Jeu de données"\n', b='msgid "Close"\nmsgstr "Fermer"\n')
    assert translations.build(folder) == {"fr": 2}
    assert [read(folder).gettext(word) for word in ("Dataset", "Close")] == ["Jeu de données", "Fermer"]


def test_two_forms_are_spread_over_the_three_of_ckan(parts):
    folder = parts(
        a='msgid "{n} dataset"\nmsgid_plural "{n} datasets"\nmsgstr[0] "{n} jeu"\nmsgstr[1] "{n} jeux"\n',
    )
    translations.build(folder)
    forms = [read(folder).ngettext("{n} dataset", "{n} datasets", n) for n in (0, 1, 2, 1_000_000)]
    assert forms == ["{n} jeu", "{n} jeu", "{n} jeux", "{n} jeux"]


def test_messages_of_scripts_are_told_to_ckan(parts):
    folder = parts(a='#: datagrandest/assets/a.js:1\nmsgid "Close"\nmsgstr "Fermer"\n\nmsgid "Open"\nmsgstr "Ouvrir"\n')
    translations.build(folder)
    template = polib.pofile(str(folder / f"{translations.DOMAIN}.pot"))
    assert [entry.msgid for entry in template] == ["Close"]


def test_the_same_translation_twice_is_no_conflict(parts):
    same = 'msgid "Close"\nmsgstr "Fermer"\n'
    assert translations.build(parts(a=same, b=same)) == {"fr": 1}


@pytest.mark.parametrize(
    ("contents", "reason"),
    [
        ({"a": 'msgid "Close"\nmsgstr "Fermer"\n', "b": 'msgid "Close"\nmsgstr "Clore"\n'}, "otherwise in a.po"),
        ({"a": 'msgid "Close"\nmsgstr ""\n'}, "no translation"),
        ({"a": '#, fuzzy\nmsgid "Close"\nmsgstr "Fermer"\n'}, "fuzzy"),
        ({"a": 'msgid "Hello %(name)s"\nmsgstr "Bonjour"\n'}, "%(name)s is missing"),
        ({"a": 'msgid "Hello {name}"\nmsgstr "Bonjour {nom}"\n'}, "{nom} is not in the message"),
        ({"a": 'msgid "<b>No</b>"\nmsgstr "<b>Non"\n'}, "HTML elements differ: </b>"),
        ({"a": 'msgid "{n} a"\nmsgid_plural "{n} b"\nmsgstr[0] "{n} a"\nmsgstr[1] ""\n'}, "lacks a plural form"),
        ({"a": "nonsense\n"}, "a.po"),
    ],
)
def test_a_bad_part_is_refused_with_its_reason(parts, contents, reason):
    folder = parts(**contents)
    with pytest.raises(translations.TranslationError, match="po") as caught:
        translations.build(folder)
    assert reason in str(caught.value)
    assert not (folder / "fr").exists(), "a catalogue was written from bad parts"


def test_the_committed_parts_can_be_merged():
    translations.merge(translations.parts_of("fr"), "fr")


def test_every_sentence_has_its_french():
    lacking = extraction.missing()
    listing = "\n".join(f"{item.place}: {item.msgid!r} -> i18n/parts/fr/{item.part}.po" for item in lacking)
    assert not lacking, f"`python -m ckanext.datagrandest.extraction` prints these as entries to paste:\n{listing}"


def test_a_missing_sentence_names_its_part():
    found = [extraction.Sentence("Never to be translated", "quality", "quality/check.py:1", ours_only=True)]
    assert [item.part for item in extraction.missing(found)] == ["quality"]


@pytest.mark.parametrize("path", ["quality/check.py", "harvesting/templates/x.html"])
def test_the_part_of_a_room_is_its_name(path):
    assert extraction._part(Path(path), "datagrandest") == path.partition("/")[0]


def test_domains_agree():
    assert translations.DOMAIN == messages.DOMAIN
    assert translations.I18N_DIRECTORY == messages.I18N_DIRECTORY

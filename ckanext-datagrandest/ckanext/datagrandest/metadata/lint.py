"""Say what is wrong with the schemas before the platform starts with them.

Pure: the names of the validators that the running platform knows are given by the caller.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.metadata.declaration import (
    INDEX_WORDS,
    PAGES,
    SUFFIXES,
    Declaration,
    Field,
    dataset_declaration,
    organization_declaration,
    read_presets,
)
from ckanext.datagrandest.metadata.reading import SchemaUnreadableError
from ckanext.datagrandest.metadata.vocabularies import vocabulary, vocabulary_names

#: Names that CKAN or our rooms use for something else: a field may not take them.
RESERVED = {
    "dataset": frozenset(
        {
            "id", "type", "state", "extras", "resources", "tags", "groups", "organization", "private", "metadata_created",
            "metadata_modified", "creator_user_id", "num_tags", "num_resources", "isopen", "site_id", "index_id",
            "data_dict", "validated_data_dict", "guid", "text", "relationships_as_subject", "relationships_as_object",
        }
    ),
    "resource": frozenset({"id", "package_id", "state", "position", "hash", "url_type", "created", "last_modified", "metadata_modified", "datastore_active", "upload"}),
    "organization": frozenset({"id", "type", "state", "extras", "users", "packages", "groups", "tags", "is_organization", "approval_status", "created", "package_count", "display_name", "image_display_url"}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct in a schema or vocabulary file.

    Attributes:
        message: what is wrong and where.
        remedy: what to do.
    """

    message: Message
    remedy: Message


KnownValidator = Callable[[str], bool]


def lint_all(known_validator: KnownValidator | None = None) -> list[Problem]:
    """Check the dataset schema, the organisation schema and all vocabularies.

    Args:
        known_validator: tells whether the platform knows a validator; None leaves that check out.
    """
    problems: list[Problem] = []
    for read in (dataset_declaration, organization_declaration):
        try:
            problems += lint(read(), known_validator)
        except SchemaUnreadableError as error:
            problems.append(_unreadable(error))
    for name in vocabulary_names():
        try:
            problems += lint_vocabulary(name)
        except (SchemaUnreadableError, ValueError) as error:
            problems.append(_unreadable(error))
    return problems


def lint(declaration: Declaration, known_validator: KnownValidator | None = None) -> list[Problem]:
    """Check one schema; an empty list means that it is sound."""
    problems = [*_duplicates(declaration), *_groups(declaration)]
    for field in declaration.every():
        problems += [
            *_words(field, declaration),
            *_places(field, declaration),
            *_choices(field, declaration),
            *_validators(field, declaration, known_validator),
        ]
    return problems


def lint_vocabulary(name: str) -> list[Problem]:
    """Check one vocabulary: no code twice, French and English labels everywhere."""
    terms = vocabulary(name).terms
    twice = [code for code, count in Counter(term.code for term in terms).items() if count > 1]
    problems = [
        Problem(
            Message(N_("The vocabulary “{name}” gives the code “{code}” twice."), {"name": name, "code": code}),
            Message(N_("Remove one of the two entries.")),
        )
        for code in twice
    ]
    for term in terms:
        if not all(str(term.labels.get(language, "")).strip() for language in ("fr", "en")):
            message = Message(
                N_("The vocabulary “{name}” lacks a label for “{code}”."), {"name": name, "code": term.code}
            )
            problems.append(Problem(message, Message(N_("Give it a French and an English label."))))
    return problems


def _unreadable(error: Exception) -> Problem:
    message = error.message if isinstance(error, SchemaUnreadableError) else Message("{error}", {"error": error})
    return Problem(message, Message(N_("Correct the file, or restore it from the repository.")))


def _found(field: Field, declaration: Declaration, what: str, remedy: str, **params: object) -> Problem:
    place = {"file": Path(declaration.file).name, "field": field.path, **params}
    return Problem(Message(what, place), Message(remedy, place))


def _duplicates(declaration: Declaration) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for field in declaration.every():
        if (field.level, field.path) in seen:
            yield _found(
                field, declaration, N_("{file}: the field “{field}” is declared twice."), N_("Remove one of the two.")
            )
        seen.add((field.level, field.path))
        if field.parent is None and field.name in RESERVED[field.level]:
            yield _found(
                field,
                declaration,
                N_("{file}: the name “{field}” is taken by CKAN."),
                N_("Give the field another name."),
            )


def _groups(declaration: Declaration) -> Iterator[Problem]:
    for group in declaration.groups:
        lacking = [key for key in ("name", "label", "help_text") if not group.get(key)]
        if lacking:
            message = Message(
                N_("{file}: the group “{group}” lacks “{key}”."),
                {"file": Path(declaration.file).name, "group": group.get("name", "?"), "key": lacking[0]},
            )
            yield Problem(message, Message(N_("Give each group a name, a label and a help text.")))


def _words(field: Field, declaration: Declaration) -> Iterator[Problem]:
    for key in ("label", "help_text"):
        if not str(field.raw.get(key) or "").strip():
            yield _found(
                field,
                declaration,
                N_("{file}: the field “{field}” lacks “{key}”."),
                N_("Write it in English, and its French in i18n/parts/fr/schemas.po."),
                key=key,
            )


def _places(field: Field, declaration: Declaration) -> Iterator[Problem]:
    subfield = field.parent is not None
    groups = {group.get("name") for group in declaration.groups}
    if not subfield and field.raw.get("dge_group") not in groups:
        yield _place(field, declaration, "dge_group", ", ".join(sorted(str(group) for group in groups)))
    if not subfield and field.raw.get("dge_page") not in PAGES:
        yield _place(field, declaration, "dge_page", ", ".join(sorted(PAGES)))
    if field.level != "organization" and field.index not in SUFFIXES | INDEX_WORDS:
        yield _place(field, declaration, "dge_index", ", ".join(sorted(SUFFIXES | INDEX_WORDS)))
    if not field.dcat:
        yield _place(field, declaration, "dge_dcat", "dct:title, none")
    if field.subfields and field.level != "organization" and field.index != "rows":
        yield _place(field, declaration, "dge_index", "rows")


def _place(field: Field, declaration: Declaration, key: str, choices: str) -> Problem:
    return _found(
        field,
        declaration,
        N_("{file}: the field “{field}” has no sound “{key}”."),
        N_("Give it one of: {choices}."),
        key=key,
        choices=choices,
    )


def _choices(field: Field, declaration: Declaration) -> Iterator[Problem]:
    needs = any(name in {"dge_code", "dge_codes", "dge_crs_list"} for name in field.validators)
    if field.vocabulary is None and needs:
        yield _place(field, declaration, "dge_vocabulary", ", ".join(vocabulary_names()))
    elif field.vocabulary is not None and field.vocabulary not in vocabulary_names():
        yield _found(
            field,
            declaration,
            N_("{file}: the vocabulary “{vocabulary}” of the field “{field}” does not exist."),
            N_("Write schemas/vocabularies/{vocabulary}.yaml, or name another."),
            vocabulary=field.vocabulary,
        )


def _validators(field: Field, declaration: Declaration, known: KnownValidator | None) -> Iterator[Problem]:
    preset = field.raw.get("preset")
    if preset is not None and preset not in read_presets():
        yield _found(
            field,
            declaration,
            N_("{file}: the preset “{preset}” of the field “{field}” does not exist."),
            N_("Write it in schemas/presets.yaml, or name another."),
            preset=preset,
        )
    if not field.validators and not field.subfields:
        yield _found(
            field,
            declaration,
            N_("{file}: the field “{field}” has no validators."),
            N_("Give it a preset of schemas/presets.yaml, or validators."),
        )
    outputs = str(field.raw.get("output_validators", "")).split()
    for name in [*field.validators, *outputs] if known else []:
        if not known(name):  # pyright: ignore[reportOptionalCall]
            yield _found(
                field,
                declaration,
                N_("{file}: nothing provides the validator “{validator}” of the field “{field}”."),
                N_("Enable the plugin that provides it, or correct its name."),
                validator=name,
            )

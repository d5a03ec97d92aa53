"""Public contracts (DECP, JSON): judged by the rules of the official JSON Schema, told in French."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.quality.documents.facts import rules_of
from ckanext.datagrandest.quality.judge import judge
from ckanext.datagrandest.quality.reading.kinds import NotATableError
from ckanext.datagrandest.quality.repairing.plan import repair
from ckanext.datagrandest.quality.report import Report

NAME = "139bercy/format-commande-publique"
OFFICIAL = {
    "2.0.2": "decp-validation__schema_decp_v2.0.2.json",
    "2.0.3": "format-commande-publique__schema_decp_v2.0.3.json",
}
BUYER, HOLDER = "21880078700010", "90188012000018"


def contract(**changes: Any) -> dict[str, Any]:
    good = {
        "id": "2025T003", "acheteur": {"id": BUYER}, "nature": "Marché", "objet": "Toiture de l'école",
        "codeCPV": "45261900", "techniques": {"technique": ["Sans objet"]},
        "modalitesExecution": {"modaliteExecution": ["Sans objet"]}, "marcheInnovant": False, "ccag": "Travaux",
        "offresRecues": 3, "attributionAvance": False, "typeGroupementOperateurs": "Pas de groupement",
        "sousTraitanceDeclaree": False, "procedure": "Procédure adaptée",
        "lieuExecution": {"code": "88078", "typeCode": "Code commune"}, "dureeMois": 6,
        "dateNotification": "2025-06-12", "datePublicationDonnees": "2025-07-01", "montant": 84500.5,
        "typesPrix": {"typePrix": ["Définitif ferme"]}, "formePrix": "Forfaitaire",
        "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": HOLDER}}],
        "considerationsSociales": {"considerationSociale": ["Pas de considération sociale"]},
        "considerationsEnvironnementales": {
            "considerationEnvironnementale": ["Pas de considération environnementale"]
        },
    }  # fmt: skip
    return {name: value for name, value in (good | changes).items() if value is not None}


def judged(folder: Path, *contracts: dict[str, Any], **options: Any) -> Report:
    path = folder / "marches.json"
    path.write_text(json.dumps({"marches": {"marche": list(contracts)}}), "utf-8")
    return judge(path, registry.find(NAME), **options)


@pytest.mark.parametrize("version", OFFICIAL)
def test_rules_are_those_of_the_official_file(shared_data: Path, version: str):
    official = json.loads((shared_data / "tabular/decp" / OFFICIAL[version]).read_text("utf-8-sig"))
    assert registry.get(NAME, version).document == rules_of(official)


def test_sound_contracts_have_no_fault(tmp_path: Path):
    report = judged(tmp_path, contract(), contract(id="2025T004"))
    assert (report.valid, report.rows, report.errors, report.warnings) == (True, 2, [], [])
    assert report.kind == "json"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"objet": None}, "constraint-error", "objet"),
        ({"montant": "84500"}, "type-error", "montant"),
        ({"nature": "Contrat"}, "constraint-error", "nature"),
        ({"codeCPV": "4526"}, "constraint-error", "codeCPV"),
        ({"offresRecues": 0}, "constraint-error", "offresRecues"),
        ({"tauxAvance": 30}, "constraint-error", "tauxAvance"),
        ({"titulaires": []}, "constraint-error", "titulaires"),
        ({"acheteur": {"id": "123"}}, "constraint-error", "id"),
        ({"prix": 3}, "constraint-error", "prix"),
    ],
)
def test_a_fault_names_its_contract_and_its_field(tmp_path: Path, changes: dict[str, Any], code: str, field: str):
    report = judged(tmp_path, contract(), contract(**changes))
    (fault,) = report.errors
    assert (fault.code, fault.row, fault.field) == (code, 2, field)
    assert report.counts == {code: 1}
    assert report.causes[0].count == 1


def test_sentences_are_french_and_say_what_to_do(tmp_path: Path):
    (fault,) = judged(tmp_path, contract(montant="84500")).errors
    assert "un nombre, sans guillemets" in fault.message
    (fault,) = judged(tmp_path, contract(objet=None)).errors
    assert fault.message.startswith("«\N{NO-BREAK SPACE}objet\N{NO-BREAK SPACE}» manque dans «\N{NO-BREAK SPACE}marche")


def test_a_false_siret_is_a_warning(tmp_path: Path):
    report = judged(tmp_path, contract(acheteur={"id": "21880078700011"}))
    assert report.valid
    assert [(fault.code, fault.row, fault.field) for fault in report.warnings] == [("french-siret-value", 1, "id")]


def test_faults_are_counted_beyond_the_limit(tmp_path: Path):
    report = judged(tmp_path, *[contract(objet=None)] * 20, limit=3)
    assert len(report.errors) == 3
    assert report.counts == {"constraint-error": 20}


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_contract_wrong_is_told_in_less_than_a_megabyte(tmp_path: Path, locale: str):
    """Errors and warnings together, the longest values, as `dge validate --format json` writes them."""
    wrong = contract(objet=None, nature="é" * 500, montant='"' * 500, acheteur={"id": "8" * 500})
    report = judged(tmp_path, *[wrong] * 3000, locale=locale)
    assert {fault.code for fault in report.warnings} == {"french-siret-value"}
    assert report.counts["constraint-error"] >= 3000
    assert 500_000 < len(json.dumps(report.as_dict(), ensure_ascii=False).encode()) <= 1_000_000


def test_the_official_sample_misses_what_the_law_of_its_version_asks(shared_data: Path):
    path = shared_data / "tabular/decp/decp-validation__decp-59920013600241-2024-07-09-01.json"
    for version in OFFICIAL:
        report = judge(path, registry.get(NAME, version))
        assert report.rows == 5
        assert not report.valid
        assert {fault.row for fault in report.errors} <= set(range(1, 6))
        assert "dureeMois" in {fault.field for fault in report.errors}


@pytest.mark.parametrize(
    "content", [b"", b"id;objet\n1;x\n", b'{"marches": ', b'{"marches": NaN}', b"[" * 100_000, b"\xff\xfe\x00\xd8"]
)
def test_what_is_not_json_is_not_judged(tmp_path: Path, content: bytes):
    path = tmp_path / "marches.json"
    path.write_bytes(content)
    with pytest.raises(NotATableError):
        judge(path, registry.find(NAME))


@pytest.mark.parametrize("content", ["{}", "[]", "3", '{"marches": {"marche": []}}', '{"marches": null}'])
def test_a_document_without_contracts_is_refused(tmp_path: Path, content: str):
    path = tmp_path / "marches.json"
    path.write_text(content, "utf-8")
    assert not judge(path, registry.find(NAME)).valid


def test_an_old_encoding_is_an_error_but_is_read(tmp_path: Path):
    path = tmp_path / "marches.json"
    path.write_bytes(json.dumps({"marches": {"marche": [contract()]}}, ensure_ascii=False).encode("cp1252"))
    report = judge(path, registry.find(NAME))
    assert (report.encoding, report.counts) == ("cp1252", {"encoding-error": 1})


def test_contracts_are_not_repaired_here(tmp_path: Path):
    path = tmp_path / "marches.json"
    path.write_text("{}", "utf-8")
    with pytest.raises(NotATableError, match="JSON"):
        repair(path, registry.find(NAME))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FUZZED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FUZZED
@given(value=ANYTHING)
def test_any_document_is_judged(tmp_path: Path, value: Any):
    path = tmp_path / "marches.json"
    path.write_text(json.dumps(value), "utf-8")
    assert not judge(path, registry.find(NAME)).valid


@FUZZED
@given(field=st.sampled_from(sorted(contract())), value=ANYTHING)
def test_a_spoiled_contract_is_judged(tmp_path: Path, field: str, value: Any):
    report = judged(tmp_path, contract(), contract() | {field: value})
    assert report.valid is not bool(report.errors)
    assert all(fault.row == 2 for fault in (*report.errors, *report.warnings))
    assert str(tmp_path) not in json.dumps(report.as_dict())

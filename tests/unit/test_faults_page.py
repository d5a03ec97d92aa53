"""`docs/faults.md` keeps its word: each fault has a test, which exists, runs and can fail."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "faults.md"
TESTED = tuple(range(1, 65))
ROW = re.compile(r"^\| (\d+) \| [^|]+ \| (.+) \|$", re.MULTILINE)
#: What fails by itself when it does not find what it expects: our own checks, and pytest's.
CHECKS = re.compile(r"\b(assert|pytest\.raises|pytest\.warns|pytest\.fail)\b")


def rows() -> list[tuple[int, list[str]]]:
    return [(int(number), re.findall(r"`([^`]+)`", tests)) for number, tests in ROW.findall(PAGE.read_text("utf-8"))]


NAMED = sorted({test for _, tests in rows() for test in tests})


@cache
def functions(path: str) -> dict[str, ast.FunctionDef]:
    """Give the functions of a file, those of its classes included, by name."""
    nodes = ast.walk(ast.parse((ROOT / path).read_text("utf-8")))
    return {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}


def fault_of(name: str) -> str | None:
    """Say what is wrong with a test `path::function`, None when nothing is."""
    path, _, function = name.partition("::")
    if not (ROOT / path).is_file():
        return "no such file"
    found = functions(path).get(function)
    if found is None or not function.startswith("test_"):
        return "no such test"
    if any(word in ast.unparse(each) for each in found.decorator_list for word in ("skip", "xfail")):
        return "it is skipped"
    checked = ast.unparse(found)
    called = {
        node.func.id for node in ast.walk(found) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    checked += "".join(ast.unparse(each) for name, each in functions(path).items() if name in called)
    return None if CHECKS.search(checked) else "it checks nothing"


def test_every_fault_has_its_row():
    assert sorted({number for number, _ in rows()}) == sorted(TESTED)


@pytest.mark.parametrize("number", TESTED)
def test_every_fault_has_a_test(number):
    tests = [tests for found, tests in rows() if found == number]
    assert tests
    assert all(tests)


@pytest.mark.parametrize("name", NAMED)
def test_the_test_exists_runs_and_can_fail(name):
    assert fault_of(name) is None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tests/unit/test_nowhere.py::test_a", "no such file"),
        ("tests/unit/test_faults_page.py::test_that_is_gone", "no such test"),
        ("tests/unit/test_faults_page.py::rows", "no such test"),
    ],
)
def test_what_is_gone_is_seen(name, said):
    assert fault_of(name) == said


def test_every_test_named_after_a_fault_is_on_the_page():
    named = re.compile(r"^    def (test_fault_64\w*)|^def (test_fault_64\w*)", re.MULTILINE)
    files = [path for path in (ROOT / "tests").rglob("*.py") if path.name != Path(__file__).name]
    found = {
        f"{path.relative_to(ROOT)}::{one or other}"
        for path in files
        for one, other in named.findall(path.read_text("utf-8"))
    }
    assert found <= set(NAMED)

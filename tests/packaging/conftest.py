"""Environments in which the distribution is installed as its users install it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ROOT / "config" / "requirements"
UV = os.environ.get("DGE_UV", "uv")


def _run(*words: object) -> str:
    done = subprocess.run([str(word) for word in words], cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the clone."""
    folder = tmp_path_factory.mktemp("dist")
    shutil.rmtree(ROOT / "build" / "lib", ignore_errors=True)  # setuptools would ship what an earlier build left there
    _run(UV, "build", "--quiet", "--wheel", "--out-dir", folder)
    (built,) = folder.glob("*.whl")
    return built


def _environment(folder: Path, lock: str, wheel: Path) -> Path:
    _run(UV, "venv", "--quiet", "--python", sys.executable, folder)
    python = folder / "bin" / "python"
    _run(UV, "pip", "sync", "--quiet", "--require-hashes", "--python", python, LOCKS / f"{lock}.txt")
    _run(UV, "pip", "install", "--quiet", "--no-deps", "--python", python, wheel)
    return python


@pytest.fixture(scope="session")
def base_python(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """Interpreter of an environment with the wheel and the base requirements alone: no CKAN."""
    return _environment(tmp_path_factory.mktemp("base") / "venv", "base", wheel)


@pytest.fixture(scope="session")
def wheel_python(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """Interpreter of an environment with the wheel and the platform's requirements."""
    return _environment(tmp_path_factory.mktemp("platform") / "venv", "platform", wheel)


@pytest.fixture(params=["editable", "wheel"])
def installed_python(request: pytest.FixtureRequest) -> Path:
    """Interpreter that has the platform, once as developers install it and once from the wheel."""
    return Path(sys.executable) if request.param == "editable" else request.getfixturevalue("wheel_python")


@pytest.fixture
def outside(tmp_path: Path):
    """Run a program away from the clone, so that nothing is imported from it by chance; give what it printed."""

    def run(*words: object) -> str:
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL"))}
        done = subprocess.run(
            [str(word) for word in words], cwd=tmp_path, env=environment, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run

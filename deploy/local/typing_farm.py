"""The package laid out as one real tree for pyright, which sees neither import hooks nor linked folders."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from local.instance import ROOT

FARM = ROOT / "build" / "typing"
SOURCE = ROOT / "ckanext-datagrandest" / "ckanext"
PACKAGE = Path("ckanext") / "datagrandest"
FOLDERS = {
    PACKAGE: SOURCE / "datagrandest",
    PACKAGE / "harvesters": ROOT / "harvesters",
    PACKAGE / "schemas": ROOT / "schemas",
}


def lay_out() -> None:
    """Make the tree afresh: real folders, each module a link to its source."""
    shutil.rmtree(FARM, ignore_errors=True)
    for place, source in FOLDERS.items():
        for module in source.rglob("*.py"):
            if "migration" in module.parts and "versions" in module.parts:
                continue  # migrations are Alembic's scripts, left as they were on the day they were written
            link = FARM / place / module.relative_to(source)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(os.path.relpath(module, link.parent))
    (FARM / "ckanext" / "__init__.py").symlink_to(SOURCE / "__init__.py")

"""The style sheets: contrast of the palette, nothing from another host, nothing missing."""

import re
from pathlib import Path

import pytest
import yaml

import ckanext.datagrandest

ASSETS = Path(ckanext.datagrandest.__file__).parent / "assets"
TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (ASSETS / "css/tokens.css").read_text(encoding="utf-8")))
PAIRS = [
    ("ink", "paper"),
    ("ink", "vosges-50"),
    ("ink", "vosges-100"),
    ("ink", "mirabelle-100"),
    ("ink-soft", "paper"),
    ("ink-soft", "vosges-50"),
    ("ink-soft", "vosges-100"),
    ("vosges-600", "paper"),
    ("vosges-600", "vosges-50"),
    ("vosges-700", "paper"),
    ("vosges-900", "mirabelle-200"),
    ("vosges-900", "vosges-200"),
    ("vine-700", "vine-100"),
    ("sandstone-700", "sandstone-100"),
    ("paper", "vosges-600"),
    ("paper", "vosges-700"),
    ("paper", "vosges-900"),
    ("paper", "ink-soft"),
    ("paper", "sandstone-700"),
    ("mirabelle-200", "vosges-900"),
    ("ink", "mirabelle-500"),
]


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("text", "background"), PAIRS)
def test_text_can_be_read(text, background):
    light, dark = sorted((luminance(TOKENS[text]), luminance(TOKENS[background])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_borders_of_fields_can_be_seen():
    assert (1 + 0.05) / (luminance(TOKENS["line-strong"]) + 0.05) >= 3


def test_no_sheet_or_script_asks_another_host():
    for path in ASSETS.rglob("*"):
        if path.suffix in {".css", ".js"} and "vendor" not in path.parts:
            assert not re.search(r"https?://|@import|url\(", path.read_text(encoding="utf-8")), path


def test_every_sheet_and_script_is_in_a_bundle():
    bundles = yaml.safe_load((ASSETS / "webassets.yml").read_text(encoding="utf-8"))
    listed = [content for bundle in bundles.values() for content in bundle["contents"]]
    present = [path.relative_to(ASSETS).as_posix() for path in ASSETS.rglob("*") if path.suffix in {".css", ".js"}]
    assert sorted(listed) == sorted(present)


def test_one_script_holds_the_combobox():
    scripts = [path for path in ASSETS.parent.rglob("assets/**/*.js") if "vendor" not in path.parts]
    assert [path.name for path in scripts if "aria-activedescendant" in path.read_text("utf-8")] == ["combobox.js"]
    users = {path.name for path in scripts if "new window.DgeCombobox(" in path.read_text("utf-8")}
    assert users == {"suggest.js", "picker.js"}


def test_every_colour_in_use_is_declared():
    declared = set(re.findall(r"--([\w-]+):", (ASSETS / "css/tokens.css").read_text(encoding="utf-8")))
    used = {name for path in ASSETS.rglob("*.css") for name in re.findall(r"var\(--([\w-]+)", path.read_text("utf-8"))}
    assert used - declared == set()

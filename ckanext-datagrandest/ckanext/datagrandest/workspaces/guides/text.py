"""The text of a guide and its pictures, from `docs/fr/`, which the distribution holds as `ckanext.datagrandest.guides`; pure."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

from markdown import markdown

_PACKAGE = "ckanext.datagrandest.guides"
_PICTURES = "images/"
#: Guides by the end of their address.
NAMES = ("commune", "animateur")


def title_and_html(name: str, pictures: str) -> tuple[str, str]:
    """Give the title of a guide and the rest as HTML; the text is ours, it needs no cleaning.

    Args:
        name: one of `NAMES`.
        pictures: address of the folder of the pictures, with a slash at the end.
    """
    source = (files(_PACKAGE) / f"guide-{name}.md").read_text(encoding="utf-8")
    title, _, rest = source.partition("\n")
    html = markdown(rest.replace(f"]({_PICTURES}", f"]({pictures}"), extensions=["tables", "toc"])
    return title.removeprefix("# ").strip(), html


def picture(name: str) -> Traversable | None:
    """Give a picture of a guide; None when there is none of this name."""
    found = next((one for one in (files(_PACKAGE) / _PICTURES).iterdir() if one.name == name), None)
    return found if found is not None and name.endswith(".png") else None

"""The badge of a file: conform or not to its schema, as SVG with its text for screen readers."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from html import escape

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.report import Report

#: Width of a character and margins, in pixels, for 11 px Verdana; `textLength` makes it hold with any font.
_CHARACTER, _MARGIN, _HEIGHT = 6.6, 16, 22
#: Most characters of a label: a schema's name can be anything.
_LONGEST = 60


class Verdict(Enum):
    """What a badge may say, with its colour: white on each is at least 4.5:1 (WCAG 2.1 AA)."""

    VALID = "#17693a"
    INVALID = "#a3160d"
    NOT_JUDGED = "#55555f"


_WORDS = {Verdict.VALID: N_("valid"), Verdict.INVALID: N_("not valid"), Verdict.NOT_JUDGED: N_("not judged")}
_LEFT = "#3a3a44"


def badge(verdict: Verdict, schema: str, translate: Callable[[str], str]) -> str:
    """Give the SVG of a verdict about a schema.

    Args:
        verdict: what is said.
        schema: name of the schema, with its version or not; empty when only the structure was checked.
        translate: gettext's function of the reader's language.
    """
    label = (Message(N_("schema {name}"), {"name": schema}) if schema else Message(N_("table"))).render(translate)
    label = label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"
    word = translate(_WORDS[verdict])
    left, right = (round(len(text) * _CHARACTER + _MARGIN) for text in (label, word))
    title = Message(N_("{label}: {word}"), {"label": label, "word": word}).render(translate)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{_HEIGHT}" role="img"'
        f' aria-label="{escape(title)}"><title>{escape(title)}</title>'
        f'<rect width="{left}" height="{_HEIGHT}" fill="{_LEFT}"/>'
        f'<rect x="{left}" width="{right}" height="{_HEIGHT}" fill="{verdict.value}"/>'
        f'<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle" aria-hidden="true">'
        f'<text x="{left / 2}" y="15" textLength="{left - _MARGIN}" lengthAdjust="spacingAndGlyphs">{escape(label)}</text>'
        f'<text x="{left + right / 2}" y="15" textLength="{right - _MARGIN}" lengthAdjust="spacingAndGlyphs">{escape(word)}</text>'
        "</g></svg>\n"
    )


def of_report(report: Report, translate: Callable[[str], str]) -> str:
    """Give the badge of a report."""
    name = f"{report.schema['id'].rpartition('/')[2]} {report.schema['version']}".strip()
    return badge(Verdict.VALID if report.valid else Verdict.INVALID, name, translate)

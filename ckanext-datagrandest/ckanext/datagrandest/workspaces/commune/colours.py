"""Colours of a commune, made readable: the text on each is chosen, a colour of text too light is darkened; pure.

Source: WCAG 2.2, success criterion 1.4.3 (contrast of text, 4.5:1) and its definition of relative luminance.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Least contrast of text with what is behind it.
ENOUGH = 4.5
WHITE, INK = "#ffffff", "#16212c"
#: Those of the site, for communes that chose none.
PRIMARY, SECONDARY = "#0c2a43", "#f5b93f"
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_DARKER = 0.94


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a page.

    Attributes:
        primary: behind the name of the commune; on_primary: of the text on it.
        secondary: of the band below; only decorates.
        link: of links on white: the primary colour, darkened as far as it must be.
    """

    primary: str
    on_primary: str
    secondary: str
    link: str

    def css(self) -> str:
        """Give it as custom properties of the page; nothing but colours that were read is in it."""
        pairs = {"primary": self.primary, "on-primary": self.on_primary, "secondary": self.secondary, "link": self.link}
        return ".dge-commune{" + "".join(f"--commune-{name}:{colour};" for name, colour in pairs.items()) + "}"


def palette(primary: str | None, secondary: str | None) -> Palette:
    """Make the colours of a page of what a commune chose; what is no colour is the site's instead."""
    main, second = read(primary) or PRIMARY, read(secondary)
    return Palette(main, text_on(main), second or (SECONDARY if main == PRIMARY else main), darkened(main))


def read(text: str | None) -> str | None:
    """Give a colour as a hash and six small digits; None when it is none."""
    if not text or not _HEX.fullmatch(text.strip()):
        return None
    digits = text.strip()[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))  # noqa: PLR2004


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour, from 0 (black) to 1 (white)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)  # noqa: PLR2004
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_on(background: str) -> str:
    """Choose the colour of text on a colour: ink, white, or black where neither is enough."""
    return next((text for text in (WHITE, INK) if contrast(text, background) >= ENOUGH), "#000000")


def darkened(colour: str, background: str = WHITE) -> str:
    """Darken a colour until text in it can be read on a light background."""
    shade = colour
    while contrast(shade, background) < ENOUGH:
        shade = "#" + "".join(f"{int(int(shade[at : at + 2], 16) * _DARKER):02x}" for at in (1, 3, 5))
    return shade

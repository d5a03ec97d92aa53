"""The kinds of personal data: what is said of each, the rule of law that it touches, and the maskings that suit it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ckanext.datagrandest.messages import N_

_EXPOSED = N_(
    "This is personal data (GDPR, article 4). An administration may publish it only once nobody can be identified, unless a law says otherwise or the person agrees (code des relations entre le public et l'administration, article L. 312-1-2)."
)
_MINIMAL = N_("This is personal data (GDPR, article 4), and more than the purpose needs (GDPR, article 5: data minimisation). Publish it only if a law says so or the person agrees (code des relations entre le public et l'administration, article L. 312-1-2).")  # fmt: skip
_NIR = N_(
    "The social security number is personal data (GDPR, article 4) that almost nobody may use, let alone publish. Remove it before anything else."
)
_SMALL = N_("A rare first name, with a commune and a year, can point to one child: it is then personal data (GDPR, article 4), to be published only once nobody can be identified (code des relations entre le public et l'administration, article L. 312-1-2).")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of personal data: what is said of it, and the maskings that suit it, the proposed one first.

    Attributes:
        confidence: how often a finding is right, from 0 to 1; our estimate.
        limits: the part of the rule that was not checked against the official text, None when there is none.
    """

    name: str
    title: str
    law: str
    masks: tuple[str, ...]
    confidence: float
    limits: str | None = None


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("nir", N_("“{field}” holds social security numbers ({count})"), _NIR, ("empty", "remove-column"), 0.99,
             N_("Loi n° 78-17, article 30, on who may use this number: to be checked.")),
        Kind("iban", N_("“{field}” holds bank account numbers ({count})"), _MINIMAL, ("empty", "remove-column"), 0.95),
        Kind("birth-date", N_("“{field}” holds dates of birth ({count})"), _MINIMAL, ("year", "remove-column"), 0.95),
        Kind("email", N_("“{field}” holds e-mail addresses of people ({count})"), _EXPOSED, ("empty", "remove-column"), 0.85),
        Kind("phone", N_("“{field}” holds telephone numbers of people ({count})"), _EXPOSED, ("empty", "remove-column"), 0.8,
             N_("A mobile number may be that of a service: look before masking.")),
        Kind("person-name", N_("“{field}” names natural persons ({count})"), _EXPOSED, ("anonymous", "remove-rows", "remove-column"), 0.8,
             N_("Some names must or may be published (elected members, public contracts): article D. 312-1-3 of the same code, to be checked.")),
        Kind("address", N_("“{field}” holds addresses of natural persons ({count})"), _MINIMAL, ("empty", "remove-column"), 0.75),
        Kind("small-count", N_("“{field}” has counts so small that a child may be recognised ({count})"), _SMALL, ("aggregate", "remove-rows"), 0.9,
             N_("The threshold is ours: no text sets it.")),
    )
}  # fmt: skip


#: The field of what stands outside of the columns: no column has this label.
OUTSIDE = ""
#: What is found there: kinds that are told by the cell alone, without the name of its column.
OUTSIDE_TITLES: Mapping[str, str] = {
    "nir": N_("Outside of the columns (above their names, in them, beyond the last one or in another sheet): social security numbers ({count})"),
    "iban": N_("Outside of the columns (above their names, in them, beyond the last one or in another sheet): bank account numbers ({count})"),
    "email": N_("Outside of the columns (above their names, in them, beyond the last one or in another sheet): e-mail addresses of people ({count})"),
    "phone": N_("Outside of the columns (above their names, in them, beyond the last one or in another sheet): telephone numbers of people ({count})"),
}  # fmt: skip
REMOVE_OUTSIDE = "remove-outside"


def masks_of(kind: str, field: str) -> tuple[str, ...]:
    """Give the maskings that suit a kind of personal data in a column, or outside of the columns."""
    return (REMOVE_OUTSIDE,) if field == OUTSIDE else KINDS[kind].masks

"""Who fills in a template, and the commune that the examples of the schemas speak of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sender:
    """Who fills in a template: a commune by its official name, INSEE code and postcode, and its SIRET; empty when unknown."""

    name: str = ""
    insee: str = ""
    siret: str = ""
    postcode: str = ""

    @property
    def siren(self) -> str:
        """The first nine digits of the SIRET."""
        return self.siret[:9]


#: The commune that the examples of the schemas speak of.
EXAMPLE = Sender("Bruyères", "88078", "21880078700010", "88600")

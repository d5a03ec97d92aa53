"""What is said of the faults of a Base Adresse Locale: a sentence for the place, a title for the cause."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.datagrandest.messages import N_

SENTENCES: Mapping[str, str] = {
    "bal-cle-interop": N_("“{value}” is not an interoperability key. Write, in lower case and joined by underscores, the INSEE code of the commune, the four characters of the street and the number on five digits: {example}."),
    "bal-code-voie": N_("In the key “{value}” the street code should have four characters. Write xxxx when you do not know it."),
    "bal-commune": N_("“{value}” is not the INSEE code of a commune, of today or of the past. It is not the post code, and it keeps its first zero."),
    "bal-commune-ancienne": N_("“{value}” is the code of a commune that was merged into another. Write the code of the commune of today in commune_insee, and this one in commune_deleguee_insee."),
    "bal-uid-adresse": N_("“{value}” holds an identifier that is not one of the national address base. Copy it whole, or empty the cell."),
    "bal-numero": N_("“{value}” has a zero too many at its start. Write the number alone."),
    "bal-position": N_("“{value}” is not written as the format writes it: entrée, bâtiment, cage d’escalier, logement, service technique, délivrance postale, parcelle or segment."),
    "bal-date": N_("“{value}” is before 2010 or in the future. Write the day on which this address was last checked."),
    "bal-voie": N_("“{value}” is all in capitals, or has an underscore. Write the name as it stands on the plaque, with capitals and small letters."),
    "bal-numero-cle": N_("The number of this row is not the one that its interoperability key holds. Correct the one that is wrong."),
    "bal-commune-nom": N_("The name of the commune is not the official one of its INSEE code. Check both."),
    "bal-commune-deleguee": N_("The delegated commune does not belong to the commune of this row. Check both codes."),
    "bal-complement": N_("The complement repeats the name of the street. Empty it, or write the name of the hamlet."),
    "bal-position-manquante": N_("The position of this address is not said. Write what the point shows: entrée, bâtiment, segment…"),
    "bal-coordonnees-manquantes": N_("This address has no longitude or no latitude. Place it on the map and fill in both."),
    "bal-hors-de-france": N_("The longitude and latitude of this row are not in France. They may have been swapped, or their point lost."),
    "bal-positions-incoherentes": N_("The position in metres (x, y) and the one in degrees (long, lat) are more than ten metres apart. Keep the right one and compute the other again."),
    "bal-identifiants": N_("This row has only some of its identifiers of the national address base. Give those of the commune, of the street and of the address, or none."),
    "bal-vide": N_("The file holds no address. Add at least one row under the names of the columns."),
    "bal-identifiants-partout": N_("{value} row(s) have no identifier of the national address base while others have theirs. Fill them all in, or empty them all."),
    "bal-une-commune": N_("The file holds several identifiers of commune: {value}. A Base Adresse Locale is that of one commune."),
    "bal-identifiants-voies": N_("This street has several identifiers, or shares its identifier with another. Give each street its own."),
    "bal-identifiants-adresses": N_("This address has several identifiers, or shares its identifier with another. Give each address its own."),
    "bal-complement-declare": N_("“{value}” is named by no row numbered 99999. Add such a row, or remove the complement."),
}  # fmt: skip
"""What is wrong and how to mend it, by check."""

TITLES: Mapping[str, str] = {
    "bal-cle-interop": N_("“{field}” has keys that are not interoperability keys"),
    "bal-code-voie": N_("“{field}” has keys whose street code is not whole"),
    "bal-commune": N_("“{field}” has codes that are not those of communes"),
    "bal-commune-ancienne": N_("“{field}” has codes of merged communes"),
    "bal-uid-adresse": N_("“{field}” has identifiers that are not those of the national address base"),
    "bal-numero": N_("numbers have zeros before them"),
    "bal-position": N_("“{field}” is not written as the format writes it"),
    "bal-date": N_("“{field}” has dates that are not plausible"),
    "bal-voie": N_("“{field}” has names in capitals or with underscores"),
    "bal-numero-cle": N_("the number and the key contradict each other"),
    "bal-commune-nom": N_("“{field}” is not the official name of the commune"),
    "bal-commune-deleguee": N_("the delegated commune does not belong to the commune"),
    "bal-complement": N_("the complement repeats the street"),
    "bal-position-manquante": N_("the position of addresses is not said"),
    "bal-coordonnees-manquantes": N_("addresses have no longitude or no latitude"),
    "bal-hors-de-france": N_("addresses are not in France"),
    "bal-positions-incoherentes": N_("the position in metres and the one in degrees are apart"),
    "bal-identifiants": N_("rows have only some of their identifiers"),
    "bal-vide": N_("the file holds no address"),
    "bal-identifiants-partout": N_("some rows have identifiers and others have none"),
    "bal-une-commune": N_("the file has several identifiers of commune"),
    "bal-identifiants-voies": N_("streets and their identifiers do not match"),
    "bal-identifiants-adresses": N_("addresses and their identifiers do not match"),
    "bal-complement-declare": N_("complements have no row of their own"),
    "required-value": N_("“{field}” is empty"),
    "pattern-value": N_("“{field}” is not written as the schema asks"),
}  # fmt: skip
"""What happened to a group of rows, by check."""

"""Tables of the room: territories of the région with their contours, what they were before, and what was loaded.

They have a MetaData of their own: CKAN's does not know them, and `ckan db` commands and test fixtures that empty CKAN's
tables leave them alone. No foreign key leaves the room.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import Date, DateTime, ForeignKey, Identity, Integer, MetaData, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

WGS84 = 4326


class Base(DeclarativeBase):
    """What the models of the room share."""

    metadata = MetaData()


class Territory(Base):
    """A région, département, arrondissement, EPCI or commune in force.

    Attributes:
        code: `commune:88160`. kind: `commune`… insee: `88160`, or the SIREN of an EPCI.
        name: official. nature: of an EPCI, CC, CA, CU, METRO.
        departement, region, arrondissement, epci: identifiers of what it lies in; of an EPCI, where most members are.
        siren: nine digits, of communes and EPCI. population: inhabitants; None for an arrondissement.
        postcodes: of a commune. members: INSEE codes of an EPCI's communes, also those of other régions.
        names, others, context: what search compares (see `rows.searched`).
        contour: where the geometry comes from: `given`, `derived` (made of its communes) or None.
        geometry: WGS84, valid, or None.
    """

    __tablename__ = "dge_territory"

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, index=True)
    insee: Mapped[str] = mapped_column(Text, index=True)
    name: Mapped[str] = mapped_column(Text)
    nature: Mapped[str | None] = mapped_column(Text)
    departement: Mapped[str | None] = mapped_column(Text, index=True)
    region: Mapped[str | None] = mapped_column(Text)
    arrondissement: Mapped[str | None] = mapped_column(Text)
    epci: Mapped[str | None] = mapped_column(Text, index=True)
    siren: Mapped[str | None] = mapped_column(Text, index=True)
    population: Mapped[int | None] = mapped_column(Integer)
    postcodes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    members: Mapped[list[str]] = mapped_column(ARRAY(Text))
    names: Mapped[str] = mapped_column(Text)
    others: Mapped[str] = mapped_column(Text)
    context: Mapped[str] = mapped_column(Text)
    contour: Mapped[str | None] = mapped_column(Text)
    geometry: Mapped[Any] = mapped_column(Geometry("MULTIPOLYGON", WGS84, spatial_index=False), nullable=True)


class FormerName(Base):
    """What a commune or région absorbed, or was called before.

    Attributes:
        territory: code of what it is today. insee, name: as they were.
        kind: `deleguee`, `associee`, `ancienne` (merged), `renamed` (same code, other name) or `region`.
        until: last day, None when the sources do not say.
    """

    __tablename__ = "dge_territory_former"

    territory: Mapped[str] = mapped_column(ForeignKey("dge_territory.code", ondelete="CASCADE"), primary_key=True)
    insee: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    until: Mapped[dt.date | None] = mapped_column(Date)


class Part(Base):
    """A piece of a contour of a few points, so that a question about a place reads the pieces near it only.

    Attributes:
        code, kind: of the territory. shape: WGS84.
    """

    __tablename__ = "dge_territory_part"

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(ForeignKey("dge_territory.code", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    shape: Mapped[Any] = mapped_column(Geometry("POLYGON", WGS84, spatial_index=False))


class Drawing(Base):
    """A contour simplified for maps.

    Attributes:
        code: of the territory. level: the zoom up to which it is sharp (see `drawing.LEVELS`). geojson: its geometry.
    """

    __tablename__ = "dge_territory_drawing"

    code: Mapped[str] = mapped_column(ForeignKey("dge_territory.code", ondelete="CASCADE"), primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    geojson: Mapped[str] = mapped_column(Text)


class Loaded(Base):
    """What the tables hold: one row.

    Attributes:
        region: INSEE code. version: of the npm package. date: of the COG. loaded: when (UTC).
        drawn: when contours were last cut and simplified (UTC); None without contours.
    """

    __tablename__ = "dge_territory_loaded"

    region: Mapped[str] = mapped_column(Text, primary_key=True)
    version: Mapped[str] = mapped_column(Text)
    date: Mapped[dt.date] = mapped_column(Date)
    loaded: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    drawn: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))

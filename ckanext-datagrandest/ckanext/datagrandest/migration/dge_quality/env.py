"""Alembic's environment for the tables of the room quality; run by `ckan db upgrade -p dge_quality`."""

from ckanext.datagrandest import alembic_environment

alembic_environment.run("dge_quality")

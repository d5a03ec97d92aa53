"""Alembic's environment for the tables of the room harvesting; run by `ckan db upgrade -p dge_harvesting`."""

from ckanext.datagrandest import alembic_environment

alembic_environment.run("dge_harvesting")

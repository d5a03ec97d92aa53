"""Alembic's environment for the tables of the room territories; run by `ckan db upgrade -p dge_territories`."""

from ckanext.datagrandest import alembic_environment

alembic_environment.run("dge_territories")

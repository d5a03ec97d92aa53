"""Alembic's environment for the tables of the room importing; run by `ckan db upgrade -p dge_importing`."""

from ckanext.datagrandest import alembic_environment

alembic_environment.run("dge_importing")

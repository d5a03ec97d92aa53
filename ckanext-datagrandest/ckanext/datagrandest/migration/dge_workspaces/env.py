"""Alembic's environment for the tables of the room workspaces; run by `ckan db upgrade -p dge_workspaces`."""

from ckanext.datagrandest import alembic_environment

alembic_environment.run("dge_workspaces")

"""Alembic's environment for the tables of the room jobs; run by `ckan db upgrade -p dge_jobs`."""

from ckanext.datagrandest import alembic_environment

alembic_environment.run("dge_jobs")

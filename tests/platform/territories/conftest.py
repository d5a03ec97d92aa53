"""Territories in the tests' database."""

import pytest

from ckan import model

from ckanext.datagrandest.territories import load


@pytest.fixture
def territories(clean_platform):
    """Load the région, as `ckan dge territories load` does."""
    with model.meta.engine.begin() as connection:
        return load.load(connection, "44")


@pytest.fixture
def statements():
    """List the SQL statements that are run from here on."""
    import sqlalchemy as sa

    seen: list[str] = []

    def note(connection, cursor, statement, *rest):
        seen.append(statement)

    sa.event.listen(model.meta.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(model.meta.engine, "before_cursor_execute", note)

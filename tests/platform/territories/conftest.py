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


@pytest.fixture
def contoured(clean_platform, shared_data):
    """Load the région with the real contours of the communes of some départements, as the command does."""
    from ckanext.datagrandest.territories import cli

    def load_with(*departements: str) -> list[str]:
        folder = shared_data / "geo" / "contours"
        files = [file for code in departements for file in sorted(folder.glob(f"*communes-{code}-*.geojson"))]
        assert len(files) == len(departements)
        return [cli.shown(line) for line in cli.run([str(file) for file in files])]

    return load_with

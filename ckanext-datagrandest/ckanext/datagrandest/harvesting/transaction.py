"""One database transaction for a batch, one savepoint for a record.

`package_create` and `package_update` answer a validation error with `Session.rollback()`, which in
SQLAlchemy 2 undoes the outermost transaction: a savepoint opened with `begin_nested` would not
save the other records of the batch. So CKAN's session joins a transaction that is not its own:
its `commit()` then releases a savepoint and its `rollback()` undoes only the record.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

from ckan import model

from ckanext.datagrandest.harvesting import rows
from ckanext.datagrandest.harvesting.recall import recalled

_open: ContextVar[bool] = ContextVar("a batch is open", default=False)


def is_open() -> bool:
    """Tell whether a batch is being written in this thread."""
    return _open.get()


@contextmanager
def batch() -> Generator[None]:
    """Bind CKAN's session to one transaction, committed at the end, undone whole on an exception."""
    model.Session.remove()
    with rows.engine().begin() as connection:
        token = _open.set(True)
        session = model.Session(bind=connection, join_transaction_mode="create_savepoint")
        try:
            with recalled(session):
                yield
            model.Session.commit()
        finally:
            _open.reset(token)
            model.Session.remove()


@contextmanager
def savepoint() -> Generator[None]:
    """Keep what one record wrote, or undo it alone; only inside `batch()`."""
    try:
        yield
        model.Session.commit()
    except BaseException:
        model.Session.rollback()
        raise

"""Ask the database once a batch what CKAN asks again for each dataset: the user, the organisation, the tags, the source.

SQLAlchemy's own hook for caches, on the session of one batch. An empty answer is never kept (the next dataset may create the
tag), nor what a rolled back record found (it may have created it).
"""

from __future__ import annotations

from collections.abc import Generator, Hashable
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from ckan import model

from ckanext.harvest.model import HarvestSource

#: What writing or indexing a dataset never changes.
LASTING = frozenset({model.User, model.Group, model.Tag, HarvestSource})


@contextmanager
def recalled(session: Any) -> Generator[None]:
    """Answer repeated questions of a session from memory until the end of the block."""
    answers = Answers()
    event.listen(session, "do_orm_execute", answers)
    event.listen(session, "after_rollback", answers.forget)
    try:
        yield
    finally:
        event.remove(session, "do_orm_execute", answers)
        event.remove(session, "after_rollback", answers.forget)


class Answers:
    """The answers of one session to questions about `LASTING` objects."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Any] = {}

    def __call__(self, asked: Any) -> Any:
        """Give the answer that is kept, or ask and keep it; `None` leaves the question to the session."""
        key = _key(asked)
        if key is None:
            return None
        if key not in self._kept:
            frozen = asked.invoke_statement().freeze()
            if not frozen.data:
                return frozen()
            self._kept[key] = frozen
        return self._kept[key]()

    def forget(self, _session: Any) -> None:
        """Keep nothing of what was found until now."""
        self._kept.clear()


def _key(asked: Any) -> Hashable | None:
    """Give what makes a question the same as another, `None` when it is not one to remember."""
    mapper = asked.bind_mapper
    if not asked.is_select or mapper is None or mapper.class_ not in LASTING:
        return None
    if asked.is_column_load or asked.is_relationship_load or asked.statement._for_update_arg is not None:  # noqa: SLF001
        return None
    shape = asked.statement._generate_cache_key()  # noqa: SLF001 - as in SQLAlchemy's example of a cache
    if shape is None:
        return None
    values = tuple(bound.effective_value for bound in shape.bindparams)
    return shape.key, values, tuple(sorted((asked.parameters or {}).items()))

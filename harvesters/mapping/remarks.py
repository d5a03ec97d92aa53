"""What was repaired or left out of a record, said once each."""

from __future__ import annotations

from ckanext.datagrandest.messages import Message

MAX_SHOWN = 300


class Remarks:
    """Remarks on one record, in order, without repetition."""

    def __init__(self) -> None:
        self._messages: dict[tuple[str, tuple[tuple[str, str], ...]], Message] = {}

    def add(self, msgid: str, **params: object) -> None:
        """Add a remark; `msgid` is a sentence marked with `N_`."""
        key = (msgid, tuple(sorted((name, str(value)) for name, value in params.items())))
        self._messages.setdefault(key, Message(msgid, params))

    def all(self) -> tuple[Message, ...]:
        """Give the remarks in the order they were made."""
        return tuple(self._messages.values())


def shortened(text: str, limit: int = MAX_SHOWN) -> str:
    """Cut a quoted text, saying that it is cut."""
    return text if len(text) <= limit else f"{text[:limit].rstrip()}…"

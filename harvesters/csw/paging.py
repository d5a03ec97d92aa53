"""Where the next page begins: followed from what the server says, and from the counts when it says it badly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ckanext.datagrandest.harvesting.contract import SourceUnreadable
from ckanext.datagrandest.messages import N_, Message

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.csw.answers import Answer

SHORT = N_("The CSW server announced {matched} records and stopped giving them after {read}.")


@dataclass(slots=True)
class Progress:
    """How far a listing has come.

    Attributes:
        start: position of the page being read, from 1.
        read: records listed so far, readable or not.
        matched: the server's last count of the whole.
        seen: digests of the pages read.
    """

    start: int = 1
    read: int = 0
    matched: int | None = None
    seen: set[str] = field(default_factory=set)

    def advance(self, answer: Answer, page_size: int) -> bool:
        """Go to the next page; False when there is none.

        `nextRecord` is followed when it leads forward inside the listing. Servers also leave it out, keep it still, never
        say 0, or say 0 too early: then the counts decide.

        Raises:
            SourceUnreadable: the server stopped before its own count.
        """
        self.read += answer.size
        self.matched = answer.matched if answer.matched is not None else self.matched
        if not answer.size:
            self._refuse_short()
            return False
        if answer.next is not None and answer.next > self.start and self._within(answer.next):
            self.start = answer.next
            return True
        ended = answer.next is not None and (answer.next == 0 or answer.next > self.start)
        self.start += max(answer.size, answer.returned) if ended else answer.size
        if self.matched is None:
            return not ended and answer.size >= page_size
        return self.start <= self.matched

    def _within(self, position: int) -> bool:
        return self.matched is None or position <= self.matched

    def _refuse_short(self) -> None:
        if self.matched is not None and self.start <= self.matched:
            raise SourceUnreadable(Message(SHORT, {"matched": self.matched, "read": self.read}))

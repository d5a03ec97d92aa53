"""Why something that was typed is refused."""

from __future__ import annotations

from ckanext.datagrandest.messages import Message


class Refused(Exception):  # noqa: N818 - a refusal is no error of the program
    """What was typed cannot be taken.

    Attributes:
        field: which of `commune`, `siret`, `email`, `name`.
        code: which refusal it is, for the page's next step.
        message: what is wrong and what to do.
        choices: INSEE codes of communes that may be meant instead.
    """

    def __init__(self, field: str, code: str, message: Message, choices: tuple[str, ...] = ()) -> None:
        super().__init__(str(message))
        self.field, self.code, self.message, self.choices = field, code, message, choices

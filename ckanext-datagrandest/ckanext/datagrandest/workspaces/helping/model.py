"""The tables of calls for help and of what is said in them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk

_MOMENT = sa.DateTime(timezone=True)


class HelpCall(tk.BaseModel):
    """Somebody of a workspace asks the team for help.

    Attributes:
        deposit_id: of the deposit that it is about; None: of nothing in particular.
        step: where they were, see `turns.STEPS`.
        state: `open` (the team's turn), `answered` (the workspace's turn), `closed`.
        opened_by, taken_by, closed_by: ids of users.
    """

    __tablename__ = "dge_help_call"

    id: Any = sa.Column(sa.Text, primary_key=True)
    organization_id: Any = sa.Column(sa.Text, nullable=False)
    deposit_id: Any = sa.Column(sa.Text)
    step: Any = sa.Column(sa.Text, nullable=False, default="")
    state: Any = sa.Column(sa.Text, nullable=False)
    opened_by: Any = sa.Column(sa.Text, nullable=False)
    opened_at: Any = sa.Column(_MOMENT, nullable=False, server_default=sa.func.clock_timestamp())
    changed_at: Any = sa.Column(_MOMENT, nullable=False, server_default=sa.func.clock_timestamp())
    taken_by: Any = sa.Column(sa.Text)
    closed_by: Any = sa.Column(sa.Text)
    closed_at: Any = sa.Column(_MOMENT)

    __table_args__ = (
        sa.Index("dge_help_call_queue", "state", "opened_at"),
        sa.Index("dge_help_call_workspace", "organization_id", "opened_at"),
        sa.Index(
            "dge_help_call_one_open", "deposit_id", unique=True,
            postgresql_where=sa.text("deposit_id IS NOT NULL AND state <> 'closed'"),
        ),
    )  # fmt: skip


class HelpMessage(tk.BaseModel):
    """Something said in a call; only added to.

    Attributes:
        author: id of a user; `author_name` as it was then.
        team: whether they said it as the team.
    """

    __tablename__ = "dge_help_message"

    id: Any = sa.Column(sa.BigInteger, sa.Identity(), primary_key=True)
    call_id: Any = sa.Column(sa.Text, sa.ForeignKey("dge_help_call.id", ondelete="CASCADE"), nullable=False)
    at: Any = sa.Column(_MOMENT, nullable=False, server_default=sa.func.clock_timestamp())
    author: Any = sa.Column(sa.Text, nullable=False)
    author_name: Any = sa.Column(sa.Text, nullable=False)
    team: Any = sa.Column(sa.Boolean, nullable=False)
    text: Any = sa.Column(sa.Text, nullable=False)

    __table_args__ = (sa.Index("dge_help_message_of_call", "call_id", "id"),)

"""The table of requests."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk

UNCONFIRMED, WAITING, QUESTION = "unconfirmed", "waiting", "question"
APPROVED, REFUSED, EXPIRED = "approved", "refused", "expired"
OPEN, ENDED = (UNCONFIRMED, WAITING, QUESTION), (APPROVED, REFUSED, EXPIRED)
STATES = (*OPEN, *ENDED)

_MOMENT = sa.DateTime(timezone=True)


class Request(tk.BaseModel):
    """Somebody asks for the workspace of a commune. A territory has one open request at a time: the database sees to it.

    Attributes:
        territory, siret: code of the commune, such as `commune:88351`, and its SIRET.
        name, email: of the person; None once they are erased.
        state: `unconfirmed` (the address is not confirmed), `waiting` (for the team), `question` (for the person),
            `approved`, `refused`, `expired` (never confirmed).
        link: mark of the only link that still works; None when there is none.
        mailed_at: when the link was last sent; None when no mail could be sent.
        question, answer, reason: what was asked, answered, and why it was decided so; None once erased.
        organization_id, user_id, invited_at: of an approved one: its workspace, its administrator, and when the
            invitation was last sent; None when it could not be sent.
        erased_at: when the personal data were erased.
    """

    __tablename__ = "dge_workspace_request"

    id: Any = sa.Column(sa.Text, primary_key=True)
    territory: Any = sa.Column(sa.Text, nullable=False)
    siret: Any = sa.Column(sa.Text, nullable=False)
    name: Any = sa.Column(sa.Text)
    email: Any = sa.Column(sa.Text)
    state: Any = sa.Column(sa.Text, nullable=False, default=UNCONFIRMED)
    link: Any = sa.Column(sa.Text)
    mailed_at: Any = sa.Column(_MOMENT)
    confirmed_at: Any = sa.Column(_MOMENT)
    question: Any = sa.Column(sa.Text)
    answer: Any = sa.Column(sa.Text)
    reason: Any = sa.Column(sa.Text)
    decided_by: Any = sa.Column(sa.Text)
    organization_id: Any = sa.Column(sa.Text)
    user_id: Any = sa.Column(sa.Text)
    invited_at: Any = sa.Column(_MOMENT)
    created_at: Any = sa.Column(_MOMENT, nullable=False, server_default=sa.func.clock_timestamp())
    changed_at: Any = sa.Column(_MOMENT, nullable=False, server_default=sa.func.clock_timestamp())
    erased_at: Any = sa.Column(_MOMENT)

    __table_args__ = (
        sa.Index(
            "dge_workspace_request_one_open", "territory", unique=True,
            postgresql_where=sa.text("state IN ('unconfirmed', 'waiting', 'question')"),
        ),
        sa.Index("dge_workspace_request_state", "state", "created_at"),
    )  # fmt: skip

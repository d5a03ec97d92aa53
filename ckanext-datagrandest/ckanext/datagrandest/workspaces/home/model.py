"""How far a workspace came on its first path."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk


class FirstPath(tk.BaseModel):
    """The first path of a workspace.

    Attributes:
        screen: 1 to 3, the one to go on with.
        ended_at: when it was gone through or skipped.
    """

    __tablename__ = "dge_workspace_path"

    organization_id: Any = sa.Column(sa.Text, primary_key=True)
    screen: Any = sa.Column(sa.Integer, nullable=False)
    ended_at: Any = sa.Column(sa.DateTime(timezone=True))

"""What the audit log says of calls for help; pure."""

from __future__ import annotations

from ckanext.datagrandest.messages import N_

SENTENCES: dict[str, str] = {
    "help-asked": N_("{actor} asked the team for help."),
    "help-answered": N_("{actor} answered the call for help."),
    "help-taken": N_("{actor} looks after the call for help."),
    "help-closed": N_("{actor} settled the call for help."),
}

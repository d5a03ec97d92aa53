"""What the audit log says of limits, states and removals."""

from __future__ import annotations

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import audit

ASKED, GRANTED = "quota-asked", "quota-granted"
WAITS, RESUMED, ENDED = "workspace-suspended", "workspace-resumed", "workspace-closed"
REMINDED, REMOVED, EMPTIED, EXPORTED = "workspace-reminded", "files-removed", "bin-emptied", "workspace-exported"

audit.SENTENCES.update({
    ASKED: N_("{actor} asked for more room: {reason}"),
    GRANTED: N_("{actor} set the limits: {storage} in all, {file} a file, {most} datasets."),
    WAITS: N_("{actor} suspended the workspace. Reason: {reason}"),
    RESUMED: N_("{actor} opened the workspace again."),
    ENDED: N_("{actor} closed the workspace; nothing is removed before {date}. Reason: {reason}"),
    REMINDED: N_("{actor} reminded {people} people that the files are removed from {date} on."),
    REMOVED: N_("{actor} removed the files of the closed workspace: {files} files, {datasets} datasets."),
    EMPTIED: N_("{actor} removed for good what was deleted: {files} files."),
    EXPORTED: N_("{actor} exported the whole workspace."),
})  # fmt: skip

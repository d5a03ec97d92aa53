"""The mails about limits, states and removals, in the site's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest import mails
from ckanext.datagrandest.messages import N_, Message, translator
from ckanext.datagrandest.workspaces.hosting import people
from ckanext.datagrandest.workspaces.hosting.sizes import size
from ckanext.datagrandest.workspaces.hosting.usage import Limits, Usage
from ckanext.datagrandest.workspaces.model import Workspace

DATE = "%d/%m/%Y"

_ASKED = N_("{title} asks for more room")
_ASKED_BODY = N_(
    "The workspace {title} asks for more room:\n\n{reason}\n\nTaken: {used} of {storage}, {datasets} datasets of"
    " {most}; a file may take {file}.\n\nDecide here: {url}"
)
_GRANTED = N_("The limits of the workspace {title}")
_GRANTED_BODY = N_(
    "The workspace {title} may now keep {storage} in all, {file} a file, and {most} datasets.\n\nSee it: {url}"
)
_WAITS = N_("The workspace {title} is suspended")
_WAITS_BODY = N_(
    "The workspace {title} is suspended: it can be read and exported, not changed. Its datasets stay visible.\n\n"
    "Reason: {reason}\n\nThe workspace: {url}"
)
_RESUMED = N_("The workspace {title} is open again")
_RESUMED_BODY = N_("The workspace {title} is open again: everything in it can be changed as before.\n\n{url}")
_ENDED = N_("The workspace {title} is closed")
_ENDED_BODY = N_(
    "The workspace {title} is closed.\n\nReason: {reason}\n\nNothing is removed before {date}. Until then, its datasets"
    " stay visible, and you can take everything with you in one file, or ask the team to open the workspace"
    " again.\n\nExport and restore: {url}"
)
_REMINDER = N_("The files of the workspace {title} are removed on {date}")
_REMINDER_BODY = N_(
    "The workspace {title} is closed. On {date}, its datasets and files are removed for good.\n\nTake everything with"
    " you in one file, or ask the team to open the workspace again: {url}"
)


def asked(workspace: Workspace, reason: str, limits: Limits, used: Usage) -> int:
    """Tell the animateurs that a workspace asks for more room; give how many mails the server took."""
    told = {"reason": reason, "used": size(used.storage_bytes), "datasets": used.datasets, **_said(limits)}
    return _send(people.animateurs(), workspace, _ASKED, _ASKED_BODY, **told)


def granted(workspace: Workspace, limits: Limits) -> int:
    """Tell the administrators which limits they have now."""
    return _to_administrators(workspace, _GRANTED, _GRANTED_BODY, **_said(limits))


def suspended(workspace: Workspace) -> int:
    """Tell the administrators that their workspace can only be read, and why."""
    return _to_administrators(workspace, _WAITS, _WAITS_BODY, reason=workspace.reason)


def resumed(workspace: Workspace) -> int:
    """Tell the administrators that their workspace is open again."""
    return _to_administrators(workspace, _RESUMED, _RESUMED_BODY)


def closed(workspace: Workspace) -> int:
    """Tell the administrators that their workspace is closed, until when nothing is removed, and what they can do."""
    told = {"reason": workspace.reason, "date": day(workspace.remove_after)}
    return _to_administrators(workspace, _ENDED, _ENDED_BODY, **told)


def reminded(workspace: Workspace, removal: datetime) -> int:
    """Remind the administrators, or the animateurs where there are none left, of the day of removal."""
    to = people.administrators(workspace.organization_id) or people.animateurs()
    return _send(to, workspace, _REMINDER, _REMINDER_BODY, date=day(removal))


def words(limits: Limits) -> dict[str, Any]:
    """Say limits in the site's language."""
    return {name: one.render(_translate()) if isinstance(one, Message) else one for name, one in _said(limits).items()}


def day(moment: datetime) -> str:
    """Write a day as it is read in France."""
    return moment.strftime(DATE)


def _said(limits: Limits) -> dict[str, Any]:
    return {"storage": size(limits.storage_bytes), "file": size(limits.file_bytes), "most": limits.datasets}


def _to_administrators(workspace: Workspace, subject: str, body: str, **told: Any) -> int:
    return _send(people.administrators(workspace.organization_id), workspace, subject, body, **told)


def _send(to: Sequence[tuple[str, str]], workspace: Workspace, subject: str, body: str, **told: Any) -> int:
    group: Any = ckan_model.Group.get(workspace.organization_id)
    url = tk.url_for("dge_hosting.page", id=group.name, qualified=True)
    words = {"title": group.title or group.name, "url": url, **told}
    translate = _translate()
    rendered = [Message(text, words).render(translate) for text in (subject, body)]
    return mails.send(to, rendered[0], rendered[1], again=subject != _REMINDER)  # a reminder comes again by itself


def _translate() -> Callable[[str], str]:
    return translator(str(tk.config.get("ckan.locale_default") or "fr"))

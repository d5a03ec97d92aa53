"""Requests for workspaces over the API."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic import validate
from ckan.types import Context

from ckanext.datagrandest.workspaces import rights
from ckanext.datagrandest.workspaces.requesting import asking, checks, deciding, schema, shown, store, throttle
from ckanext.datagrandest.workspaces.requesting.model import OPEN


def dge_workspace_request(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Ask for the free workspace of a commune. No account is needed.

    The address gets a link to confirm it; then the animateurs decide, and answer by e-mail. What cannot be taken is told
    by field (409), all at once; more than so many attempts an hour, from one client or for one e-mail address, are
    answered by 429 with ``Retry-After``.

    :param commune: INSEE code of the commune, such as ``88351`` (its name is taken when only one commune bears it)
    :type commune: string
    :param siret: SIRET of its town hall, fourteen digits; spaces do not matter
    :type siret: string
    :param email: address of the person who asks
    :type email: string
    :param name: name of the person who asks
    :type name: string

    :returns: ``id`` of the request and its ``state``: ``unconfirmed``
    :rtype: dictionary
    """
    tk.check_access("dge_workspace_request", context, data_dict)
    given = {name: checks.plain(data_dict.get(name)) for name in ("commune", "siret", "email", "name")}
    if not rights.is_animateur(context.get("user")):
        throttle.count(given["email"])
    asked, refused = checks.examine(given["commune"], given["siret"], given["email"], given["name"], asking.rules())
    if asked is None:
        raise tk.ValidationError(
            {
                field: [message.render(tk._) for message in messages]
                for field, messages in checks.by_field(refused).items()
            }
        )
    request = asking.take(asked)
    return {"id": request.id, "state": request.state}


@validate(schema.of_link)
def dge_workspace_confirm(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Confirm the e-mail address of a request; the animateurs are told.

    :param link: what the mail's link ends with; it works once, and for some days
    :type link: string

    :returns: ``id`` of the request and its ``state``: ``waiting``
    :rtype: dictionary
    """
    tk.check_access("dge_workspace_confirm", context, data_dict)
    return _brief(asking.confirm(data_dict["link"]))


@validate(schema.answer)
def dge_workspace_answer(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Answer the question of the animateurs.

    :param link: what the mail's link ends with; it works once, and for some days
    :type link: string
    :param answer: up to 4,000 characters
    :type answer: string

    :returns: ``id`` of the request and its ``state``: ``waiting``
    :rtype: dictionary
    """
    tk.check_access("dge_workspace_answer", context, data_dict)
    return _brief(asking.answer(data_dict["link"], data_dict["answer"]))


@tk.side_effect_free
@validate(schema.of_request)
def dge_workspace_request_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show a request, what the checks found, and what was done. For animateurs.

    :param id: id of the request
    :type id: string

    :returns: ``id``, ``state`` (``unconfirmed``, ``waiting``, ``question``, ``approved``, ``refused``, ``expired``),
        ``territory``, ``commune`` (``insee``, ``name``, ``department``, ``population``), ``siret``, ``name`` and ``email``
        (null once erased), ``question``, ``answer``, ``reason``, the moments ``created_at``, ``confirmed_at``, ``mailed_at``,
        ``invited_at``, ``changed_at``, ``erased_at`` (UTC), ``organization`` (``id``, ``name``, ``title``, or null), ``organizations`` (of an open request: those of the
        commune that may become the workspace, ``{id, name, title, datasets, members}``), ``checks``
        (``{code, outcome, message}``; ``outcome`` is ``good``, ``look`` or ``bad``) and ``history`` (``{at, sentence}``)
    :rtype: dictionary
    """
    tk.check_access("dge_workspace_request_show", context, data_dict)
    request = store.find(data_dict["id"])
    if request is None:
        raise tk.ObjectNotFound(tk._(deciding.NOT_FOUND))
    return shown.whole(request)


@tk.side_effect_free
@validate(schema.listing)
def dge_workspace_request_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List requests, the earliest first. For animateurs.

    :param states: states, as a list or with commas; ``open`` (by default) is ``unconfirmed``, ``waiting`` and ``question``
    :type states: list of strings
    :param limit: how many at most, up to 100 (optional, default: 20)
    :type limit: integer
    :param offset: how many are left out before (optional)
    :type offset: integer

    :returns: ``count`` and ``results``, as ``dge_workspace_request_show`` gives them, without ``history``
    :rtype: dictionary
    """
    tk.check_access("dge_workspace_request_list", context, data_dict)
    count, requests = store.listed(data_dict.get("states") or OPEN, data_dict["limit"], data_dict["offset"])
    return {"count": count, "results": [shown.one(request) for request in requests]}


@validate(schema.approval)
def dge_workspace_approve(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Approve a request: open the workspace, and invite its administrator. For animateurs.

    Made in one transaction: the organisation (kind, SIREN, SIRET, INSEE code, territory, colours), the workspace with
    the limits of the settings, and its administrator: the account that has the address, else a new one, invited by mail. When
    the mail cannot be sent ``invited_at`` is null, and ``dge_workspace_invite`` sends it again.

    :param id: id of the request; its address may be unconfirmed, for the invitation proves it
    :type id: string
    :param reason: kept with the decision (optional)
    :type reason: string
    :param organization: id or name of one of the ``organizations`` of the request, which becomes the workspace: its address,
        its people and its datasets stay (optional: a new organisation is made)
    :type organization: string

    :returns: as ``dge_workspace_request_show``
    :rtype: dictionary
    """
    tk.check_access("dge_workspace_approve", context, data_dict)
    asked = (data_dict["id"], _actor(context), data_dict.get("reason"), data_dict.get("organization"))
    return shown.whole(deciding.approve(*asked))


@validate(schema.decision)
def dge_workspace_refuse(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Refuse a request, and tell the person why by mail. For animateurs.

    :param id: id of the request
    :type id: string
    :param reason: what the person is told (optional, but who asks deserves one)
    :type reason: string

    :returns: as ``dge_workspace_request_show``
    :rtype: dictionary
    """
    tk.check_access("dge_workspace_refuse", context, data_dict)
    return shown.whole(deciding.refuse(data_dict["id"], _actor(context), data_dict.get("reason")))


@validate(schema.question)
def dge_workspace_question(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Ask the person a question by mail, with a link to answer it. For animateurs.

    :param id: id of the request
    :type id: string
    :param question: up to 4,000 characters
    :type question: string

    :returns: as ``dge_workspace_request_show``
    :rtype: dictionary
    """
    tk.check_access("dge_workspace_question", context, data_dict)
    return shown.whole(deciding.question(data_dict["id"], _actor(context), data_dict["question"]))


@validate(schema.of_request)
def dge_workspace_invite(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Send the administrator of an approved request the invitation again. For animateurs.

    :param id: id of the request
    :type id: string

    :returns: as ``dge_workspace_request_show``
    :rtype: dictionary
    """
    tk.check_access("dge_workspace_invite", context, data_dict)
    return shown.whole(deciding.invite(data_dict["id"], _actor(context)))


def _actor(context: Context) -> str:
    return str(context.get("user") or "")


def _brief(request: Any) -> dict[str, Any]:
    return {"id": request.id, "state": request.state}

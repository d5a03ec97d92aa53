"""Calls CKAN's actions as the sysadmin, over HTTP: the way any client does."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping
from typing import Any

from local import solr, supervise
from local.errors import DeployError
from local.instance import Instance
from local.ports import Ports

OK, NOT_FOUND = 200, 404
TIMEOUT = 120
READY_SECONDS = 150


def _post(instance: Instance, ports: Ports, action: str, data: Mapping[str, Any]) -> tuple[int, Any]:
    token = (instance.var / "admin-token").read_text(encoding="utf-8").strip()
    connection = http.client.HTTPConnection("127.0.0.1", ports["web"], timeout=TIMEOUT)
    headers = {"Content-Type": "application/json", "Authorization": token}
    try:
        connection.request("POST", f"/api/3/action/{action}", json.dumps(data), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise DeployError(f"The action {action} was not answered: {error}", f"Read {instance.log}/web.log") from error
    finally:
        connection.close()


def call(instance: Instance, ports: Ports, action: str, data: Mapping[str, Any]) -> Any:
    """Give the result of an action.

    Raises:
        DeployError: the action was refused; CKAN's own error is in it.
    """
    status, answer = _post(instance, ports, action, data)
    if status != OK:
        raise DeployError(f"The action {action} was refused: {answer.get('error')}", f"Read {instance.log}/web.log")
    return answer["result"]


def exists(instance: Instance, ports: Ports, action: str, name: str) -> bool:
    """Tell whether a `…_show` action finds something of that name."""
    status, answer = _post(instance, ports, action, {"id": name})
    if status not in {OK, NOT_FOUND}:
        raise DeployError(f"The action {action} failed: {answer.get('error')}", f"Read {instance.log}/web.log")
    return status == OK


def wait(instance: Instance, ports: Ports) -> None:
    """Wait until the platform answers; say why when its process gives up."""
    end = time.monotonic() + READY_SECONDS
    while solr.status("/api/3/action/status_show", ports["web"], timeout=30) != OK:
        state = supervise.states(instance).get("web")
        if state in {"FATAL", "EXITED", "STOPPED"} or time.monotonic() > end:
            raise DeployError(f"CKAN does not answer ({state}).", supervise.log_hint(instance, "web"))
        time.sleep(0.5)

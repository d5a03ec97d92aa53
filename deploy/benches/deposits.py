"""Many workspaces that deposit a file at the same moment: none is lost, none is there twice; what one deposit costs."""

from __future__ import annotations

import io
import resource
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benches.measure import Bench, Measure

WORKSPACES, ROWS, AT_ONCE = 200, 200, 8
HEADER = (
    "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,objet,montant,nature,"
    "conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,pourcentageSubvention"
)
ROW = (
    "Commune {space},21880078700010,2024-02-01,D{number},Les Amis du kiosque,90188012000018,Fonctionnement,1500.5,"
    "aide en numéraire,unique,2024-03-01,,non,1"
)


def table(space: int) -> bytes:
    """Write the file of a workspace: 200 rows of subventions."""
    rows = (ROW.format(space=space, number=number) for number in range(ROWS))
    return "\n".join([HEADER, *rows]).encode()


def run(n: int | None, peer_n: int | None) -> Iterator[Measure]:
    """Deposit, read and publish the files of `n` workspaces, each step of all of them at once; it has no peer."""
    from benches import platform

    platform.empty()
    count = n or WORKSPACES
    spaces = [_workspace(number) for number in range(count)]
    _call("dge_deposit_list", spaces[0], workspace=spaces[0])  # what CKAN gathers once is gathered

    seconds, deposits = _at_once(spaces, lambda one: _call("dge_deposit_create", one, workspace=one, upload=_file(one)))
    ids = {one["id"] for one in deposits}
    before = [one["queue"]["before"] for one in deposits if one["queue"]]
    _ensure(len(ids) == count and _rows() == _datasets() == count, "a deposit was lost, or is there twice")
    yield Measure(
        "deposits.received", count / seconds, "deposits/s", count, seconds, details={"queue": max(before, default=0)}
    )

    used, seconds = _work(count)
    shown = [_call("dge_deposit_show", one["workspace"]["name"], id=one["id"]) for one in deposits]
    _ensure({one["state"] for one in shown} == {"ready"}, "a file was not read")
    yield Measure("deposits.read", used / count, "s of processor", count, seconds)

    wanted = [one for one in deposits for _ in range(2)]
    seconds, published = _at_once(
        wanted, lambda one: _call("dge_deposit_publish", one["workspace"]["name"], id=one["id"])
    )
    names = {one["id"]: one["dataset_id"] for one in published if one["state"] == "published"}
    _ensure(len(names) == len(set(names.values())) == count == _datasets(), "a publication was lost, or made twice")
    _ensure(_found() == count, "search does not know all of them")
    yield Measure("deposits.published", count / seconds, "deposits/s", count, seconds)


def _at_once(items: Iterable[Any], do: Callable[[Any], Any]) -> tuple[float, list[Any]]:
    """Do something of all items in threads, as requests do; give the seconds and the answers."""
    from benches import platform

    application = platform.load()

    def one(item: Any) -> Any:
        from ckan import model

        with application.test_request_context():
            try:
                return do(item)
            finally:
                model.Session.remove()

    started = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(one, items))
    return time.perf_counter() - started, answers


def _workspace(number: int) -> str:
    """Open a workspace of one commune, with one publisher; give its name, which is the publisher's too."""
    from ckan import model
    from ckan.plugins import toolkit as tk

    from ckanext.datagrandest.workspaces import store

    site = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    name, platform_ = f"commune-{number}", {"ignore_auth": True, "user": site}
    tk.get_action("user_create")(dict(platform_), {"name": name, "email": f"{name}@example.org", "password": "x" * 12})
    members = [{"name": name, "capacity": "editor"}]
    values = {"name": name, "title": "Commune", "users": members, "territories": ["commune:88078"]}
    organization = tk.get_action("organization_create")(dict(platform_), values)
    store.add(organization["id"], f"commune:{number}", "21880078700010")
    model.Session.commit()
    return name


def _file(space: str) -> Any:
    from werkzeug.datastructures import FileStorage

    return FileStorage(io.BytesIO(table(int(space.rpartition("-")[2]))), filename="subventions-2024.csv")


def _call(action: str, user: str, **data: Any) -> Any:
    from ckan.plugins import toolkit as tk

    return tk.get_action(action)({"user": user, "ignore_auth": False}, data)


def _work(count: int) -> tuple[float, float]:
    """Run what is queued as one worker does; give the seconds of processor, those of its children included, and of the clock."""
    from ckanext.datagrandest.jobs import runner, store

    started, before = time.perf_counter(), _processor()
    for job in reversed(store.latest(state="queued", limit=10 * count)):
        runner.run(job.id, job.attempt)
    return _processor() - before, time.perf_counter() - started


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _count(model_: Any, *where: Any) -> int:
    import sqlalchemy as sa

    from ckan import model

    return model.Session.scalar(sa.select(sa.func.count()).select_from(model_).where(*where))


def _rows() -> int:
    from ckanext.datagrandest.workspaces.depositing.model import Deposit

    return _count(Deposit)


def _datasets() -> int:
    from ckan import model

    return _count(model.Package, model.Package.state == "active", model.Package.type == "dataset")


def _found() -> int:
    from ckan.plugins import toolkit as tk

    return tk.get_action("package_search")({"user": "", "ignore_auth": False}, {"rows": 0})["count"]


def _ensure(holds: bool, sentence: str) -> None:  # noqa: FBT001 - one of two arguments
    if not holds:
        raise SystemExit(sentence)


BENCHES = {"deposits": Bench(run, services=True)}

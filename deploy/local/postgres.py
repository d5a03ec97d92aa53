"""PostgreSQL with PostGIS: a cluster of our own, its roles and its databases."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from local.errors import DeployError
from local.instance import Instance
from local.packages import POSTGRES_BIN
from local.ports import Ports
from local.process import run
from local.users import as_service, give_one, service_folder

READY_SECONDS = 60
FAST = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
SETTINGS = """\
# Written by deploy/up at each start.
port = {port}
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 100
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
effective_io_concurrency = 100
timezone = 'UTC'
log_timezone = 'UTC'
{durability}"""


def data(instance: Instance) -> Path:
    """Give the folder of the cluster."""
    return instance.var / "postgres"


def ensure_cluster(instance: Instance, ports: Ports) -> None:
    """Create the cluster when there is none, and write its settings."""
    folder = data(instance)
    if not (folder / "PG_VERSION").exists():
        _create(instance, folder)
    durability = "" if instance.durable else FAST
    text = SETTINGS.format(port=ports["postgres"], durability=durability)
    settings = folder / "dge.conf"
    settings.write_text(text, encoding="utf-8")
    give_one(settings)
    main = folder / "postgresql.conf"
    if "dge.conf" not in (known := main.read_text(encoding="utf-8")):
        main.write_text(f"{known}\ninclude = 'dge.conf'\n", encoding="utf-8")


def _create(instance: Instance, folder: Path) -> None:
    """Make the cluster beside its place and move it there whole: a broken-off run leaves nothing half made."""
    building = service_folder(instance.var / "postgres.new", 0o700)
    run(["find", building, "-mindepth", "1", "-delete"])
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=instance.run) as password:
        password.write(instance.secrets["postgres"])
        password.flush()
        give_one(Path(password.name))
        words = [POSTGRES_BIN / "initdb", "-D", building, "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8"]
        words += ["--locale-provider=icu", "--icu-locale=fr-FR", "--auth=scram-sha-256", f"--pwfile={password.name}"]
        words += [] if instance.durable else ["--no-sync"]
        run(as_service(words), log=instance.setup_log, cwd=instance.var)
    building.rename(folder)


def command(instance: Instance) -> list[str]:
    """Give the command that runs the server in the foreground."""
    return [f"{POSTGRES_BIN}/postgres", "-D", str(data(instance))]


def query(instance: Instance, ports: Ports, sql: str, database: str = "postgres", **variables: str) -> str:
    """Run SQL as the superuser of our cluster; `variables` are psql's, quoted as `:'name'`."""
    words = ["psql", "-h", "127.0.0.1", "-p", str(ports["postgres"]), "-U", "postgres", "-d", database]
    words += ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
    for name, value in variables.items():
        words += ["-v", f"{name}={value}"]
    environment = {**os.environ, "PGPASSWORD": instance.secrets["postgres"], "PGCONNECT_TIMEOUT": "5"}
    return run(words, stdin=sql, env=environment)


def wait(instance: Instance, ports: Ports) -> None:
    """Wait until the server answers."""
    end = time.monotonic() + READY_SECONDS
    while True:
        try:
            query(instance, ports, "SELECT 1")
        except DeployError as error:
            if time.monotonic() > end:
                raise DeployError(
                    f"PostgreSQL does not answer on port {ports['postgres']}: {error.what}",
                    f"Read {instance.log}/postgres.log, then run again.",
                ) from error
            time.sleep(0.3)
        else:
            return


ROLES = """
SELECT format('CREATE ROLE %I LOGIN', name) FROM unnest(ARRAY['ckan', 'datastore_ro']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \\gexec
ALTER ROLE ckan PASSWORD :'ckan';
ALTER ROLE datastore_ro PASSWORD :'datastore';
SELECT format('CREATE DATABASE %I OWNER ckan', name) FROM unnest(ARRAY['ckan', 'datastore']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name) \\gexec
"""


def ensure_databases(instance: Instance, ports: Ports) -> None:
    """Create the roles, the databases of CKAN and of the DataStore, and PostGIS, where they are missing."""
    known = instance.secrets
    query(instance, ports, ROLES, ckan=known["ckan"], datastore=known["datastore"])
    query(instance, ports, "CREATE EXTENSION IF NOT EXISTS postgis", database="ckan")


def url(instance: Instance, ports: Ports, role: str, database: str) -> str:
    """Give the address of a database for one of our roles."""
    password = instance.secrets["datastore" if role == "datastore_ro" else role]
    return f"postgresql://{role}:{password}@127.0.0.1:{ports['postgres']}/{database}"

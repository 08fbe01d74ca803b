# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What only reads runs on a streaming replica of the database; what writes does not.

    python tests/scale/replica.py --database NAME [--json FILE]

``NAME`` is a database with the addon; it is copied into a PostgreSQL of its own, of
which a second one is made by pg_basebackup and follows by streaming. An Odoo with
``db_replica_host`` serves the pages. Which cursor a request really used stands in
Odoo's log: ``ro``, ``rw``, or ``ro->rw`` where something marked as reading wrote. At
last the replica is stopped, and everything must go on with the primary alone.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bin" / "lib"))

from lxml import html

from bench_http import Visitor
from databases import Databases, Odoo
from odoo_client import OdooClient
from postgres import free_local_port
from postgres_programs import ServerPrograms
from server import serve
from session import odoo_session

FIRST_PORT = 8286
PATIENCE = 30
PASSWORD = "replica-test"
SETTINGS = """
fsync = off
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
shared_buffers = 64MB
dynamic_shared_memory_type = mmap
jit = off
"""
#: An ask that waits for its answer, its contact as portal user, a programme manager.
PREPARE = """
from datetime import timedelta
from odoo import fields
now = fields.Datetime.now()
program = env["satisfaction.program"].search([], order="id desc", limit=1)
if program.state != "running":
    program.strategy = "<p>We ask.</p>"
    program.action_approve_strategy()
    program.action_start()
client = env["res.partner"].create({"name": "Replica Ltd", "is_company": True})
contact = env["res.partner"].create({"name": "Rita", "parent_id": client.id,
    "lang": "en_US", "email": "rita@replica.example",
    "satisfaction_role": "decision_leader"})
users = env["res.users"].with_context(no_reset_password=True)
users.create({"name": "Rita", "login": "rita", "password": PASSWORD,
    "partner_id": contact.id, "group_ids": [(6, 0, env.ref("base.group_portal").ids)]})
users.create({"name": "Paul", "login": "paul", "password": PASSWORD,
    "email": "paul@provider.example", "group_ids": [(4,
        env.ref("client_satisfaction.group_program_manager").id),
        (4, env.ref("base.group_user").id)]})
channel = program.channel_ids.filtered(lambda one: one.kind == "ticket")
ask = env["satisfaction.request"]._create_entry([{"channel_id": channel.id,
    "partner_id": contact.id,
    "survey_id": env.ref("client_satisfaction.survey_event").id}])
ask.write({"state": "sent", "sent_at": now - timedelta(hours=1),
    "expires_at": now + timedelta(days=9), "email": "rita@replica.example"})
env["ir.cron"].search([]).active = False
env.cr.commit()
with open(FILE, "w") as file:
    file.write(ask.access_token)
"""
READING = {
    "start page": ("satisfaction.start.page", "get_data", []),
    "programme map": ("satisfaction.program.map", "get_data", []),
    "team performance": ("satisfaction.performance", "get_data", [{}]),
    "figures of a dashboard": (
        "satisfaction.kpi.value",
        "formatted_read_group",
        [[], ["kpi"], ["n:sum"]],
    ),
    "list of scores": (
        "satisfaction.score",
        "web_search_read",
        [[], {"score_text": {}}],
    ),
}
PORTAL = (
    "/my/satisfaction",
    "/my/satisfaction/cases",
    "/my/satisfaction/remarks",
    "/my/satisfaction/company",
)


class Postgres:
    """A PostgreSQL of its own in a folder, on 127.0.0.1 without passwords."""

    def __init__(self, programs: ServerPrograms, folder: Path) -> None:
        self._programs = programs
        self.folder = folder
        self.port = free_local_port()
        self._run_environment = {
            name: text for name, text in os.environ.items() if not name.startswith("PG")
        }

    def initialise(self) -> None:
        self.folder.mkdir(mode=0o700)
        self._programs.own(self.folder)
        self.run(
            *("initdb", "-D", self.folder, "-U", "postgres", "-E", "UTF8", "-A"),
            *("trust", "--no-sync", "--locale-provider=builtin"),
            *("--builtin-locale=C.UTF-8", "--locale=C"),
        )
        with (self.folder / "postgresql.conf").open("a") as file:
            file.write(SETTINGS)

    def follow(self, primary: "Postgres") -> None:
        """Become a streaming replica of another one, as it is now."""
        self.folder.mkdir(mode=0o700)
        self._programs.own(self.folder)
        self.run(
            *("pg_basebackup", "-h", "127.0.0.1", "-p", str(primary.port)),
            *("-U", "postgres", "-D", self.folder, "-R", "-X", "stream", "-c", "fast"),
        )

    @contextmanager
    def running(self) -> "Iterator[None]":
        self._programs.own(self.folder)
        log = self.folder / "server.log"
        self.run(
            *("pg_ctl", "start", "-D", self.folder, "-w", "-t", "60", "-l", log),
            *("-o", f"-p {self.port}"),
        )
        try:
            yield
        finally:
            self.stop()

    def stop(self) -> None:
        if (self.folder / "postmaster.pid").exists():
            self.run("pg_ctl", "stop", "-D", self.folder, "-m", "immediate", "-w")

    def query(self, statement: str, database: str = "postgres") -> str:
        return self.run(
            *("psql", "-X", "-A", "-t", "-h", "127.0.0.1", "-p", str(self.port)),
            *("-U", "postgres", "-d", database, "-c", statement),
        ).strip()

    def run(self, program: str, *arguments: "str | Path") -> str:
        done = subprocess.run(
            self._programs.command(program, *arguments),
            env=self._run_environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr[-2000:]}")
        return done.stdout


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", required=True)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with odoo_session() as odoo, tempfile.TemporaryDirectory() as folder:
        databases = Databases(odoo)
        copy = f"replica_{os.getpid()}"
        databases.copy(options.database, copy)
        try:
            result = measure(odoo, databases, copy, Path(folder))
        finally:
            databases.drop(copy)
    print(json.dumps(result, indent=1))
    if options.json:
        options.json.write_text(json.dumps(result))
    return 0


def measure(odoo: Odoo, databases: Databases, name: str, folder: Path) -> dict:
    file = folder / "token"
    script = f"FILE = {str(file)!r}\nPASSWORD = {PASSWORD!r}\n{PREPARE}"
    databases.shell(name, script, {})
    token = file.read_text()
    real = databases.real_name(name)
    programs = ServerPrograms(odoo.places, odoo.environment.postgres_bin)
    # Where the server's user gets at it: next to the checkout's own cluster.
    home = odoo.places.run / f"replica-{os.getpid()}"
    home.mkdir()
    primary = Postgres(programs, home / "primary")
    replica = Postgres(programs, home / "replica")
    try:
        primary.initialise()
        with primary.running():
            move(odoo, real, primary)
            replica.follow(primary)
            with replica.running():
                extra = (
                    *("--db_host=127.0.0.1", f"--db_port={primary.port}"),
                    *(
                        "--db_replica_host=127.0.0.1",
                        f"--db_replica_port={replica.port}",
                    ),
                    "--max-cron-threads=0",
                )
                with serve(
                    odoo, real, port=FIRST_PORT, name="server-replica", extra=extra
                ) as server:
                    return visit(server, real, token, primary, replica)
    finally:
        primary.stop()
        shutil.rmtree(home, ignore_errors=True)


def move(odoo: Odoo, real: str, primary: Postgres) -> None:
    """Copy a database into the other PostgreSQL."""
    primary.query("CREATE ROLE odoo LOGIN CREATEDB")
    primary.query(f'CREATE DATABASE "{real}" OWNER odoo')
    dump = subprocess.run(
        [odoo.environment.postgres_bin / "pg_dump", "--no-owner", real],
        env=odoo.variables(),
        capture_output=True,
        check=True,
    ).stdout
    subprocess.run(
        [
            *(odoo.environment.postgres_bin / "psql", "-X", "-q", "-h", "127.0.0.1"),
            *("-p", str(primary.port), "-U", "odoo", "-d", real),
        ],
        input=dump,
        env={k: v for k, v in os.environ.items() if not k.startswith("PG")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=True,
    )


def visit(server, real: str, token: str, primary: Postgres, replica: Postgres) -> dict:
    """Look at everything, answer, and go on without the replica."""
    host = urlsplit(server.url).hostname or "localhost"
    result: dict = {
        "replica": replica.query("SELECT pg_is_in_recovery()"),
        "streaming": primary.query("SELECT state FROM pg_stat_replication"),
    }
    paul = OdooClient(server.url, real, "paul", PASSWORD)
    rita = OdooClient(server.url, real, "rita", PASSWORD)
    answer = f"/satisfaction/{token}"
    for _again in range(2):  # the first time also fills caches and makes assets
        for model, method, arguments in READING.values():
            paul.call(model, method, *arguments)
        for path in PORTAL:
            rita.get(path)
        visitor = Visitor(host, server.port)
        form = html.fromstring(visitor.get(answer, step="show"))
    before = _answered(replica, real)
    fields = {
        one.get("name"): one.get("value") or ""
        for one in form.xpath("//form//input[@type='hidden']")
    }
    rating = form.xpath("//input[@type='radio']")[4]
    fields |= {rating.get("name"): rating.get("value"), "touch": "pointerdown"}
    time.sleep(4)  # no person is quicker
    visitor.post(answer, fields, step="answer")
    deadline = time.monotonic() + PATIENCE
    while _answered(replica, real) == before and time.monotonic() < deadline:
        time.sleep(0.1)
    result["answers"] = {
        "before": before,
        "primary": _answered(primary, real),
        "replica": _answered(replica, real),
    }
    result["modes"] = _modes(server.log)
    mark = server.log.stat().st_size
    replica.stop()
    result["alone"] = {
        "start page": bool(paul.call("satisfaction.start.page", "get_data")),
        "portal": len(rita.get("/my/satisfaction")) > 1000,
    }
    result["modes_alone"] = _modes(server.log, mark)
    return result


def _answered(postgres: Postgres, real: str) -> int:
    return int(
        postgres.query(
            "SELECT count(*) FROM satisfaction_request WHERE state = 'answered'", real
        )
    )


def _modes(log: Path, start: int = 0) -> "dict[str, str]":
    """Which cursor the last request of each kind used, from Odoo's log."""
    text = log.read_bytes()[start:].decode(errors="replace")
    modes = {}
    for method, path, mode in re.findall(
        r'"(GET|POST) (/\S+) HTTP/1\.\d" \d+ \S+ \d+ \S+ \S+ (ro->rw|ro|rw)', text
    ):
        if "/assets/" in path or "/static/" in path:
            continue
        # Odoo names the method after the path; tokens are masked in the log.
        modes[f"{method} {re.split('[?#]', path)[0]}"] = mode
    return modes


if __name__ == "__main__":
    sys.exit(main())

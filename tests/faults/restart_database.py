# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""PostgreSQL is restarted while clients answer.

    python tests/faults/restart_database.py --database NAME [--answers 60] [--json FILE]

On a PostgreSQL of its own, which nobody else works with: ``NAME`` is copied there and
served by two workers. Four clients answer one ask after the other and press the button
again when there was no answer or an error, as people do. Meanwhile the server is
restarted twice. In the end every ask has to be answered once.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bin" / "lib"))
sys.path.insert(0, str(ROOT))

from lxml import html

from bench_http import Visitor
from databases import Databases, Odoo
from places import Places
from postgres import Cluster
from server import serve
from session import odoo_session
from tests.scale.nodes import PREPARE

CLIENTS = 4
RESTARTS = 2
MOST_TRIES = 40
FIRST_PORT = 8288
COUNT = (
    "SELECT (SELECT count(*) FROM satisfaction_request WHERE state = 'answered'),"
    " (SELECT count(*) FROM survey_user_input WHERE state = 'done'"
    " AND satisfaction_request_id IS NOT NULL),"
    " (SELECT count(*) FROM satisfaction_request WHERE state = 'sent')"
)


@dataclass(frozen=True)
class OwnPlaces(Places):
    """The checkout, with a folder of its own for everything that runs."""

    folder: Path = Path()

    @property
    def run(self) -> Path:
        return self.folder


def answer(port, tokens, outcomes, lock):
    """Answer asks until none is left, trying again where something is wrong."""
    while True:
        with lock:
            if not tokens:
                return
            token = tokens.popleft()
        for turn in range(MOST_TRIES):
            said = _try_to_answer(port, f"/satisfaction/{token}")
            with lock:
                outcomes[said] += 1
            # 409: what we sent before the breakdown had arrived.
            if said in ("stored", "409"):
                break
            time.sleep(min(0.2 * (turn + 1), 2))


def _try_to_answer(port, path):
    visitor = Visitor("localhost", port)
    try:
        page = html.fromstring(visitor.get(path, step="page"))
        form = {
            field.get("name"): field.get("value") or ""
            for field in page.xpath("//form//input[@type='hidden']")
        }
        rating = page.xpath("//input[@type='radio']")[4]
        form |= {rating.get("name"): rating.get("value"), "touch": "pointerdown"}
        visitor.post(path, form, step="post")
    except RuntimeError as error:
        return str(error).rpartition(" ")[2]
    except Exception as error:  # noqa: BLE001
        return type(error).__name__
    return "stored"


def run(database, count):
    with (
        odoo_session() as odoo,
        tempfile.TemporaryDirectory(prefix="cs-restart-") as folder,
    ):
        # The server's own user has to get in.
        Path(folder).chmod(0o755)
        places = OwnPlaces(odoo.places.checkout, odoo.places.cache, Path(folder))
        places.make()
        cluster = Cluster(places, odoo.environment)
        own = Odoo(places, odoo.source, odoo.environment, cluster.ensure_running())
        try:
            own.write_configuration()
            _copy(odoo, own, database)
            return _disturb(own, cluster, count)
        finally:
            cluster.stop()


def _copy(odoo, own, database):
    """Bring a database over with its files."""
    real = Databases(odoo).real_name(database)
    tools = odoo.environment.postgres_bin
    file = own.places.run / "dump"
    subprocess.run(
        [tools / "pg_dump", "-Fc", "-Z0", "--no-owner", "-f", file, real],
        env=odoo.variables(),
        check=True,
    )
    own.psql.query("CREATE DATABASE restarted TEMPLATE template0")
    subprocess.run(
        [tools / "pg_restore", "-j2", "--no-owner", "-d", "restarted", file],
        env=own.variables(),
        check=True,
    )
    file.unlink()
    if odoo.places.filestore(real).exists():
        shutil.copytree(odoo.places.filestore(real), own.places.filestore("restarted"))


def _disturb(own, cluster, count):
    databases = Databases(own)
    file = own.places.run / "tokens"
    script = f"TOKENS = {count}\nFILE = {str(file)!r}\n"
    databases.shell("restarted", script + PREPARE, {})
    tokens, outcomes, lock = (
        deque(file.read_text().split()),
        Counter(),
        threading.Lock(),
    )
    with serve(
        own,
        "restarted",
        port=FIRST_PORT,
        name="restart",
        extra=("--max-cron-threads=0",),
    ) as server:
        threads = [
            threading.Thread(target=answer, args=(server.port, tokens, outcomes, lock))
            for _client in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        restarts = 0
        for number in range(RESTARTS):
            # Amid the work: after a third and after two thirds of it
            _wait_until_left(tokens, count * (RESTARTS - number) // (RESTARTS + 1))
            if tokens:
                cluster.stop()
                cluster.ensure_running()
                restarts += 1
        for thread in threads:
            thread.join()
        alive = bool(Visitor("localhost", server.port).get("/web/login", step="x"))
    [row] = own.psql.query(COUNT, database="restarted")
    answered, answers, left = map(int, row)
    return {
        "asks": count,
        "restarts": restarts,
        "answered": answered,
        "answers": answers,
        "left": left,
        "alive": alive,
        "outcomes": dict(outcomes),
    }


def _wait_until_left(tokens, number):
    deadline = time.monotonic() + 120
    while len(tokens) > number and time.monotonic() < deadline:
        time.sleep(0.05)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--answers", type=int, default=60)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    result = run(options.database, options.answers)
    print(json.dumps(result, indent=1))
    if options.json:
        options.json.write_text(json.dumps(result))


if __name__ == "__main__":
    main()

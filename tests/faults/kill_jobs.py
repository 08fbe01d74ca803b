# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Disturbs every scheduled job, and compares what is there in the end.

    python tests/faults/kill_jobs.py --database NAME [--kills 20] [--jobs a,b]
        [--refusals 5] [--pairs 3]

``NAME`` is a database with the addon that nobody is connected to; it isn't changed.
For each job: a copy with a backlog is worked off undisturbed. Other copies are worked
off

* by processes that are killed (SIGKILL) at an instant drawn from a seed, over and over;
* by a process whose transaction PostgreSQL refuses at a statement drawn from the seed
  (a serialization failure);
* by two processes at the same time.

The last process may finish each time. All databases have to say the same then, row for
row: nothing lost, nothing doubled.
"""

import argparse
import json
import os
import random
import select
import signal
import subprocess
import sys
import time
import traceback
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import psycopg2

import odoo.tools
from odoo.tools import config

from tests.faults.database_content import Content
from tests.faults.scheduled_jobs import JOBS

MOST_ROUNDS = 25
PATIENCE = 120
LEAVE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = %s AND backend_type = 'client backend'"
)


class Database:
    """The copy that is worked on, always of the same name: its registry stays."""

    def __init__(self, source):
        self.source = source
        self.base = f"{source}_base"
        self.name = f"{source}_copy"

    @contextmanager
    def connection(self, name):
        options = {
            key: config[f"db_{key}"]
            for key in ("host", "port", "user", "password")
            if config[f"db_{key}"]
        }
        with closing(psycopg2.connect(dbname=name, **options)) as connection:
            connection.autocommit = True
            yield connection.cursor()

    def _drop(self, cr, name):
        # Not WITH (FORCE): that is refused while the server cleans up in there; a plain
        # one ends such work.
        cr.execute(LEAVE, (name,))
        cr.execute(f'DROP DATABASE IF EXISTS "{name}"')

    def _copy(self, source, target):
        with self.connection("postgres") as cr:
            self._drop(cr, target)
            cr.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    def renew(self):
        self.wait_until_left()
        self._copy(self.base, self.name)

    def prepare(self):
        self._copy(self.source, self.base)

    def drop(self):
        with self.connection("postgres") as cr:
            for name in (self.base, self.name):
                self._drop(cr, name)

    def wait_until_left(self):
        """The server notices the death of a client when it next speaks to it."""
        with self.connection("postgres") as cr:
            for _turn in range(100):
                cr.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
                    " AND backend_type = 'client backend'",
                    (self.name,),
                )
                if not cr.fetchone()[0]:
                    return
                time.sleep(0.05)
            cr.execute(LEAVE, (self.name,))


class Runner:
    """Runs a job in a process of its own."""

    def __init__(self, database):
        from odoo.modules.registry import Registry
        from odoo.sql_db import close_all

        self.database = database
        self._registry = Registry
        Registry(database.name)
        close_all()

    def run(self, job, kill_after=None, refuse_at=0):
        """Run a job to its end, or kill it so many seconds after it began.

        :param refuse_at: number of the statement that PostgreSQL refuses, 0 for none;
            the job may fail then
        :return: (seconds it ran, whether it was killed)
        """
        child, reader = self._start(job, refuse_at)
        with open(reader, "rb", buffering=0) as pipe:
            if pipe.read(1) != b"b":
                os.waitpid(child, 0)
                raise RuntimeError("The process did not begin")
            started = time.perf_counter()
            select.select([pipe], [], [], kill_after or PATIENCE)
            os.kill(child, signal.SIGKILL)
            _pid, _status = os.waitpid(child, 0)
            seconds = time.perf_counter() - started
            end = pipe.read(1)
            self.statements = int(pipe.read() or 0)
        self.database.wait_until_left()
        if end == b"f" and not refuse_at:
            raise RuntimeError(f"{job.method} failed")
        if not end and not kill_after:
            raise RuntimeError(f"{job.method} took more than {PATIENCE} s")
        return seconds, not end

    def run_two(self, job):
        """Run a job in two processes at once; one may give way to the other."""
        started = [self._start(job, 0) for _process in range(2)]
        ends = []
        for child, reader in started:
            with open(reader, "rb", buffering=0) as pipe:
                text = b""
                deadline = time.monotonic() + PATIENCE
                while len(text) < 2 and time.monotonic() < deadline:
                    if select.select([pipe], [], [], 1)[0]:
                        if not (part := pipe.read(1)):
                            break
                        text += part
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            ends.append(text)
        self.database.wait_until_left()
        if b"be" not in ends:
            raise RuntimeError(f"{job.method}: neither of two ended well: {ends}")
        return ends.count(b"be")

    def _start(self, job, refuse_at):
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            os.close(reader)
            self._work(job, writer, refuse_at)
        os.close(writer)
        return child, reader

    def _work(self, job, writer, refuse_at):
        """What the child does; it never returns."""
        from odoo import SUPERUSER_ID, api

        count = 0
        try:
            for name, size in job.sizes.items():
                module, constant = name.rsplit(".", 1)
                place = import_module(
                    f"odoo.addons.client_satisfaction.models.{module}"
                )
                if not hasattr(place, constant):
                    raise AttributeError(f"{module} has no {constant}")
                setattr(place, constant, size)
            with self._registry(self.database.name).cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["ir.cron"].search_count([])
                os.write(writer, b"b")
                count = _count_statements(refuse_at)
                getattr(env[job.model], job.method)(**job.options)
            os.write(writer, b"e%d" % count())
        except BaseException as error:  # noqa: BLE001
            if not isinstance(error, psycopg2.errors.SerializationFailure):
                traceback.print_exc()
            os.write(writer, b"f")
        os._exit(0)


def _count_statements(refuse_at):
    """Count what this process tells PostgreSQL, which refuses the one of a number."""
    from odoo.sql_db import Cursor

    count, execute = 0, Cursor.execute

    def counted(cursor, *args, **kwargs):
        nonlocal count
        count += 1
        if count == refuse_at:
            execute(
                cursor,
                "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$",
                log_exceptions=False,
            )
        return execute(cursor, *args, **kwargs)

    Cursor.execute = counted
    return lambda: count


class Trial:
    """One job, undisturbed and killed."""

    def __init__(self, runner, name, job, options):
        self.runner, self.name, self.job = runner, name, job
        self.kills, seed = options.kills, options.seed
        self.refusals, self.pairs = options.refusals, options.pairs
        self.random = random.Random(f"{seed} {name}")
        self.database = runner.database

    def content(self, older=None):
        with self.database.connection(self.database.name) as cr:
            return Content(cr, older)

    def run(self):
        self.database.renew()
        before = self.content()
        seconds, _killed = self.runner.run(self.job)
        undisturbed = self.content(before)
        statements = self.runner.statements
        self.runner.run(self.job)
        again = undisturbed.differences(self.content(before))
        result = {
            "job": self.name,
            "seconds": seconds,
            "changed": before.differences(undisturbed).__len__(),
            "rows": {
                table: undisturbed.count(table) - before.count(table)
                for table in before.rows
                if undisturbed.count(table) != before.count(table)
            },
            "kills": 0,
            "amid": 0,
            "rounds": 0,
            "refusals": 0,
            "pairs": 0,
            "differences": {"run twice": again} if again else {},
        }
        for table, least in self.job.brings.items():
            if result["rows"].get(table, 0) < least:
                result["differences"][f"no work: {table}"] = result["rows"]
        if not result["changed"]:
            result["differences"]["no work"] = True
        while result["kills"] < self.kills and result["rounds"] < MOST_ROUNDS:
            result["rounds"] += 1
            self._disturb(result, before, undisturbed)
        if result["kills"] < self.kills:
            result["differences"]["too few kills"] = result["kills"]
        for _turn in range(self.refusals):
            self.database.renew()
            number = self.random.randint(1, statements)
            self.runner.run(self.job, refuse_at=number)
            result["refusals"] += 1
            self._compare(result, f"statement {number} refused", before, undisturbed)
        for _turn in range(self.pairs):
            self.database.renew()
            self.runner.run_two(self.job)
            result["pairs"] += 1
            self._compare(result, "two at once", before, undisturbed)
        return result

    def _disturb(self, result, before, undisturbed):
        """Kill until it is done or often enough, then let it finish."""
        self.database.renew()
        last, kills_before = before, result["kills"]
        while result["kills"] < self.kills:
            # Later ones have less to do: their instants lie earlier.
            share = self.random.uniform(0.02, 1)
            if result["kills"] > kills_before:
                share *= self.random.random()
            moment = max(share * result["seconds"], 0.01)
            _seconds, killed = self.runner.run(self.job, moment)
            if not killed:
                break
            result["kills"] += 1
            now = self.content(before)
            result["amid"] += bool(
                last.differences(now) and now.differences(undisturbed)
            )
            last = now
        self._compare(result, f"round {result['rounds']}", before, undisturbed)

    def _compare(self, result, name, before, undisturbed):
        """Let the job finish, and see whether everything is as if undisturbed."""
        self.runner.run(self.job)
        if found := undisturbed.differences(self.content(before)):
            result["differences"][name] = found


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--refusals", type=int, default=5)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--jobs", default="")
    parser.add_argument("--seed", default="19")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", action="store_true", help="don't drop the copies")
    parser.add_argument("--build", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    source = options.database
    database = Database(source)
    target = database.base if options.build else database.name
    odoo.tools.config.parse_config(
        [f"--database={target}", "--log-level=error"], setup_logging=True
    )
    names = options.jobs.split(",") if options.jobs else list(JOBS)
    if options.build:
        from tests.faults.backlog import STEPS, build

        needs = [JOBS[name].needs for name in names]
        build(set(sum(needs, ())) if all(needs) else STEPS)
        return 0
    results = []
    try:
        database.prepare()
        builder = [sys.executable, __file__, "--build", "--database", source]
        subprocess.run([*builder, "--jobs", ",".join(names)], check=True)
        database.renew()
        runner = Runner(database)
        print(
            f"{'job':28}{'s':>7}{'kills':>7}{'rounds':>8}{'half-way':>10}{'refused':>9}"
            f"{'pairs':>7}  result"
        )
        for name in names:
            trial = Trial(runner, name, JOBS[name], options)
            result = trial.run()
            results.append(result)
            verdict = "DIFFERS" if result["differences"] else "the same"
            print(
                f"{name.removeprefix('ir_cron_'):28}{result['seconds']:7.2f}"
                f"{result['kills']:7}{result['rounds']:8}{result['amid']:10}"
                f"{result['refusals']:9}{result['pairs']:7}  {verdict}"
                f"  {_short(result['rows'])}",
                flush=True,
            )
            for place, found in result["differences"].items():
                print("   ", place, json.dumps(found, default=str)[:1500], flush=True)
    finally:
        if not options.keep:
            database.drop()
        if options.json:
            options.json.write_text(json.dumps(results, default=str, indent=1))
    return int(any(result["differences"] for result in results))


def _short(rows):
    wanted = ("mail_mail", "mail_activity", "ir_attachment")
    return ", ".join(
        f"{table.removeprefix('satisfaction_')} +{count}"
        for table, count in rows.items()
        if table.startswith("satisfaction_") or table in wanted
    )[:90]


if __name__ == "__main__":
    sys.exit(main())

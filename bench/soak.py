# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A working day in half an hour: mixed load on two workers, and what is left of it.

    bin/setup && eval "$(bin/setup --env)"
    python bench/soak.py --minutes 30 [--json FILE] [--docs]

At the same time: clients answer, agents close tickets, jobs decide, send, count and
follow up, the office looks at the start page, lists, analyses and workbooks, clients
look around in the portal. Mails go to a mail server on this machine. Counted are errors
500, what was lost, what is there twice, the memory of the workers, and how long people
waited. The database is made anew and dropped; ``--docs`` writes ``docs/soak.md``.
"""

import argparse
import collections
import datetime
import itertools
import json
import os
import platform
import random
import statistics
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "bin" / "lib"))

from lxml import html

from bench_http import Visitor
from databases import Databases
from mailbox_server import catch_mails
from odoo_client import OdooClient, OdooError
from server import serve
from session import odoo_session

FIRST_PORT = 8288
SAMPLE_SECONDS = 10
#: Seconds between two visits of one client, about
PAUSE = 0.2
CLIENTS = 40
ANSWERS_A_MINUTE = 150
#: Of the second half of the run against the first, when the caches are warm
MOST_GROWTH = 1.10
SETTLE_SECONDS = 300

PREPARE = """
from datetime import timedelta
from odoo import Command, fields
now = fields.Datetime.now()
program = env["satisfaction.program"].search([], order="year desc, id desc", limit=1)
if program.state != "running":
    program.strategy = "<p>We ask.</p>"
    program.action_approve_strategy()
    program.action_start()
program.rule_ids.write({"delay_hours": 0, "window_from": 0, "window_to": 24,
    "skip_holidays": False, "max_per_hour": 0, "cool_down_days": 0})
program.rule_ids.write({f"on_{day}": True for day in
    "monday tuesday wednesday thursday friday saturday sunday".split()})
survey = env.ref("client_satisfaction.survey_event")
manager = env["res.users"].with_context(no_reset_password=True).create(
    {"name": "Soak Manager", "login": "soak_manager", "password": "soak_manager",
     "email": "manager@soak.example", "group_ids": [Command.set([
        env.ref("client_satisfaction.group_program_manager").id,
        env.ref("helpdesk_mgmt.group_helpdesk_manager").id,
        env.ref("base.group_allow_export").id])]})
clients = env["res.partner"].create([
    {"name": f"Soak {n}", "is_company": True, "client_manager_id": manager.id}
    for n in range(CLIENTS)])
people = env["res.partner"].create([
    {"name": f"Person {n}", "parent_id": clients[n % CLIENTS].id, "lang": "en_US",
     "email": f"person{n}@soak.example", "satisfaction_role": "decision_leader"}
    for n in range(CLIENTS * 25)])
for person in people[:4]:
    env["res.users"].with_context(no_reset_password=True).create(
        {"name": person.name, "login": person.email, "password": person.email,
         "partner_id": person.id,
         "group_ids": [Command.set(env.ref("base.group_portal").ids)]})
env["helpdesk.ticket.stage"].create({"name": "Soaked", "closed": True})
env["helpdesk.ticket.team"].create({"name": "Soak desk",
    "user_ids": [Command.set(manager.ids)]})
channel = program.channel_ids.filtered(lambda one: one.kind == "ticket")
asks = env["satisfaction.request"]._create_entry([
    {"channel_id": channel.id, "partner_id": people[n % len(people)].id,
     "survey_id": survey.id} for n in range(ANSWERS)])
asks.write({"state": "sent", "sent_at": now - timedelta(hours=1),
    "expires_at": now + timedelta(days=9), "email": "person@soak.example"})
env["ir.mail_server"].create({"name": "Soak", "smtp_host": "127.0.0.1",
    "smtp_port": MAIL_PORT, "smtp_encryption": "none"})
env["ir.cron"].search([("cron_name", "ilike", "satisfaction")])
crons = env["ir.model.data"].search([("module", "=", "client_satisfaction"),
    ("model", "=", "ir.cron")])
env["ir.cron"].browse(crons.mapped("res_id")).write(
    {"interval_number": 1, "interval_type": "minutes", "nextcall": now})
env["ir.cron"].browse(env.ref("mail.ir_cron_mail_scheduler_action").id).write(
    {"interval_number": 1, "interval_type": "minutes", "nextcall": now})
env.cr.commit()
with open(FILE, "w") as file:
    file.write("\\n".join(asks.mapped("access_token")))
"""

#: One row: what is open, lost and doubled. The numbers of tickets are ours.
COUNT = """
SELECT
  (SELECT count(*) FROM satisfaction_closing),
  (SELECT count(*) FROM satisfaction_request WHERE score_pending),
  (SELECT count(*) FROM satisfaction_request
    WHERE follow_up_after < now() at time zone 'utc'),
  (SELECT count(*) FROM satisfaction_request WHERE state = 'planned'
    AND delivery = 'mail' AND send_after < now() at time zone 'utc'),
  (SELECT count(*) FROM mail_mail WHERE state = 'outgoing'
    AND (scheduled_date IS NULL OR scheduled_date < now() at time zone 'utc')),
  (SELECT count(*) FROM helpdesk_ticket t JOIN helpdesk_ticket_stage s
    ON s.id = t.stage_id WHERE s.closed AND t.name LIKE 'Soak %'),
  (SELECT count(DISTINCT ticket_id) FROM satisfaction_request r
    JOIN helpdesk_ticket t ON t.id = r.ticket_id WHERE t.name LIKE 'Soak %'),
  (SELECT count(*) FROM satisfaction_request r JOIN res_partner p
    ON p.id = r.partner_id WHERE r.state = 'answered'
    AND r.email = 'person@soak.example'),
  (SELECT count(*) FROM (SELECT satisfaction_request_id FROM survey_user_input
    WHERE satisfaction_request_id IS NOT NULL AND state = 'done'
    GROUP BY 1 HAVING count(*) > 1) x),
  (SELECT count(*) FROM (SELECT ticket_id, channel_code FROM satisfaction_request r
    JOIN helpdesk_ticket t ON t.id = r.ticket_id WHERE t.name LIKE 'Soak %'
    AND NOT is_closing AND r.state != 'skipped' GROUP BY 1, 2
    HAVING count(*) > 1) x),
  (SELECT count(*) FROM (SELECT request_id FROM satisfaction_case
    WHERE request_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1) x),
  (SELECT count(*) FROM mail_mail WHERE state = 'exception')
"""
COUNTED = (
    *("undecided", "uncounted", "unfollowed", "unsent", "unmailed"),
    *("closed", "closed_in_ledger", "answered"),
    *("doubled_answers", "doubled_asks", "doubled_cases", "failed_mails"),
)
OPEN = COUNTED[:5]


class Soak:
    """The visitors, what they met, and what the workers needed."""

    def __init__(self, server, database, tokens, deadline):
        self.server, self.database = server, database
        self.tokens = collections.deque(tokens)
        self.deadline = deadline
        self.times = collections.defaultdict(list)
        self.errors = collections.Counter()
        self.done = collections.Counter()
        self.memory = []
        self.lock = threading.Lock()

    # ------------------------------------------------------------------
    # Visitors
    # ------------------------------------------------------------------
    def visitor(self):
        return Visitor("localhost", self.server.port)

    def repeat(self, name, visit):
        """Visit again and again until the time is over."""
        chance = random.Random(name)
        while time.monotonic() < self.deadline:
            started = time.perf_counter()
            error = ""
            try:
                visit()
            except (RuntimeError, OdooError) as problem:
                error = str(problem)
            except Exception as problem:  # noqa: BLE001
                error = f"{type(problem).__name__}: {problem}"
            with self.lock:
                if error:
                    self.errors[f"{name}: {error[:160]}"] += 1
                else:
                    self.done[name] += 1
                    self.times[name].append(time.perf_counter() - started)
            time.sleep(chance.uniform(0, 2 * PAUSE))

    def answer(self):
        """Follow the link of a mail, read, choose, press the button."""
        with self.lock:
            token = self.tokens.popleft()
        visitor = self.visitor()
        page = html.fromstring(visitor.get(f"/satisfaction/{token}", step="page"))
        form = {
            field.get("name"): field.get("value") or ""
            for field in page.xpath("//form//input[@type='hidden']")
        }
        ratings = page.xpath("//input[@type='radio']")
        rating = random.choice(ratings[:5])
        form |= {rating.get("name"): rating.get("value"), "touch": "pointerdown"}
        visitor.post(f"/satisfaction/{token}", form, step="answer")

    def sign_in(self, login):
        return OdooClient(self.server.url, self.database, login, login)

    def make_closer(self):
        office = self.sign_in("soak_manager")
        [stage] = office.call(
            "helpdesk.ticket.stage", "search", [["name", "=", "Soaked"]]
        )
        [team] = office.call(
            "helpdesk.ticket.team", "search", [["name", "=", "Soak desk"]]
        )
        people = office.call(
            "res.partner", "search", [["email", "like", "@soak.example"]]
        )
        numbers = itertools.count()

        def close():
            ticket = office.call(
                "helpdesk.ticket",
                "create",
                {
                    "name": f"Soak {next(numbers)}",
                    "description": "<p>It does not print.</p>",
                    "partner_id": random.choice(people),
                    "team_id": team,
                    "user_id": office.user_id,
                },
            )
            office.call("helpdesk.ticket", "write", [ticket], {"stage_id": stage})

        return close

    def make_office(self):
        office = self.sign_in("soak_manager")
        looks = itertools.cycle(
            [
                lambda: office.call("satisfaction.start.page", "get_data"),
                lambda: office.call(
                    "satisfaction.request",
                    "web_search_read",
                    [],
                    {"summary": {}, "client_id": {}, "state": {}},
                    limit=80,
                ),
                lambda: office.call(
                    "satisfaction.case",
                    "web_search_read",
                    [],
                    {"name": {}, "client_id": {}, "state": {}},
                    limit=40,
                ),
                lambda: office.call(
                    "satisfaction.answer.report",
                    "formatted_read_group",
                    [],
                    ["client_id"],
                    ["points:avg", "__count"],
                ),
                lambda: office.call(
                    "satisfaction.ask.report",
                    "formatted_read_group",
                    [],
                    ["channel_code"],
                    ["__count"],
                ),
            ]
        )
        return lambda: next(looks)()

    def make_exporter(self):
        office = self.sign_in("soak_manager")
        [program] = office.call(
            "satisfaction.program", "search", [], order="year desc, id desc", limit=1
        )
        return lambda: office.get(f"/satisfaction/export/xlsx?program_id={program}")

    def make_portal(self):
        clients = itertools.cycle(
            [self.sign_in(f"person{number}@soak.example") for number in range(4)]
        )
        pages = itertools.cycle(
            [
                "/my/satisfaction",
                "/my/satisfaction/company",
                "/my/satisfaction/remarks",
                "/my/satisfaction/cases",
            ]
        )
        return lambda: next(clients).get(next(pages))

    # ------------------------------------------------------------------
    # Workers
    # ------------------------------------------------------------------
    def sample(self):
        """The memory of the server's processes, all along."""
        started = time.monotonic()
        while time.monotonic() < self.deadline:
            sizes = {pid: size for pid, size in _children(self.server.process.pid)}
            self.memory.append((round(time.monotonic() - started, 1), sizes))
            time.sleep(SAMPLE_SECONDS)

    def run(self):
        visits = [
            ("answer", self.answer),
            ("answer", self.answer),
            ("close a ticket", self.make_closer()),
            ("office", self.make_office()),
            ("workbook", self.make_exporter()),
            ("portal", self.make_portal()),
        ]
        threads = [threading.Thread(target=self.sample)]
        threads += [
            threading.Thread(target=self.repeat, args=visit) for visit in visits
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _children(parent):
    """(process id, resident megabytes) of the processes a server has started."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent:
                pages = int((folder / "statm").read_text().split()[1])
                yield (
                    int(folder.name),
                    round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20),
                )
        except (OSError, IndexError):
            continue


def judge_memory(series):
    """How the memory of all processes together moved.

    :param series: [(second, {process: megabytes})]
    :return: dict with the totals and ``growth``: the mean of the last quarter over that
        of the second one; caches fill in the first
    """
    totals = [(second, sum(sizes.values())) for second, sizes in series if sizes]
    if len(totals) < 8:
        return {"megabytes": totals, "growth": None, "slope": None, "most": None}
    quarter = len(totals) // 4
    early = statistics.mean(size for _second, size in totals[quarter : 2 * quarter])
    late = statistics.mean(size for _second, size in totals[-quarter:])
    half = totals[len(totals) // 2 :]
    slope = statistics.linear_regression(*zip(*half, strict=True)).slope
    return {
        "first": totals[0][1],
        "last": totals[-1][1],
        "most": max(size for _second, size in totals),
        "growth": round(late / early, 3),
        #: megabytes an hour, in the second half
        "slope": round(slope * 3600, 1),
        "megabytes": totals,
    }


def count(databases, database):
    [row] = databases._psql.query(
        " ".join(COUNT.split()), database=databases.real_name(database)
    )
    return dict(zip(COUNTED, map(int, row), strict=True))


def wait_until_settled(databases, database):
    """Let the jobs finish; what is counted then."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while True:
        counted = count(databases, database)
        if not any(counted[name] for name in OPEN) or time.monotonic() > deadline:
            return counted
        time.sleep(5)


def run(minutes):
    with odoo_session() as odoo:
        databases = Databases(odoo)
        databases.create("soak", demo=False)
        file = odoo.places.run / "soak-tokens"
        try:
            with catch_mails(odoo.places.outputs / "soak-mails") as mailbox:
                answers = int(minutes * ANSWERS_A_MINUTE)
                script = (
                    f"CLIENTS = {CLIENTS}\nANSWERS = {answers}\n"
                    f"MAIL_PORT = {mailbox.port}\nFILE = {str(file)!r}\n"
                )
                databases.shell("soak", script + PREPARE, {})
                return _load(
                    odoo, databases, file.read_text().split(), minutes, mailbox
                )
        finally:
            databases.drop("soak")


def _load(odoo, databases, tokens, minutes, mailbox):
    with serve(
        odoo,
        databases.real_name("soak"),
        port=FIRST_PORT,
        name="soak",
        # Else Odoo kills its job runner after two minutes, whatever it is doing.
        extra=(
            "--log-level=warn",
            "--max-cron-threads=1",
            "--limit-time-real-cron=1200",
        ),
    ) as server:
        soak = Soak(
            server,
            databases.real_name("soak"),
            tokens,
            time.monotonic() + minutes * 60,
        )
        soak.run()
        counted = wait_until_settled(databases, "soak")
        log = server.log.read_text(errors="replace")
    return _conclude(soak, counted, log, minutes, mailbox)


def _conclude(soak, counted, log, minutes, mailbox):
    mails = collections.Counter(mail["Message-Id"] for mail in mailbox.mails())
    server_errors = {
        text: number for text, number in soak.errors.items() if ": 5" in text
    }
    steps = {
        name: {
            "visits": len(seconds),
            "median_ms": round(1000 * statistics.median(seconds)),
            "p95_ms": round(1000 * statistics.quantiles(seconds, n=20)[-1])
            if len(seconds) > 1
            else None,
        }
        for name, seconds in soak.times.items()
    }
    lost = (
        max(counted["closed"] - counted["closed_in_ledger"], 0)
        + max(soak.done["answer"] - counted["answered"], 0)
        + sum(counted[name] for name in OPEN)
    )
    doubled = sum(counted[name] for name in COUNTED if name.startswith("doubled"))
    # A job runner that is killed amid a mail sends that one again, with its Message-Id:
    # SMTP allows no better (see docs/reliability.md).
    again = sum(number - 1 for number in mails.values())
    kills = log.count("WorkerCron")
    doubled += max(again - kills, 0)
    memory = judge_memory(soak.memory)
    return {
        "minutes": minutes,
        "at": datetime.datetime.now().isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "errors_500": sum(server_errors.values()),
        "other_errors": dict(soak.errors),
        "log_errors": log.count(" ERROR "),
        "lost": lost,
        "doubled": doubled,
        "mails": len(mails),
        "mails_again": again,
        "job_runners_killed": kills,
        "counted": counted,
        "steps": steps,
        "memory": memory,
        "good": not server_errors
        and not lost
        and not doubled
        and (memory["growth"] or 0) <= MOST_GROWTH,
    }


PAGE = """# Half an hour of everything at once

Made by `python bench/soak.py --minutes 30 --docs`; what it does stands in the script.

Measured {at}, {minutes:g} minutes, {machine}, two workers and one job runner; the \
visitors share the machine.

| | wanted | found |
| --- | --- | --- |
| errors 500 | 0 | {errors_500} |
| errors in the log | 0 | {log_errors} |
| lost (closings, answers, jobs' work) | 0 | {lost} |
| doubled (answers, asks, cases, mails) | 0 | {doubled} |
| mails that came again / job runners killed | 0 / 0 | {mails_again} / \
{job_runners_killed} |
| memory, last quarter / second quarter | ≤ {most_growth} | {memory[growth]} |
| memory in the second half, MB an hour | flat | {memory[slope]} |

{counted[closed]} tickets closed, {counted[answered]} answers, {mails} mails received; \
{memory[most]} MB at most in all processes.

| visit | visits | median ms | 95 % within ms |
| --- | ---: | ---: | ---: |
{rows}
"""


def write_page(result):
    """The page in docs."""
    rows = "\n".join(
        f"| {name} | {step['visits']} | {step['median_ms']} | {step['p95_ms']} |"
        for name, step in sorted(result["steps"].items())
    )
    page = PAGE.format(**result, rows=rows, most_growth=MOST_GROWTH)
    (ROOT / "docs" / "soak.md").write_text(page, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--docs", action="store_true", help="write docs/soak.md")
    options = parser.parse_args()
    result = run(options.minutes)
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))
    if options.docs:
        write_page(result)
    short = {**result, "memory": {**result["memory"], "megabytes": "…"}}
    print(json.dumps(short, indent=1))
    return 0 if result["good"] else 1


if __name__ == "__main__":
    sys.exit(main())

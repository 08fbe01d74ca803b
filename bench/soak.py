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
import json
import os
import platform
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "bin" / "lib"))

from soak_visits import Soak
from soak_world import COUNTED, OPEN, PREPARE, wait_until_settled

from databases import Databases
from mailbox_server import catch_mails
from server import serve
from session import odoo_session

FIRST_PORT = 8288
CLIENTS = 40
ANSWERS_A_MINUTE = 150
#: Of the second half of the run against the first, when the caches are warm
MOST_GROWTH = 1.10


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
        "at": datetime.datetime.now().isoformat(" ", "seconds"),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        # Of its last quarter of an hour; more than the cores: others had to wait
        "load": round(os.getloadavg()[2], 1),
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
visitors share the machine, its load was {load}.

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

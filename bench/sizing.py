# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a ticket, an ask, an answer and a case cost in bytes and seconds.

    bin/setup --db sizing
    bin/setup --shell sizing < bench/sizing.py

Each step is done by the product itself for COUNT (1,000) of its things; then it is
seen how far which tables grew, with their indexes. Nothing is committed. The last
lines are the tables of docs/sizing.md, made from these measures.
"""

import os
import sys
import time
from collections import Counter
from contextlib import contextmanager
from unittest.mock import patch

sys.path.insert(0, "bench")

from world import make_world

COUNT = int(os.environ.get("COUNT", "1000"))
LOW_EVERY = 10
#: Shares of a usual year, for the tables of the page.
ASKED, ANSWERED, LOW = 0.6, 0.25, 0.1
KPIS_A_CLIENT = 8
CHANNELS = 4
PERIODS = 12
WORKING_DAYS = 250
SIZES = ((50, 40), (200, 200), (500, 1_000), (2_000, 5_000))


class Sizing:
    def __init__(self, env):
        self.env = env
        self.bytes, self.seconds, self.tables = {}, {}, {}

    @contextmanager
    def step(self, name, count):
        env = self.env
        env.flush_all()
        before, started = self._sizes(), time.process_time()
        with patch.object(type(env["ir.cron"]), "_commit_progress", self._flush):
            yield
            env.flush_all()
            env.cr.precommit.run()
        self.seconds[name] = (time.process_time() - started) / count
        grown = Counter(self._sizes())
        grown.subtract(before)
        self.tables[name] = {
            table: size / count for table, size in grown.most_common(6) if size > 0
        }
        self.bytes[name] = sum(size for size in grown.values() if size > 0) / count
        largest = ", ".join(
            f"{table} {size:,.0f}" for table, size in self.tables[name].items()
        )
        print(
            f"{name}: {self.bytes[name]:,.0f} bytes,"
            f" {1000 * self.seconds[name]:.1f} ms of Python each ({largest})",
            flush=True,
        )

    def _flush(self, *_arguments, **_options):
        self.env.flush_all()
        return float("inf")

    def _sizes(self):
        self.env.cr.execute(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        return dict(self.env.cr.fetchall())

    def run(self):
        env = self.env
        world = make_world(env, clients=COUNT)
        rule = world.program.rule_ids.filtered(
            lambda rule: rule.trigger == "ticket_closed"
        )
        rule.write({"share": 100, "cool_down_days": 0})
        requests = env["satisfaction.request"]
        with self.step("ticket", COUNT):
            tickets = world.make_tickets(COUNT)
        with self.step("closing", COUNT):
            tickets.write({"stage_id": world.stage_closed.id})
            env.flush_all()
            env.cr.precommit.run()
            env["satisfaction.closing"]._cron_decide()
        asks = requests.search([("ticket_id", "in", tickets.ids)])
        assert len(asks) == COUNT, asks
        asks.filtered(
            lambda ask: ask.state == "planned"
        ).send_after = "2000-01-01 00:00:00"
        with self.step("sent", COUNT):
            requests._cron_send()
        sent = asks.filtered(lambda ask: ask.state == "sent")
        assert len(sent) == COUNT, sent
        low = sent[::LOW_EVERY]
        with self.step("answer", COUNT):
            requests.with_context(satisfaction_history=False)._record_answers(
                {
                    ask.id: {
                        question.id: "2" if ask in low else "5"
                        for question in ask.survey_id.question_ids
                        if question.question_type == "scale"
                    }
                    for ask in sent
                },
                mode="mail",
            )
        with self.step("score", COUNT):
            env["satisfaction.score"]._recompute_pending()
        waiting = sent.filtered("follow_up_after")
        waiting.follow_up_after = "2000-01-01 00:00:00"
        with self.step("case", len(waiting)):
            env["satisfaction.case"]._cron_open_due()
        assert len(env["satisfaction.case"].search([])) == len(low)

    # The page

    def print_page(self):
        print("\n| thing | bytes with indexes | most of it |")
        print("|---|---:|---|")
        for name, size in self.bytes.items():
            most = ", ".join(
                f"`{table}` {part:,.0f}"
                for table, part in list(self.tables[name].items())[:3]
            )
            print(f"| {name} | {size:,.0f} | {most} |")
        print(
            "\n| clients | tickets a day | rows of the ledger a year | answers a year",
            end="",
        )
        print(" | disk a year (GB) | with 30 % spare | job minutes a day |")
        print("|---:|---:|---:|---:|---:|---:|---:|")
        for clients, tickets in SIZES:
            print(self._line(clients, tickets))

    def _line(self, clients, tickets):
        closed = tickets * WORKING_DAYS
        asked = closed * ASKED
        answered = asked * ANSWERED
        cases = answered * LOW
        stored = (
            closed * self.bytes["closing"]
            + asked * self.bytes["sent"]
            + answered * self.bytes["answer"]
            + cases * self.bytes["case"]
            + clients * self._score_bytes()
        )
        jobs = (
            tickets * self.seconds["closing"]
            + tickets * ASKED * self.seconds["sent"]
            + tickets * ASKED * ANSWERED * self.seconds["score"]
            + tickets * ASKED * ANSWERED * LOW * self.seconds["case"]
        )
        gigabytes = stored / 1024**3
        return (
            f"| {clients:,} | {tickets:,} | {closed:,} | {answered:,.0f}"
            f" | {gigabytes:.2f} | {1.3 * gigabytes:.2f} | {jobs / 60:.1f} |"
        )

    def _score_bytes(self):
        """A client's scores, lines and KPIs of a year; see the world of a million."""
        score, line, kpi = 570, 235, 480
        return (PERIODS + 1) * (score + CHANNELS * line + KPIS_A_CLIENT * kpi)


sizing = Sizing(globals()["env"])  # the shell's
sizing.run()
sizing.print_page()
sizing.env.cr.rollback()

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A month of tickets from closing to expiry, and whether the ledger adds up.

    bin/setup --db month
    bin/setup --shell month < bench/simulate_month.py

The clock is turned, mails are queued and taken as delivered; nothing leaves the
machine. The jobs commit as they do in production, so use a database of its own. The
number of tickets is 10,000, or what TICKETS in the environment says.
"""

import logging
import os
import random
from collections import Counter
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from freezegun import freeze_time

TICKETS = int(os.environ.get("TICKETS", "10000"))
CLIENTS, CONTACTS_EACH = 200, 10
MONTH = date(date.today().year, 3, 1)
DAYS = 31
SHARE, COOL_DOWN = 60, 5


class Month:
    """One simulated month in one database."""

    def __init__(self, env):
        self.env = env
        self.random = random.Random(19)
        self.seconds, self.queries = Counter(), Counter()
        self.delivered = Counter()
        self.ledger = env["satisfaction.request"]

    # What is measured

    @contextmanager
    def measured(self, step):
        # not time.*: those clocks are turned
        started, queries = os.times().elapsed, self.env.cr.sql_log_count
        yield
        self.env.flush_all()
        self.seconds[step] += os.times().elapsed - started
        self.queries[step] += self.env.cr.sql_log_count - queries

    # The world

    def build(self):
        env = self.env
        company = env.company
        company.partner_id.tz = "Europe/Moscow"
        programs = env["satisfaction.program"]
        program = programs.search(
            [("company_id", "=", company.id), ("year", "=", MONTH.year)], limit=1
        ) or programs.create({"name": "Month", "year": MONTH.year})
        program.strategy = "<p>We ask after the tickets.</p>"
        program.action_approve_strategy()
        program.action_start()
        rule = program.rule_ids.filtered(lambda rule: rule.trigger == "ticket_closed")
        rule.write(
            {
                "share": SHARE,
                "cool_down_days": COOL_DOWN,
                "delay_hours": 2,
                "window_from": 9,
                "window_to": 18,
                "on_saturday": False,
                "on_sunday": False,
                "reminder_days": 3,
                "expiry_days": 10,
            }
        )
        stage = env["helpdesk.ticket.stage"].create
        self.open = stage({"name": "Month: open"})
        self.solved = stage({"name": "Month: solved", "closed": True})
        self.rejected = stage(
            {"name": "Month: rejected", "closed": True, "satisfaction_survey": False}
        )
        clients = env["res.partner"].create(
            [
                {"name": f"Client {number}", "is_company": True}
                for number in range(CLIENTS)
            ]
        )
        zones = ("Europe/Moscow", "Asia/Shanghai", "America/New_York", False)
        self.contacts = env["res.partner"].create(
            [
                {
                    "name": f"Contact {number}",
                    "parent_id": clients[number % CLIENTS].id,
                    # every 50th has none, every 40th is a machine
                    "email": self._make_address(number),
                    "satisfaction_opt_out": number % 30 == 7,
                    "tz": zones[number % len(zones)],
                }
                for number in range(CLIENTS * CONTACTS_EACH)
            ]
        )
        env.cr.commit()  # pylint: disable=invalid-commit

    def _make_address(self, number):
        if number % 50 == 3:
            return False
        name = "no-reply" if number % 40 == 5 else f"contact.{number}"
        return f"{name}@client.example"

    def open_tickets(self):
        tickets = self.env["helpdesk.ticket"].with_context(tracking_disable=True)
        team = self.env["helpdesk.ticket.team"].create({"name": "Month"})
        values = [
            {
                "name": f"Ticket {number}",
                "description": "x",
                "partner_id": self.random.choice(self.contacts).id,
                "team_id": team.id,
                "stage_id": self.open.id,
            }
            for number in range(TICKETS)
        ]
        self.tickets = tickets.concat(
            *(tickets.create(values[i : i + 1000]) for i in range(0, TICKETS, 1000))
        )
        self.tickets[1:60:2].write({"duplicate_id": self.tickets[0].id})
        self.env.cr.commit()  # pylint: disable=invalid-commit

    # The month

    def run(self):
        with freeze_time(datetime.combine(MONTH, datetime.min.time())) as clock:
            self.clock = clock
            self.build()
            self.open_tickets()
            self.left = list(self.tickets.ids)
            self.random.shuffle(self.left)
            for day in range(DAYS + 21):
                self.live(day)

    def live(self, day):
        start = datetime.combine(MONTH, datetime.min.time()) + timedelta(days=day)
        share = -(-TICKETS // DAYS)
        today, self.left = self.left[:share], self.left[share:]
        batches = [today[number::6] for number in range(6)]
        for hour in range(0, 24, 2):
            self.clock.move_to(start + timedelta(hours=hour))
            if 6 <= hour < 18:
                self.close(batches[(hour - 6) // 2])
            with self.measured("send"):
                self.ledger._cron_send()
            with self.measured("remind"):
                self.ledger._cron_remind()
            self.deliver()
            if hour == 10:
                self.answer()
            if hour == 22:
                with self.measured("expire"):
                    self.ledger._cron_expire()
        self.env.invalidate_all()

    def close(self, ids):
        if not ids:
            return
        tickets = self.env["helpdesk.ticket"].browse(ids)
        rejected = tickets[::25]
        with self.measured("close"):
            rejected.write({"stage_id": self.rejected.id})
            (tickets - rejected).write({"stage_id": self.solved.id})
        # A few are opened again, before or after their mail.
        again = self.env["helpdesk.ticket"].search(
            [("id", "in", self.tickets.ids), ("stage_id", "=", self.solved.id)],
            limit=2,
            order="id desc",
            offset=self.random.randrange(100),
        )
        with self.measured("reopen and close again"):
            again.write({"stage_id": self.open.id})
            again.write({"stage_id": self.solved.id})
        self.env.cr.commit()  # pylint: disable=invalid-commit

    def deliver(self):
        """The mail server takes everything; each mail is counted and removed."""
        mails = self.env["mail.mail"].search(
            [("model", "=", "satisfaction.request"), ("state", "=", "outgoing")]
        )
        for mail in mails:
            self.delivered[mail.res_id] += 1
        mails.unlink()
        self.env.cr.commit()  # pylint: disable=invalid-commit

    def answer(self):
        """A part of those asked answers at some time; some never do."""
        sent = self.ledger.search([("state", "=", "sent")])
        chosen = sent.filtered(lambda request: self.random.random() < 0.06)
        answers = {
            request.id: {
                question.id: str(
                    self.random.choices((1, 2, 3, 4, 5), (1, 1, 2, 8, 12))[0]
                )
                for question in request.survey_id.question_ids
                if question.satisfaction_is_scored
            }
            for request in chosen
        }
        if answers:
            with self.measured("answer"):
                self.ledger.with_context(satisfaction_history=True)._record_answers(
                    answers, mode="mail"
                )
        self.env.cr.commit()  # pylint: disable=invalid-commit

    # Adding up

    def report(self):
        domain = [("ticket_id", "in", self.tickets.ids)]
        states = dict(self.ledger._read_group(domain, ["state"], ["__count"]))
        reasons = dict(
            self.ledger._read_group(
                [*domain, ("state", "=", "skipped")], ["skip_reason"], ["__count"]
            )
        )
        rows = sum(states.values())
        asked = self.ledger.search([*domain, ("sent_at", "!=", False)])
        reminded = asked.filtered("reminder_count")
        print(f"rows {rows} = {states}")
        print(f"not asked {sum(reasons.values())} = {reasons}")
        print(f"sent {len(asked)}, mails {sum(self.delivered.values())}", end=", ")
        print(f"reminded {len(reminded)}")
        for step, seconds in self.seconds.items():
            print(f"{step}: {seconds:.1f} s, {self.queries[step]:,} queries")
        self.check(asked, reminded, states, reasons)
        print("The ledger adds up.")

    def check(self, asked, reminded, states, reasons):
        tickets = self.env["helpdesk.ticket"].search_count(
            [("id", "in", self.tickets.ids), ("stage_id.closed", "=", True)]
        )
        first = self.ledger._read_group(
            [("ticket_id", "in", self.tickets.ids)], ["ticket_id"], ["__count"]
        )
        assert tickets == TICKETS == len(first), "each closed ticket has its row"
        assert not states.get("planned"), "nothing is left over"
        assert not states.get("sent"), "each ask was answered, expired or cancelled"
        assert states["skipped"] == sum(reasons.values())
        unsent = self.ledger.search_count(
            [
                ("ticket_id", "in", self.tickets.ids),
                ("state", "=", "cancelled"),
                ("sent_at", "=", False),
            ]
        )
        rows = sum(states.values())
        assert rows == len(asked) + states["skipped"] + unsent
        # one mail for each ask, one more for each reminder, never a third
        assert set(self.delivered) == set(asked.ids)
        for request in asked:
            assert self.delivered[request.id] == 1 + request.reminder_count, request
        assert max(asked.mapped("reminder_count")) == 1
        per_ticket = Counter(request.ticket_id for request in asked)
        twice = [ticket for ticket in asked.ticket_id if per_ticket[ticket] > 1]
        assert not twice, "no ticket is asked about twice"
        moments = {}
        for request in asked.sorted("sent_at"):
            last = moments.get(request.partner_id)
            gap = last and request.sent_at - last
            assert not gap or gap >= timedelta(days=COOL_DOWN), request
            moments[request.partner_id] = request.sent_at
            zone = request.partner_id.tz or "Europe/Moscow"
            self.check_hour(request.sent_at, zone)
            if request.reminded_at:
                self.check_hour(request.reminded_at, zone)

    def check_hour(self, moment, zone):
        local = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
        assert 9 <= local.hour < 18, local
        assert local.weekday() < 5, local


logging.disable(logging.INFO)
month = Month(env)  # noqa: F821
month.run()
month.report()

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A bad day: 1,000 low answers, 1,000 complaints, 10,000 comments, all at once.

    bin/setup --db bad_day
    bin/setup --shell bad_day < bench/big_cases.py

The bare batch creation of as many activities stands beside the cases (B10): it is
what Odoo itself needs. Nothing is committed, so a database can be used again. COUNT in
the environment says how many instead of 1,000; comments are ten times as many.
"""

import os
import sys
import time
from contextlib import contextmanager
from unittest.mock import patch

sys.path.insert(0, "bench")

from world import make_world

from odoo import fields

COUNT = int(os.environ.get("COUNT", "1000"))
BATCH = 100


class BadDay:
    def __init__(self, env):
        self.env = env
        self.world = make_world(env, clients=COUNT)
        self.channel = self.world.program.channel_ids.filtered(
            lambda channel: channel.kind == "ticket"
        )
        # Ten of each role: nobody has all the cases.
        users = env["res.users"].with_context(no_reset_password=True)
        group = env.ref("client_satisfaction.group_client_manager")
        self.managers = users.create(
            [
                {
                    "name": f"Manager {number}",
                    "login": f"bad_day_{number}",
                    "email": f"manager.{number}@provider.example",
                    "group_ids": [(4, group.id), (4, env.ref("base.group_user").id)],
                }
                for number in range(20)
            ]
        )
        for number, client in enumerate(self.world.contacts.commercial_partner_id):
            client.client_manager_id = self.managers[number % 10]
            client.client_senior_manager_id = self.managers[10 + number % 10]
        env.flush_all()

    @contextmanager
    def measured(self, step, count):
        self.env.flush_all()
        self.env.invalidate_all()
        started, queries = time.perf_counter(), self.env.cr.sql_log_count
        # Our own part, however busy the machine is
        busy = time.process_time()
        yield
        self.env.flush_all()
        seconds = time.perf_counter() - started
        busy = time.process_time() - busy
        queries = self.env.cr.sql_log_count - queries
        print(
            f"{step:44}{count:>8}{seconds:>9.2f} s{busy:>9.2f} s CPU{queries:>9} q"
            f"{1000 * busy / count:>9.2f} ms CPU each",
            flush=True,
        )

    @contextmanager
    def without_commit(self):
        def flush_only(*_arguments, **_options):
            self.env.flush_all()
            return float("inf")

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", flush_only):
            yield

    def make_answers(self, count, points):
        contacts = self.world.contacts
        now = fields.Datetime.now()
        rows = self.env["satisfaction.request"]._create_entry(
            [
                {
                    "channel_id": self.channel.id,
                    "partner_id": contacts[number % len(contacts)].id,
                }
                for number in range(count)
            ]
        )
        rows.write(
            {
                "state": "answered",
                "answer_mode": "mail",
                "is_scored": True,
                "points": points,
                "worst_points": points,
                "answered_at": now,
                "follow_up_after": now,
                "thanked_at": now,
            }
        )
        return rows

    def low_answers(self):
        self.make_answers(COUNT, 40)
        activities = self.env["mail.activity"].sudo()
        before = activities.search([])
        cases = self.env["satisfaction.case"].search([])
        with (
            self.measured(f"low answers → cases, by {BATCH}", COUNT),
            self.without_commit(),
        ):
            cases._cron_open_due(limit=BATCH)
        made = activities.search([]) - before
        cases = self.env["satisfaction.case"].search([]) - cases
        print(f"  {len(cases)} cases, {len(made)} activities")
        names = ("activity_type_id", "summary", "user_id", "date_deadline")
        names += ("res_model_id", "res_id", "automated")
        bare = [
            {
                name: getattr(one[name], "id", one[name])
                if name != "res_id"
                else one.res_id
                for name in names
            }
            for one in made
        ]
        with self.measured(f"the same activities, bare, by {BATCH}", len(bare)):
            quick = activities.with_context(mail_activity_quick_update=True)
            for start in range(0, len(bare), BATCH):
                quick.create(bare[start : start + BATCH])
                self.env.flush_all()
        with self.measured("the same activities with Odoo's mails", len(bare)):
            loud = activities.with_context(mail_notify_force_send=False)
            for start in range(0, len(bare), BATCH):
                loud.create(bare[start : start + BATCH])
                self.env.flush_all()

    def complaints(self):
        contacts = self.world.contacts
        with self.measured("complaints, one by one as by portal", COUNT):
            for number in range(COUNT):
                self.env["satisfaction.case"]._record_complaint(
                    {
                        "text": f"Nobody calls back about room {number}",
                        "partner_id": contacts[number % len(contacts)].id,
                        "way": "portal",
                        "can_work": ("yes", "limited", "no")[number % 3],
                    }
                )
                self.env.flush_all()

    def comments(self):
        question = self.env.ref("client_satisfaction.survey_event_comment")
        rows = self.make_answers(10 * COUNT, 90)
        rows.write({"follow_up_after": False})
        inputs = self.env["survey.user_input"].create(
            [
                {
                    "survey_id": question.survey_id.id,
                    "satisfaction_request_id": row.id,
                    "state": "done",
                    "user_input_line_ids": [
                        (
                            0,
                            0,
                            {
                                "question_id": question.id,
                                "answer_type": "text_box",
                                "value_text_box": f"The printer of room {number} "
                                f"stops {number % 7} times a day",
                            },
                        )
                    ],
                }
                for number, row in enumerate(rows)
            ]
        )
        for row, done in zip(rows, inputs, strict=True):
            row.user_input_id = done
        rows.write({"remarks_pending": True})
        before = self.env["satisfaction.remark"].search_count([])
        with (
            self.measured("comments → remarks with themes", len(rows)),
            self.without_commit(),
        ):
            self.env["satisfaction.remark"]._cron_collect()
        made = self.env["satisfaction.remark"].search_count([]) - before
        print(f"  {made} remarks")


env = globals()["env"]  # the shell's
day = BadDay(env)
day.low_answers()
day.complaints()
day.comments()
env.cr.rollback()

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A wave of 2,000 clients with three respondents each: drawn, asked, scored, closed.

    bin/setup --db wave
    bin/setup --shell wave < bench/big_wave.py

Mails are queued, not delivered. The jobs commit as they do in production, so use a
database of its own. The number of clients is 2,000, or what CLIENTS in the
environment says. A second wave follows with the same clients, so that the panel and
the comparison are measured too.
"""

import os
import random
import time
from contextlib import contextmanager
from datetime import datetime, timedelta

CLIENTS = int(os.environ.get("CLIENTS", "2000"))
ROLES = ("interface", "decision_leader", "end_user")
# Answers typed in one call, as an import does.
ANSWER_BATCH = 500


class BigWave:
    """Two waves of all clients in one database."""

    def __init__(self, env):
        self.env = env
        self.random = random.Random(19)

    @contextmanager
    def measured(self, step, count):
        self.env.flush_all()
        self.env.invalidate_all()
        started, queries = time.perf_counter(), self.env.cr.sql_log_count
        yield
        self.env.flush_all()
        seconds = time.perf_counter() - started
        queries = self.env.cr.sql_log_count - queries
        print(f"{step:34}{count:>8}{seconds:>10.2f}{queries:>10}", flush=True)

    def build(self):
        env = self.env
        company = env.company
        year = company._satisfaction_today().year
        programs = env["satisfaction.program"]
        program = programs.search(
            [("company_id", "=", company.id), ("year", "=", year)], limit=1
        ) or programs.create({"name": "Big wave", "year": year})
        program.strategy = "<p>We ask everybody once a year.</p>"
        program.action_approve_strategy()
        program.action_start()
        levels = env["satisfaction.agreement.level"].search([("id", "!=", 0)])
        clients = env["res.partner"].create(
            [
                {
                    "name": f"Client {number}",
                    "ref": "big-wave",
                    "is_company": True,
                    "client_since": "2020-01-01",
                    "satisfaction_is_vip": number % 10 == 0,
                    "agreement_level_id": levels[number % len(levels)].id,
                }
                for number in range(CLIENTS)
            ]
        )
        env["res.partner"].create(
            [
                {
                    "name": f"{role} {number}",
                    "parent_id": client.id,
                    "email": f"{role}.{number}@client.example",
                    "satisfaction_role": role,
                }
                for number, client in enumerate(clients)
                for role in ROLES
            ]
        )
        self.group = env["satisfaction.target.group"].create(
            {"name": "Everybody", "client_domain": "[('ref', '=', 'big-wave')]"}
        )
        self.program = program
        env.cr.commit()

    def run(self, title):
        env = self.env
        today = env.company._satisfaction_today()
        wave = env["satisfaction.wave"].create(
            {
                "program_id": self.program.id,
                "target_group_id": self.group.id,
                "survey_id": env.ref("client_satisfaction.survey_relationship").id,
                "date_start": today,
                "date_end": today + timedelta(days=30),
                "mode": "online",
            }
        )
        with self.measured(f"{title}: draw", CLIENTS):
            wave.action_draw()
        env.cr.commit()
        wave.action_start()
        with self.measured(f"{title}: ask, in batches", CLIENTS):
            env["satisfaction.wave"]._cron_open()
        requests = env["satisfaction.request"].search(
            [("assessment_id.wave_id", "=", wave.id), ("state", "=", "planned")]
        )
        requests.write({"send_after": datetime(2000, 1, 1)})
        env.cr.commit()
        with self.measured(f"{title}: queue the mails", len(requests)):
            env["satisfaction.request"]._cron_send()
        with self.measured(f"{title}: store the answers", len(requests)):
            for start in range(0, len(requests), ANSWER_BATCH):
                batch = requests[start : start + ANSWER_BATCH]
                env["satisfaction.request"]._record_answers(
                    {request.id: self.answer(request) for request in batch},
                    mode="portal",
                )
                env.cr.commit()
        # The correction window is over, as far as counting is concerned.
        with self.measured(f"{title}: compute the results", CLIENTS):
            env["satisfaction.score"]._cron_recompute()
        with self.measured(f"{title}: close with results", CLIENTS):
            wave.action_close()
        env.cr.commit()
        with self.measured(f"{title}: open the form's pages", 1):
            wave.read(["result_html", "comparison_html", "coverage_html", "role_html"])
        return wave

    def answer(self, request):
        """Whole numbers on each question's scale, mostly good ones."""
        return {
            question.id: str(
                min(
                    question.scale_max,
                    max(
                        question.scale_min,
                        round(self.random.gauss(0.8, 0.2) * question.scale_max),
                    ),
                )
            )
            for question in request.survey_id.question_ids
            if question.question_type == "scale"
        }

    def check(self, *waves):
        """The figures must add up, or the seconds mean nothing."""
        for wave in waves:
            assert wave.client_count == CLIENTS, wave.client_count
            assert wave.answered_client_count == CLIENTS, wave.answered_client_count
            assert wave.answered_count == wave.asked_count == 3 * CLIENTS
            means = wave.assessment_ids.mapped("points")
            assert abs(sum(means) / len(means) - wave.points) < 0.06
        assert waves[1].same_count == CLIENTS
        assert waves[1].panel_count == CLIENTS


big = BigWave(env)  # noqa: F821
big.build()
print(f"{'step':34}{'rows':>8}{'seconds':>10}{'queries':>10}")
first = big.run("first wave")
# Asked again so soon only because a benchmark can't wait for a year.
env["satisfaction.rule"].search([("cool_down_days", ">", 0)]).cool_down_days = 0  # noqa: F821
second = big.run("second wave")
big.check(first, second)

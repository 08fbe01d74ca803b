# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two interviewers, two draws: real transactions on two connections."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from tests.ask.race_case import RaceCase


class TestTwoInterviewers(RaceCase):
    def setUp(self):
        super().setUp()
        with self._environment() as env:
            company = self.program.with_env(env).company_id
            users = env["res.users"].union(
                *(
                    new_test_user(
                        env,
                        login=f"race_interviewer_{number}",
                        groups="base.group_user,client_satisfaction.group_interviewer",
                        company_id=company.id,
                        company_ids=[(6, 0, company.ids)],
                    )
                    for number in range(2)
                )
            )
            env["res.partner"].browse(self.contact_id).phone = "+34 91 123 45 67"
            self.user_ids = users.ids
            self.created += [users, users.partner_id]

    def _delete_all(self):
        with self._environment() as env:
            calls = env["satisfaction.request"].search(
                [("client_id", "=", self.client_id)]
            )
            samples = calls.callback_sample_id
            calls.callback_sample_id = False
            samples.unlink()
            env["satisfaction.callback.call"].search([]).unlink()
        super()._delete_all()

    def _make_calls(self, env, count):
        asks = self._make_asks(env, count)
        calls = env["satisfaction.request"].browse(asks)
        channel = self.program.with_env(env)._get_callback_channel()
        calls.write(
            {
                "delivery": "call",
                "channel_id": channel.id,
                "channel_kind": channel.kind,
                "channel_code": channel.code,
            }
        )
        return calls

    def test_two_take_the_same_call(self):
        """R15: one gets the call, the other a kind message; nothing fails."""
        with self._environment() as env:
            calls = self._make_calls(env, 5)
            ids = calls.ids
        for call_id in ids:

            def take(env, number, call_id=call_id):
                own = env(user=self.user_ids[number])
                try:
                    own["satisfaction.request"].browse(call_id).action_open_call()
                    return "taken"
                except UserError as error:
                    return error.args[0]

            with mute_logger("odoo.sql_db", "odoo.service.model"):
                results = self._run_both(take)
            winner = results.index("taken")
            self.assertRegex(results[1 - winner], "has taken this call|is busy with")
            with self._environment() as env:
                call = env["satisfaction.request"].browse(call_id)
                self.assertEqual(call.interviewer_id.id, self.user_ids[winner])

    def test_two_ask_for_the_next_call(self):
        """R15: two who start calling at once get different calls."""
        with self._environment() as env:
            self._make_calls(env, 4)

        def start(env, number):
            own = env(user=self.user_ids[number])
            action = own["satisfaction.request"].action_next_call()
            screen = own[action["res_model"]].browse(action["res_id"])
            return screen.request_id.id

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            results = self._run_both(start)
        self.assertEqual(len(set(results)), 2, results)
        self.assertTrue(all(isinstance(result, int) for result in results), results)

    def test_two_draws(self):
        """R16, D14: two draws at once draw what one draws, nothing twice."""
        with self._environment() as env:
            ids = self._make_asks(env, 20)
            today = self.program.with_env(env).company_id._satisfaction_today()
            env["satisfaction.request"].browse(ids).event_date = today
            sample_id = (
                env["satisfaction.callback.sample"]
                .create({"program_id": self.program.id, "contact_cap": 100})
                .id
            )

        def draw(env, number):
            sample = env["satisfaction.callback.sample"].browse(sample_id)
            sample._draw()

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            self._run_both(draw)
        with self._environment() as env:
            sample = env["satisfaction.callback.sample"].browse(sample_id)
            self.assertEqual(sample.share_state, "within")
            calls = sample.request_ids
            self.assertEqual(len(calls), len(calls.ticket_id))

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter

from odoo import Command
from odoo.exceptions import AccessError, UserError

from tests.ask.callback_case import CallbackCase


class TestCallbackPeople(CallbackCase):
    """Who calls: evenly shared, and never somebody who worked on the ticket."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.interviewer + cls.second:
            user.group_ids += cls.env.ref("helpdesk_mgmt.group_helpdesk_user")

    def _make_open_ticket(self, **values):
        ticket = self._make_tickets(**values)
        # as outside of tests: who was assignee is tracked
        ticket = ticket.with_context(tracking_disable=False, mail_notrack=False)
        self.env.flush_all()
        self.env.cr.precommit.run()
        return ticket

    def _draw_for(self, ticket):
        self.env.flush_all()
        self.env.cr.precommit.run()
        ticket.stage_id = self.stage_closed
        return self._planned(self._make_sample()._draw())

    def test_shared_evenly(self):
        """R118: calls are shared evenly, counting those somebody has already."""
        self._close_tickets(self._make_contacts(self.client, 40))
        sample = self._make_sample()
        calls = sample._draw()
        counts = Counter(call.interviewer_id for call in calls)
        self.assertEqual(counts, {self.interviewer: 5, self.second: 5})
        (calls - calls[:1]).interviewer_id = self.interviewer
        calls[:1].interviewer_id = self.second
        more = self._make_contacts(self._make_client("More"), 28)
        self._close_tickets(more)
        new = sample._draw()
        self.assertEqual(len(new), 7)
        self.assertEqual(new.interviewer_id, self.second)

    def test_role_alone_will_do(self):
        """R118: without a list, everyone with the role calls; managers don't."""
        self.program.callback_interviewer_ids = False
        users = self.program._get_interviewers()
        self.assertLessEqual(self.interviewer + self.second, users)
        self.assertNotIn(self.program_manager, users)
        self.second.company_ids = [Command.link(self._create_company().id)]
        self.second.active = False
        self.assertNotIn(self.second, self.program._get_interviewers())

    def test_everybody_who_had_a_hand_in_it(self):
        """R118: assignee now, frozen or before, maker, and whoever wrote on it."""
        me = self.interviewer
        cases = {}
        cases["assignee"] = self._make_open_ticket(user_id=me.id)
        cases["writer"] = self._make_open_ticket()
        cases["writer"].with_user(me).sudo().message_post(body="Looking into it")
        cases["before"] = self._make_open_ticket(user_id=me.id)
        cases["before"].user_id = self.agent
        cases["maker"] = self._make_open_ticket()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET create_uid = %s WHERE id = %s",
            (me.id, cases["maker"].id),
        )
        cases["maker"].invalidate_recordset()
        free = self._make_open_ticket()
        tickets = self.env["helpdesk.ticket"].union(*cases.values(), free)
        self.env.flush_all()
        self.env.cr.precommit.run()
        workers = tickets._find_satisfaction_workers()
        for name, ticket in cases.items():
            with self.subTest(name):
                self.assertIn(me, workers[ticket.id])
                self.assertNotIn(self.second, workers[ticket.id])
        self.assertNotIn(me, workers[free.id])
        self.assertIn(self.agent, workers[free.id])

    def test_frozen_assignee(self):
        """R118, D16: who was assignee at closing stays out, whatever changes later."""
        ticket = self._make_open_ticket(user_id=self.interviewer.id)
        call = self._draw_for(ticket)
        self.assertEqual(call.interviewer_id, self.second)
        ticket.write({"user_id": self.agent.id, "stage_id": self.stage_closed.id})
        call.interviewer_id = False
        with self.assertRaisesRegex(UserError, "worked on ticket .* yourself"):
            call.with_user(self.interviewer).action_open_call()

    def test_never_assigned_to_who_worked_on_it(self):
        """R118: where everybody worked on it the call stays nobody's, and is shown."""
        ticket = self._make_open_ticket(user_id=self.interviewer.id)
        ticket.with_user(self.second).sudo().message_post(body="Me too")
        call = self._draw_for(ticket)
        self.assertTrue(call)
        self.assertFalse(call.interviewer_id)
        self.assertEqual(call.callback_sample_id.unassigned_count, 1)
        for user in self.interviewer + self.second:
            requests = self.env["satisfaction.request"].with_user(user)
            self.assertFalse(requests._find_next_call())
            with self.assertRaisesRegex(UserError, "worked on ticket"):
                call.with_user(user).action_open_call()

    def test_checked_again_when_saving(self):
        """R118: who writes on the ticket after taking the call can't save it."""
        ticket = self._make_open_ticket()
        call = self._draw_for(ticket)
        call.interviewer_id = self.interviewer
        screen = self._open(call)
        screen.answers = {str(self.questions["solution"].id): "5"}
        ticket.with_user(self.interviewer).sudo().message_post(body="By the way")
        with self.assertRaisesRegex(UserError, "worked on ticket .* yourself"):
            screen.action_save()
        self.assertEqual(call.state, "planned")

    def test_typed_answers_are_checked_too(self):
        """R118, R28: the other way to type a call is no way around it."""
        ticket = self._make_open_ticket()
        ticket.with_user(self.interviewer).sudo().message_post(body="Solved")
        call = self._draw_for(ticket)
        entry = (
            self.env["satisfaction.answer.entry"]
            .with_user(self.interviewer)
            .create(
                {
                    "channel_id": self.channels["callback"].id,
                    "ticket_id": ticket.id,
                    "client_id": self.client.id,
                    "partner_id": self.contact.id,
                    "mode": "phone",
                }
            )
        )
        entry.line_ids[0].rating = "5"
        with self.assertRaisesRegex(UserError, "worked on ticket"):
            entry.action_save()
        self.assertEqual(call.state, "planned")

    def test_manager_assigns(self):
        """R118: the manager gives calls to somebody, never about their own tickets."""
        ticket = self._make_open_ticket(user_id=self.interviewer.id)
        call = self._draw_for(ticket)
        wizards = self.env["satisfaction.callback.assign"]
        mine = wizards.with_user(self.program_manager).with_context(active_ids=call.ids)
        call.interviewer_id = False
        with self.assertRaisesRegex(UserError, "let somebody else"):
            mine.create({"user_id": self.interviewer.id}).action_assign()
        with self.assertRaisesRegex(UserError, "no interviewer"):
            mine.create({"user_id": self.agent.id}).action_assign()
        self.assertFalse(call.interviewer_id)
        mine.create({"user_id": self.second.id}).action_assign()
        self.assertEqual(call.interviewer_id, self.second)
        call.interviewer_id = False
        mine.create({}).action_assign()
        self.assertEqual(call.interviewer_id, self.second)
        with self.assertRaises(AccessError):
            wizards.with_user(self.interviewer).create({"request_ids": call.ids})
        self._answer(call, 5, mode="mail")
        with self.assertRaisesRegex(UserError, "still to be made"):
            mine.create({}).action_assign()

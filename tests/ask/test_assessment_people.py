# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who is heard, who asks, and that nobody is asked twice."""

from datetime import datetime

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..measure.assessment_case import AssessmentCase


@tagged("post_install", "-at_install")
class TestRespondents(AssessmentCase):
    def test_all_with_a_role_are_proposed(self):
        """R71, R72: everybody with a role is invited; more can be added."""
        nobody = self._make_contact(self.client, "Nobody")
        assessment = self._make_assessment()
        self.assertEqual(
            assessment.respondent_ids, self.contact | self.leader | self.vip
        )
        assessment.respondent_ids |= nobody
        asks = assessment._open_requests()
        self.assertEqual(asks.partner_id, assessment.respondent_ids)
        self.assertEqual(set(asks.mapped("delivery")), {"meeting"})
        self.assertEqual(set(asks.mapped("state")), {"planned"})
        self.assertEqual(set(asks.mapped("channel_kind")), {"questionnaire"})
        self.assertEqual(
            dict(
                zip(
                    asks.mapped("partner_id.name"),
                    asks.mapped("respondent_role"),
                    strict=True,
                )
            ),
            {
                "Ada": "end_user",
                "Linus": "decision_leader",
                "Grace": "vip",
                "Nobody": False,
            },
        )
        self.assertEqual(assessment.state, "running")

    def test_nobody_is_asked_twice(self):
        """R71: opened again, only who was added since gets an ask."""
        assessment = self._started()
        first = assessment.request_ids
        self.assertFalse(assessment._open_requests())
        self.assertEqual(assessment.request_ids, first)
        added = self._make_contact(self.client, "Late", satisfaction_role="vip")
        assessment.respondent_ids |= added
        assessment.with_user(self.program_manager).action_invite_more()
        self.assertEqual((assessment.request_ids - first).partner_id, added)

    def test_modes(self):
        """R28: online goes out by mail, calls and meetings wait for an interviewer."""
        for mode, delivery in (
            ("online", "mail"),
            ("call", "call"),
            ("meeting", "meeting"),
            ("paper", "meeting"),
        ):
            assessment = self._started(mode=mode, is_mandatory=True)
            asks = assessment.request_ids
            self.assertEqual(set(asks.mapped("delivery")), {delivery}, mode)
            self.assertEqual(all(asks.mapped("send_after")), mode == "online", mode)

    def test_cool_down_online(self):
        """R71: who was asked lately isn't mailed again, and the ledger says so."""
        self._started(mode="online", is_mandatory=True)
        again = self._started(mode="online")
        self.assertFalse(again.is_mandatory)
        self.assertEqual(set(again.request_ids.mapped("state")), {"skipped"})
        self.assertEqual(set(again.request_ids.mapped("skip_reason")), {"cool_down"})
        self.assertEqual((again.asked_count, again.skipped_count), (0, 3))
        # An interview is agreed with the client: it takes place all the same.
        meeting = self._started(mode="meeting")
        self.assertEqual(set(meeting.request_ids.mapped("state")), {"planned"})

    def test_calls_stay_out_of_the_callbacks(self):
        """R28, R15: an assessment by phone is held on its own screen."""
        assessment = self._started(mode="call")
        ledger = self.env["satisfaction.request"].with_user(self.interviewer)
        found = ledger.sudo().search(
            ledger._get_worklist_domain()
            & fields.Domain("id", "in", assessment.request_ids.ids)
        )
        self.assertFalse(found)

    def test_client_without_people(self):
        """R71: a client where nobody can be asked leaves a row that says so."""
        empty = self._make_client("Empty")
        assessment = self._make_assessment(client_id=empty.id)
        with self.assertRaisesRegex(UserError, "Add respondents"):
            assessment.action_start()
        asks = assessment._open_requests()
        self.assertEqual(asks.mapped("skip_reason"), ["no_contact"])
        self.assertEqual(asks.assessment_id, assessment)
        self.assertFalse(assessment._open_requests(), "once only")

    def test_many_clients_cost_as_much_as_one(self):
        """R71: the number of queries doesn't grow with the number of clients."""

        def make(number):
            clients = [
                self._make_client(f"Firm {number} {index}") for index in range(number)
            ]
            for client in clients:
                self._make_contact(client, "Boss", satisfaction_role="decision_leader")
            assessments = self.env["satisfaction.assessment"].create(
                [
                    {
                        "client_id": client.id,
                        "company_id": self.company.id,
                        "survey_id": self.form.id,
                    }
                    for client in clients
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            return assessments

        def count(assessments):
            before = self.cr.sql_log_count
            assessments._open_requests()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        few, many = make(2), make(40)
        few_queries, many_queries = count(few), count(many)
        self.assertEqual(len(many.request_ids), 40)
        self.assertLessEqual(many_queries, few_queries + 10)

    def test_bad_input(self):
        """Bad input: other clients' people, contacts as clients, anonymous forms."""
        stranger = self._make_contact(self._make_client("Globex"), "Eve")
        with self.assertRaisesRegex(ValidationError, "doesn't belong to"):
            self._make_assessment(respondent_ids=[Command.set(stranger.ids)])
        with self.assertRaisesRegex(ValidationError, "assess the client"):
            self._make_assessment(client_id=self.contact.id)
        self.form.satisfaction_is_anonymous = True
        with self.assertRaisesRegex(ValidationError, "anonymous"):
            self._make_assessment()

    def test_what_was_asked_is_kept(self):
        """An assessment somebody was asked in can't vanish, only be called off."""
        assessment = self._started()
        with self.assertRaisesRegex(UserError, "Cancel it instead"):
            assessment.unlink()
        assessment.with_user(self.program_manager).action_cancel()
        self.assertEqual(set(assessment.request_ids.mapped("state")), {"cancelled"})
        self.assertEqual(assessment.state, "cancelled")


@tagged("post_install", "-at_install")
class TestIndependence(AssessmentCase):
    def _refuse(self, user, words, **values):
        with self.assertRaisesRegex(UserError, words):
            self._make_assessment(interviewer_id=user.id, **values)

    def test_who_worked_on_a_ticket(self):
        """R70: assignee, former assignee, author and team member aren't independent."""
        ticket = self._make_tickets()
        self._refuse(self.agent, ticket.number)
        former, author, member = (
            self.other_interviewer,
            self.interviewer,
            self.other_agent,
        )
        ticket = ticket.with_context(tracking_disable=False, mail_notrack=False)
        for user in (former, self.agent):
            ticket.user_id = user
            # Tracking is written when the transaction ends.
            self.env.flush_all()
            self.cr.precommit.run()
        ticket.message_post(body="Try again", author_id=author.partner_id.id)
        self.team.user_ids |= member
        for user in (former, author, member):
            self._refuse(user, f"worked on ticket {ticket.number}")

    def test_independent(self):
        """R70: somebody else is accepted, also for another client of the same team."""
        self._make_tickets()
        other = self._make_client("Globex")
        self._make_contact(other, "Eve", satisfaction_role="vip")
        assessment = self._make_assessment(interviewer_id=self.interviewer.id)
        self.assertEqual(assessment.independence, "independent")
        elsewhere = self._make_assessment(
            client_id=other.id, interviewer_id=self.agent.id
        )
        self.assertEqual(elsewhere.independence, "independent")

    def test_long_ago(self):
        """R70: what was served more than twelve months ago doesn't bind any more."""
        ticket = self._make_tickets()
        ticket.stage_id = self.stage_closed
        self._refuse(self.agent, ticket.number)
        self.env.flush_all()
        old = datetime(2020, 1, 1)
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET create_date=%s, assigned_date=%s,"
            " closed_date=%s, last_stage_update=%s WHERE id=%s",
            (old, old, old, old, ticket.id),
        )
        self.env.invalidate_all()
        assessment = self._make_assessment(interviewer_id=self.agent.id)
        self.assertEqual(assessment.independence, "independent")

    def test_managers_of_the_client(self):
        """R70: client and service manager are not independent."""
        self._refuse(self.client_manager, "is the client's manager")
        self.client.client_service_manager_id = self.service_manager
        self._refuse(self.service_manager, "service manager")

    def test_override(self):
        """R70: only a programme manager may allow it, with a reason that is kept."""
        ticket = self._make_tickets()
        assessment = self._make_assessment()
        write = {"interviewer_id": self.agent.id, "override_reason": "Nobody else"}
        with self.assertRaises(AccessError):
            assessment.with_user(self.client_manager).write(write)
        with self.assertRaisesRegex(UserError, "write down why"):
            assessment.with_user(self.program_manager).write(
                {**write, "override_reason": "  "}
            )
        assessment.with_user(self.program_manager).write(write)
        self.assertEqual(assessment.independence, "overridden")
        self.assertIn(ticket.number, assessment.independence_note)
        assessment.with_user(self.program_manager).interviewer_id = self.interviewer
        self.assertEqual(assessment.independence, "independent")
        self.assertFalse(assessment.independence_note)

    def test_who_may(self):
        """R70: independent interviewers are proposed, the least busy first."""
        ticket = self._make_tickets()
        ticket.message_post(body="Mine", author_id=self.other_interviewer.partner_id.id)
        other = self._make_client("Globex")
        self._make_assessment(client_id=other.id, interviewer_id=self.interviewer.id)
        assessment = self._make_assessment()
        able = dict(assessment._find_able_interviewers()[assessment])
        self.assertEqual(able.get(self.interviewer), 1)
        self.assertNotIn(self.other_interviewer, able)
        self.assertIn(self.interviewer.name, assessment.able_interviewer_text)
        free = self._make_assessment(client_id=self._make_client("Initech").id)
        users = [user for user, _load in free._find_able_interviewers()[free]]
        self.assertLess(
            users.index(self.other_interviewer), users.index(self.interviewer)
        )

    def test_shared_evenly(self):
        """R70: interviews are shared out evenly among who may hold them."""
        self.env["satisfaction.assessment"].search([]).interviewer_id = False
        clients = [self._make_client(f"Firm {number}") for number in range(6)]
        assessments = self.env["satisfaction.assessment"].union(
            *(self._make_assessment(client_id=client.id) for client in clients)
        )
        able = assessments[0]._find_able_interviewers()[assessments[0]]
        assessments._assign_interviewers()
        self.assertTrue(all(assessments.mapped("interviewer_id")))
        shares = [len(ones) for ones in assessments.grouped("interviewer_id").values()]
        self.assertLessEqual(max(shares), -(-6 // len(able)) + 1)
        self.assertEqual(set(assessments.mapped("independence")), {"independent"})

    def test_activity_on_the_day(self):
        """R28: the interviewer has it among the activities, on the day agreed."""
        assessment = self._make_assessment(
            interviewer_id=self.interviewer.id, scheduled_on="2026-12-01"
        )
        activity = assessment.activity_ids
        self.assertEqual(activity.user_id, self.interviewer)
        self.assertEqual(str(activity.date_deadline), "2026-12-01")
        assessment.write(
            {
                "scheduled_on": "2026-12-02",
                "interviewer_id": self.other_interviewer.id,
            }
        )
        self.assertEqual(assessment.activity_ids.user_id, self.other_interviewer)
        self.assertEqual(str(assessment.activity_ids.date_deadline), "2026-12-02")
        assessment._call_off("Not now")
        self.assertFalse(assessment.activity_ids)

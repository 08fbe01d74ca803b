# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError

from .action_case import ActionCommon


class TestReview(ActionCommon):
    """R24, R105: review meetings with agenda, minutes and decisions."""

    @classmethod
    def _make_review(cls, user=None, **values):
        return (
            cls.env["satisfaction.review"]
            .with_user(user or cls.client_manager)
            .create(
                {
                    "client_id": cls.client.id,
                    "partner_ids": [Command.set(cls.leader.ids)],
                    **values,
                }
            )
        )

    def _keys(self, review):
        return [line.source_key.split(":")[0] for line in review.line_ids]

    def test_agenda_is_built_once(self):
        """R104: score, expectations, cases, remarks and actions, each once."""
        self.env["satisfaction.client.expectation"].create(
            {"client_id": self.client.id, "topic": "Speed", "expectation": "Same day"}
        )
        case = self._make_case()
        remark = self._make_remark("More training, please", self.leader)
        action = self._make_action()
        self._make_action(
            self.other_client_manager, client_ids=[Command.set(self.other_client.ids)]
        )
        score = self._make_score()
        review = self._make_review()
        self.assertEqual(
            self._keys(review), ["score", "expectation", "case", "remark", "action"]
        )
        lines = review.line_ids
        self.assertIn("84.0", lines[0].text)
        self.assertIn("target 80.0", lines[0].text)
        self.assertEqual(lines[0].source_key, f"score:{score.id}")
        self.assertIn("Same day", lines[1].text)
        self.assertEqual(lines[2].case_id, case)
        self.assertIn("Nobody called me back.", lines[2].text)
        self.assertEqual(lines[3].remark_id, remark)
        self.assertEqual(lines[4].action_id, action)
        review.action_build_agenda()
        self.assertEqual(review.line_ids, lines)
        second = self._make_action(name="Train the desk")
        review.action_build_agenda()
        self.assertEqual((review.line_ids - lines).action_id, second)

    def _make_score(self):
        start, end = self.program._get_period(self.today)
        return self.env["satisfaction.score"].create(
            {
                "client_id": self.client.id,
                "program_id": self.program.id,
                "period_start": start,
                "period_end": end,
                "period_label": "Q4",
                "is_measured": True,
                "points": 84.0,
                "target_points": 80.0,
                "response_count": 9,
                "trend": "first",
            }
        )

    def test_confidence_is_kept(self):
        """What one person said in confidence doesn't come onto a common agenda."""
        vip = self._make_contact(self.client, "Grace", satisfaction_role="vip")
        self._make_remark("My own view", vip)
        review = self._make_review()
        self.assertNotIn("My own view", "".join(review.line_ids.mapped("text")))

    def test_decisions_become_actions(self):
        """R87: decisions with a day become actions, once, linked to their source."""
        remark = self._make_remark("More training, please", self.leader)
        review = self._make_review()
        review.action_held()
        line = review.line_ids.filtered("remark_id")
        line.write(
            {
                "minutes": "Twice a year would do",
                "decision": "Two trainings a year\nFirst in May",
            }
        )
        with self.assertRefused("until when", UserError):
            line.action_make_action()
        line.write(
            {
                "decision_due": self.today + timedelta(days=60),
                "decision_user_id": self.agent.id,
            }
        )
        review.next_date = self.today + timedelta(days=90)
        review.action_close()
        action = line.new_action_id
        self.assertEqual(action.name, "Two trainings a year")
        self.assertEqual(action.client_text, "Two trainings a year\nFirst in May")
        self.assertEqual(action.user_id, self.agent)
        self.assertEqual(action.remark_ids, remark)
        self.assertEqual(action.client_ids, self.client)
        self.assertEqual(remark.state, "in_progress")
        self.assertEqual(review.next_id.date, review.next_date)
        self.assertEqual(review.next_id.partner_ids, self.leader)
        self.assertEqual(review.next_id.previous_id, review)
        self.assertIn(action, review.next_id.line_ids.action_id)
        review.action_reopen()
        review.action_close()
        self.assertEqual(line.new_action_id, action)
        self.assertEqual(
            self.env["satisfaction.review"].search_count(
                [("previous_id", "=", review.id)]
            ),
            1,
        )

    def test_held_means_held(self):
        """A meeting of the future or without the client didn't take place."""
        with self.assertRefused("lies in the future"):
            self._make_review(date=self.today + timedelta(days=1)).action_held()
        with self.assertRefused("Who was there from the client's side"):
            self._make_review(partner_ids=[Command.clear()]).action_held()
        with self.assertRefused("doesn't belong to Acme"):
            self._make_review(partner_ids=[Command.set(self.other_leader.ids)])
        case = self._make_case(
            client_id=self.other_client.id, partner_id=self.other_leader.id
        )
        with self.assertRefused("another client's complaint"):
            self._make_review(
                self.program_manager, kind="complaint", case_ids=[Command.set(case.ids)]
            )

    def test_complaint_review_is_about_its_cases(self):
        first, _second = self._make_case(), self._make_case()
        review = self._make_review(kind="complaint", case_ids=[Command.set(first.ids)])
        self.assertEqual(review.line_ids.case_id, first)
        self.assertIn("Complaint review", review.name)

    def test_who_sees_what(self):
        review = self._make_review()
        review.line_ids = [Command.create({"name": "Prices"})]
        with self.assertRaises(AccessError):
            review.with_user(self.other_client_manager).read(["name"])
        with self.assertRaises(AccessError):
            review.line_ids.with_user(self.other_client_manager).read(["name"])
        with self.assertRaises(AccessError):
            review.with_user(self.agent).read(["name"])
        review.our_user_ids = self.agent
        self.assertEqual(review.with_user(self.agent).line_ids, review.line_ids)
        with self.assertRaises(AccessError):
            review.with_user(self.agent).summary = "x"
        with self.assertRaises(AccessError):
            review.with_user(self.senior_manager).summary = "x"
        self.assertEqual(review.with_user(self.senior_manager).name, review.name)

    def test_minutes_are_mailed_once(self):
        """The people who were there get the minutes, in one mail with the PDF."""
        review = self._make_review()
        with self.assertRefused("didn't take place yet", UserError):
            review.action_send()
        review.action_held()
        before = self.env["mail.mail"].search([])
        review.action_send()
        for _run in range(2):
            with self._without_commit():
                self.env["satisfaction.document.mail"]._cron_send_documents()
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(mail.recipient_ids, self.leader)
        self.assertEqual(len(mail.attachment_ids), 1)

    def test_asking_at_the_review(self):
        """R24: who was there is asked in the meeting how satisfied they are."""
        review = self._make_review()
        review.action_held()
        action = review.action_ask_contacts()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.client_manager)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(wizard.partner_ids, self.leader)
        self.assertEqual(
            (wizard.trigger, wizard.delivery), ("service_review", "meeting")
        )
        wizard.action_ask()
        request = self.env["satisfaction.request"].search(
            [("partner_id", "=", self.leader.id)], limit=1
        )
        self.assertEqual(request.delivery, "meeting")
        self.assertEqual(
            request.survey_id, self.env.ref("client_satisfaction.survey_service_review")
        )

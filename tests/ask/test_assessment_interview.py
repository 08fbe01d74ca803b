# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The interview: answers, drafts, ratings and remarks, by its own interviewer only."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..measure.assessment_case import AssessmentCase


@tagged("post_install", "-at_install")
class TestInterview(AssessmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.assessment = cls._started(
            interviewer_id=cls.interviewer.id, scheduled_on="2026-11-20"
        )
        cls.mine = cls.assessment.with_user(cls.interviewer)
        cls.asks = {ask.partner_id: ask for ask in cls.assessment.request_ids}

    def _ask(self, contact):
        return self.asks[contact]

    def _typed(self, *ratings, **more):
        return {str(key): raw for key, raw in self._given(*ratings, **more).items()}

    def test_screen(self):
        """R28, R71: one call shows respondents, questions, client and earlier words."""
        self.client.write({"client_composition": "Two sites, 40 users"})
        shown = self.mine.get_interview()
        names = [person["name"] for person in shown["respondents"]]
        self.assertEqual(names, ["Ada", "Linus", "Grace"])
        questions = shown["respondents"][0]["questions"]
        self.assertEqual(len(questions), 5)
        self.assertEqual(questions[0]["title"], "Works quickly")
        self.assertIn(
            "Two sites, 40 users", [row["value"] for row in shown["client"]["rows"]]
        )
        self.assertFalse(shown["history"])
        self.assertTrue(shown["hints"])
        self.assertTrue(shown["is_open"])

    def test_draft_then_stored(self):
        """R28: partial work is kept, and gone once the answer is stored."""
        ask = self._ask(self.leader)
        self.assertTrue(self.mine.save_interview_draft(ask.id, self._typed(4)))
        self.assertTrue(self.mine.save_interview_draft(ask.id, self._typed(4, 5)))
        shown = {
            one["request_id"]: one for one in self.mine.get_interview()["respondents"]
        }
        self.assertEqual(shown[ask.id]["answers"], self._typed(4, 5))
        self.assertEqual(ask.state, "planned", "a draft is no answer")
        with self.assertRaisesRegex(UserError, "Linus are not stored yet"):
            self.mine.finish_interview()
        self.mine.finish_interview_answers(ask.id, self._typed(4, 5, 3, recommend=8))
        self.assertEqual(ask.state, "answered")
        self.assertEqual(ask.answer_mode, "meeting")
        self.assertEqual(ask.typed_by_id, self.interviewer)
        drafts = self.env["satisfaction.interview.draft"]
        self.assertFalse(drafts.search([("request_id", "=", ask.id)]))
        self.assertFalse(
            self.mine.save_interview_draft(ask.id, self._typed(1)),
            "a late draft changes nothing",
        )
        with self.assertRaisesRegex(UserError, "already been answered"):
            self.mine.finish_interview_answers(ask.id, self._typed(1, 1, 1))
        self.assertEqual(ask.points, 80.0)

    def test_end(self):
        """R28: finished, who was not heard stays unheard, and the result counts."""
        self.mine.finish_interview_answers(
            self._ask(self.leader).id, self._typed(5, 5, 5)
        )
        self.mine.skip_interview_respondent(self._ask(self.vip).id, "On leave")
        self.assertIn("On leave", self._ask(self.vip).cancel_reason)
        self.mine.finish_interview()
        self.assertEqual(self.assessment.state, "done")
        self.assertEqual(self._ask(self.contact).state, "cancelled")
        self._count()
        self.assertEqual(self.assessment.points, 100.0)
        self.assertFalse(self.mine.get_interview()["is_open"])
        with self.assertRaisesRegex(UserError, "closed"):
            self.mine.add_interview_remark("One thing more")

    def test_counts_on_the_day_it_took_place(self):
        """D7: an interview counts in the period it took place in."""
        ask = self._ask(self.leader)
        ask.write({"event_date": "2020-01-01", "event_at": "2020-01-01 10:00:00"})
        self.mine.finish_interview_answers(ask.id, self._typed(5, 5, 5))
        self.assertEqual(ask.event_date, self.company._satisfaction_today())

    def test_wrong_answers(self):
        """Bad input: a 7 of 5 is refused in words and changes nothing."""
        ask = self._ask(self.leader)
        with self.assertRaisesRegex(ValidationError, "Works quickly"):
            self.mine.finish_interview_answers(ask.id, self._typed(7, 5, 5))
        with self.assertRaisesRegex(UserError, "No question is answered"):
            self.mine.finish_interview_answers(ask.id, {})
        with self.assertRaisesRegex(UserError, "more than one interview"):
            self.mine.save_interview_draft(ask.id, {"1": "x" * 300_000})
        self.assertEqual(ask.state, "planned")

    def test_more_people(self):
        """R71: who turns up is added: a known contact, or somebody new."""
        known = self._make_contact(self.client, "Known")
        first = self.mine.add_interview_respondent(partner_id=known.id)
        second = self.mine.add_interview_respondent(name="  Rosa  New ", role="vip")
        asks = self.env["satisfaction.request"].browse([first, second])
        self.assertEqual(asks.partner_id.mapped("name"), ["Known", "Rosa New"])
        self.assertEqual(asks[1].client_id, self.client)
        self.assertEqual(asks[1].respondent_role, "vip")
        with self.assertRaisesRegex(UserError, "name and choose the role"):
            self.mine.add_interview_respondent(name="X", role="boss")
        stranger = self._make_contact(self._make_client("Globex"), "Eve")
        with self.assertRaises(AccessError):
            self.mine.add_interview_respondent(partner_id=stranger.id)

    def test_carry_over(self):
        """R88, R89: earlier remarks are shown with what was done, and rated."""
        remarks = self.env["satisfaction.remark"]
        remark = remarks.create(
            {
                "text": "Printers wait for days",
                "client_id": self.client.id,
                "company_id": self.company.id,
                "source": "meeting",
                "said_on": "2026-01-10",
                "outcome_note": "A second engineer was hired",
                "state": "done",
            }
        )
        foreign = remarks.create(
            {
                "text": "Another client's",
                "client_id": self._make_client("Globex").id,
                "company_id": self.company.id,
                "source": "meeting",
                "said_on": "2026-01-10",
            }
        )
        shown = {one["id"]: one for one in self.mine.get_interview()["remarks"]}
        self.assertEqual(shown[remark.id]["done"], "A second engineer was hired")
        self.assertNotIn(foreign.id, shown)
        ask = self._ask(self.leader)
        self.mine.rate_interview_remark(remark.id, 2, "Only half", ask.id)
        rating = remark.outcome_rating_ids
        self.assertEqual((rating.rating, rating.comment), (2, "Only half"))
        self.assertEqual(rating.partner_id, self.leader)
        self.assertEqual(rating.typed_by_id, self.interviewer)
        self.mine.rate_interview_remark(remark.id, 5, "Settled", ask.id)
        self.assertEqual(remark.outcome_rating_ids.mapped("rating"), [5])
        # It stays on the screen although it is settled now.
        shown = {one["id"]: one for one in self.mine.get_interview()["remarks"]}
        self.assertEqual(shown[remark.id]["ratings"][str(self.leader.id)]["rating"], 5)
        with self.assertRaises(AccessError):
            self.mine.rate_interview_remark(foreign.id, 1)
        with self.assertRaises(UserError):
            self.mine.rate_interview_remark(remark.id, 9, False, ask.id)

    def test_new_remark(self):
        """R86: what is said besides the questions goes straight to the remarks."""
        self.mine.add_interview_remark(
            " <b>More</b> reports ", "suggestion", self._ask(self.vip).id
        )
        remark = self.env["satisfaction.remark"].search(
            [("assessment_id", "=", self.assessment.id)]
        )
        self.assertEqual(remark.text, "<b>More</b> reports")
        self.assertEqual((remark.source, remark.kind), ("assessment", "suggestion"))
        self.assertEqual((remark.client_id, remark.partner_id), (self.client, self.vip))
        self.assertEqual(
            [one["text"] for one in self.mine.get_interview()["new_remarks"]],
            ["<b>More</b> reports"],
        )
        with self.assertRaises(UserError):
            self.mine.add_interview_remark("  ")
        with self.assertRaises(UserError):
            self.mine.add_interview_remark("X", "insult")

    def test_last_time(self):
        """R47: the last result stands beside the questions, with who said what."""
        earlier = self._started(scheduled_on="2026-01-20")
        self._hear(earlier, {self.leader: self._given(5, 4, 3)})
        self._count()
        history = self.mine.get_interview()["history"]
        self.assertEqual(history["points"], "85.0")
        answers = {line["name"]: line["answers"] for line in history["lines"]}
        self.assertEqual(answers["Works quickly"], "Linus 5")

    def test_only_the_own_interview(self):
        """R28, R70: nobody else reads or writes it, whatever id they send."""
        ask = self._ask(self.leader)
        other = self.assessment.with_user(self.other_interviewer)
        for user in (self.other_interviewer, self.agent, self.client_manager):
            assessment = self.assessment.with_user(user)
            for attempt in (
                lambda one=assessment: one.get_interview(),
                lambda one=assessment: one.save_interview_draft(ask.id, {}),
                lambda one=assessment: one.finish_interview_answers(
                    ask.id, self._typed(5, 5, 5)
                ),
                lambda one=assessment: one.skip_interview_respondent(ask.id),
                lambda one=assessment: one.add_interview_remark("X"),
                lambda one=assessment: one.finish_interview(),
            ):
                with self.assertRaises(AccessError):
                    attempt()
        self.assertEqual(ask.state, "planned")
        model = self.env["satisfaction.assessment"]
        self.assertFalse(
            model.with_user(self.other_interviewer).search(
                [("id", "=", self.assessment.id)]
            )
        )
        self.assertTrue(
            model.with_user(self.interviewer).search([("id", "=", self.assessment.id)])
        )
        # An ask of another assessment can't be slipped in.
        elsewhere = self._started(interviewer_id=self.other_interviewer.id)
        with self.assertRaises(AccessError):
            self.mine.save_interview_draft(elsewhere.request_ids[0].id, {})
        self.assertTrue(other)
        with self.assertRaises(AccessError):
            self.mine.interviewer_id = self.other_interviewer
        with self.assertRaises(AccessError):
            self.mine.action_done()

    def test_opens_by_itself(self):
        """R28: an interview begun before anybody pressed Start makes its asks."""
        planned = self._make_assessment(interviewer_id=self.interviewer.id)
        action = planned.with_user(self.interviewer).action_interview()
        self.assertEqual(action["tag"], "client_satisfaction.interview")
        self.assertEqual(len(planned.request_ids), 3)
        self.assertEqual(planned.state, "running")

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import ValidationError

from odoo.addons.client_satisfaction.controllers.answer_form import (
    AnswerForm,
    can_carry,
)

from .survey_case import SurveyDesignCommon

READY_MADE = (
    "event",
    "callback",
    "monthly",
    "relationship",
    "relationship_user",
    "service_review",
)
IMPERATIVES = {
    "commitments",
    "ease",
    "understanding",
    "communication",
    "competence",
    "cost",
    "responsibility",
}


class TestReadyMade(SurveyDesignCommon):
    """The questionnaires that come with the product."""

    def _get(self, name):
        return self.env.ref(f"client_satisfaction.survey_{name}")

    def test_their_own_check(self):
        """R32–R36, R38, R40: the ready-made ones pass their own design check."""
        for name in READY_MADE:
            survey = self._get(name)
            with self.subTest(name):
                # Translations follow the texts.
                survey.lang_ids = self.english
                self.assertFalse(survey.satisfaction_findings)
                self.assertEqual(survey.satisfaction_check, "ok")
                self.assertTrue(can_carry(survey))
                boxes = survey.question_ids.filtered(
                    lambda question: question.question_type == "text_box"
                )
                self.assertEqual(len(boxes), 1)
                scored = survey.question_ids.filtered("satisfaction_is_scored")
                self.assertEqual(
                    set(scored.mapped(lambda one: (one.scale_min, one.scale_max))),
                    {(1, 5)},
                )

    def test_short(self):
        """R32: a minute or so after a ticket, four for the relationship."""
        for name, most in (
            ("event", 1.5),
            ("callback", 1.5),
            ("monthly", 1.5),
            ("service_review", 2),
            ("relationship", 4),
            ("relationship_user", 4),
        ):
            with self.subTest(name):
                minutes = self._get(name).satisfaction_minutes
                self.assertGreater(minutes, 0.5)
                self.assertLessEqual(minutes, most)

    def test_channels_use_them(self):
        """R14–R18, R40: each channel of a new programme asks with its own one."""
        year = self.program.year + 7
        program = self.env["satisfaction.program"].create(
            {"name": "Later", "year": year, "manager_id": self.program_manager.id}
        )
        surveys = {one.code: one.survey_id for one in program.channel_ids}
        self.assertEqual(surveys["ticket"], self._get("event"))
        self.assertEqual(surveys["callback"], self._get("callback"))
        self.assertEqual(surveys["questionnaire"], self._get("relationship"))
        self.assertEqual(surveys["monthly"], self._get("monthly"))

    def test_imperatives(self):
        """R124, R39: each imperative is a section with a question that supports it."""
        for name in ("relationship", "relationship_user"):
            questions = self._get(name).question_ids
            by_objective = questions.grouped("satisfaction_objective")
            with self.subTest(name):
                self.assertLessEqual(IMPERATIVES, set(by_objective))
                for imperative in IMPERATIVES:
                    self.assertEqual(len(by_objective[imperative]), 2)
                    self.assertEqual(len(by_objective[imperative].page_id), 1)

    def test_apart(self):
        """R8, D11: quality and partnership apart; the recommendation not scored."""
        questions = self._get("relationship").question_ids
        by_code = {question.satisfaction_code: question for question in questions}
        quality, partnership = by_code["service_quality"], by_code["partnership"]
        self.assertEqual(quality.satisfaction_objective, "service_quality")
        self.assertEqual(partnership.satisfaction_objective, "partnership")
        recommend = by_code["recommend"]
        self.assertEqual((recommend.scale_min, recommend.scale_max), (0, 10))
        self.assertFalse(recommend.satisfaction_is_scored)

    def test_two_views(self):
        """R7: executives and end users read their own words, compared by code."""
        executive, user = self._get("relationship"), self._get("relationship_user")
        self.assertEqual(
            executive.question_ids.mapped("satisfaction_code"),
            user.question_ids.mapped("satisfaction_code"),
        )
        channel = self.channels["questionnaire"]
        channel.survey_id = executive
        self.assertEqual(channel._get_survey(contact=self.contact), user)
        self.assertEqual(channel._get_survey(contact=self.leader), executive)
        self.leader.satisfaction_role = False
        self.assertEqual(channel._get_survey(contact=self.leader), executive)
        self.assertEqual(channel._get_survey(), executive)
        user.active = False
        self.assertEqual(channel._get_survey(contact=self.contact), executive)
        executive.active = False
        self.assertFalse(channel._get_survey(contact=self.contact))

    def test_steps_apart(self):
        """R19, R41: design, asking and results are separate steps of one record.

        A questionnaire is designed before anybody is asked with it, its asks are
        ledger rows, and its results are read by question and objective.
        """
        survey = self._get("relationship")
        self.channels["questionnaire"].survey_id = survey
        entry = self._make_entry("questionnaire", partner_id=self.leader.id)
        self.assertEqual(entry.survey_id, survey)
        raw = {
            question.id: "4"
            for question in survey.question_ids
            if question.question_type == "scale"
        }
        entry._record_answers({entry.id: raw}, mode="meeting", typed_by=self.env.user)
        groups = self.env["survey.user_input.line"]._read_group(
            [("satisfaction_is_scored", "=", True), ("survey_id", "=", survey.id)],
            ["question_id.satisfaction_objective"],
            ["satisfaction_points:avg"],
        )
        self.assertEqual(dict(groups)["commitments"], 80)
        self.assertNotIn("loyalty", dict(groups))
        self.assertEqual(entry.points, 80)


class TestNotApplicable(SurveyDesignCommon):
    """Questions that don't apply to everybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls._make_survey(
            cls._scale("Quality?", constr_mandatory=True),
            cls._scale("Cost?", satisfaction_allow_na=True, constr_mandatory=True),
        )
        cls.quality, cls.cost = cls.survey.sudo().question_ids
        cls.channels["other"] = cls.channels["questionnaire"]
        cls.channels["other"].survey_id = cls.survey

    def _record(self, quality, cost):
        entry = self._make_entry("other")
        return entry._record_answers(
            {entry.id: {self.quality.id: quality, self.cost.id: cost}}, mode="phone"
        )

    def test_drops_out(self):
        """D10: "not applicable" is an answer and drops out of both sums."""
        request = self._record("4", "na")
        self.assertEqual((request.points, request.worst_points), (80, 80))
        line = request.answer_line_ids.filtered(
            lambda line: line.question_id == self.cost
        )
        self.assertTrue(line.skipped and line.satisfaction_is_na)
        self.assertFalse(line.satisfaction_is_scored)
        self.assertEqual(
            request._get_raw_answers(request.user_input_id),
            {self.quality.id: "4", self.cost.id: "na"},
        )

    def test_only_where_offered(self):
        """D10: nobody gets around a question that applies to everybody."""
        for raw in ("na", "NA", "n/a", ["na"]):
            with self.subTest(raw), self.assertRaises(ValidationError):
                self._record(raw, "4")

    def test_all_of_them(self):
        """D10: an answer without any rating is stored and measures nothing."""
        self.quality.satisfaction_allow_na = True
        request = self._record("na", "na")
        self.assertEqual(request.state, "answered")
        self.assertFalse(request.is_scored)
        self.assertFalse(request.points)
        self.assertFalse(request.follow_up_after)

    def test_page(self):
        """D10: the answer page offers it, and shows it again in a correction."""
        request = self._record("4", "na")
        form = AnswerForm(request)
        by_id = {field.question_id: field for field in form.fields}
        self.assertFalse([o for o in by_id[self.quality.id].options if o.is_na])
        form.fill_from_answer(request.user_input_id)
        chosen = [o.value for o in by_id[self.cost.id].options if o.is_chosen]
        self.assertEqual(chosen, ["na"])

    def test_typed(self):
        """D10, R28: so does the screen where staff types answers."""
        entries = self.env["satisfaction.answer.entry"].with_user(self.interviewer)
        entry = entries.create(
            {
                "channel_id": self.channels["other"].id,
                "client_id": self.client.id,
                "partner_id": self.contact.id,
                "mode": "meeting",
            }
        )
        quality, cost = entry.line_ids
        self.assertEqual((quality.allow_na, cost.allow_na), (False, True))
        quality.rating, cost.rating = "5", "na"
        request = entry._save_entries()
        self.assertEqual(request.points, 100)
        self.assertEqual(len(request.sudo().answer_line_ids), 2)

    def test_sections_on_the_page(self):
        """R34: sections stand above their first question."""
        survey = self.env.ref("client_satisfaction.survey_relationship")
        self.channels["other"].survey_id = survey
        entry = self._make_entry("other", partner_id=self.leader.id)
        headings = [one.heading for one in AnswerForm(entry).fields if one.heading]
        self.assertEqual(headings, survey.page_ids.mapped("title"))

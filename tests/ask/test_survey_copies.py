# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError, ValidationError

from .survey_case import SurveyDesignCommon


class TestClientCopies(SurveyDesignCommon):
    """Questionnaires of single clients."""

    def _copy(self, survey=None, client=None):
        wizard = (
            self.env["satisfaction.survey.copy"]
            .with_user(self.program_manager)
            .create(
                {
                    "survey_id": (survey or self.survey).id,
                    "client_ids": [Command.set((client or self.client).ids)],
                }
            )
        )
        action = wizard.action_copy()
        domain = action.get("domain") or [("id", "=", action["res_id"])]
        return self.surveys.search(domain)

    def test_copy_is_picked(self):
        """R37: this client is asked with its own one, others with the common one."""
        copy = self._copy()
        self.assertEqual(copy.satisfaction_client_id, self.client)
        self.assertEqual(copy.satisfaction_origin_id, self.survey)
        self.assertIn("Acme", copy.title)
        other = self._make_contact(self._make_client("Umbrella"), "Eve")
        own = self._close_ticket()
        common = self._close_ticket(partner_id=other.id)
        self.assertEqual((own.survey_id, common.survey_id), (copy, self.survey))
        copy.active = False
        channel = self.channels["callback"]
        self.assertEqual(channel._get_survey(contact=self.contact), self.survey)

    def test_same_purpose_only(self):
        """R37, R40: a client's monthly one is not asked after a ticket."""
        self._copy(self.env.ref("client_satisfaction.survey_monthly"))
        self.assertEqual(self.rule._get_survey(self.client), self.survey)

    def test_comparable(self):
        """R37, R34: codes are copied, so answers to both compare by question."""
        copy = self._copy().sudo()
        self.assertEqual(
            copy.question_ids.mapped("satisfaction_code"),
            self.survey.question_ids.mapped("satisfaction_code"),
        )
        copy.question_ids[0].title = "Did we mend your machine?"
        request = self._close_ticket()
        raw = {question.id: "3" for question in copy.question_ids[:3]}
        request._record_answers({request.id: raw}, mode="mail")
        self._answered(5, 5, 5, partner_id=self._make_other().id)
        means = self.env["survey.user_input.line"]._read_group(
            [
                ("satisfaction_is_scored", "=", True),
                ("question_id.satisfaction_code", "=", "solution"),
                ("survey_id", "in", (copy | self.survey).ids),
                ("user_input_id.satisfaction_request_id", "!=", False),
            ],
            ["question_id.satisfaction_code"],
            ["satisfaction_points:avg", "survey_id:count_distinct"],
        )
        self.assertEqual(means, [("solution", 80, 2)])

    def _make_other(self):
        return self._make_contact(self._make_client("Umbrella"), "Eve")

    def test_one_of_each(self):
        """R37: a client has one questionnaire for a purpose and wording."""
        self._copy()
        with self.assertRaisesRegex(ValidationError, "already has a questionnaire"):
            self._copy()

    def test_needs_a_purpose(self):
        """R37, R40: without a purpose nobody knows when to ask with it."""
        survey = self._make_survey(self._scale(), satisfaction_purpose=False)
        with self.assertRaisesRegex(ValidationError, "what .* is for"):
            self._copy(survey)

    def test_several_clients(self):
        """R37: one copy for each of them."""
        clients = self.client | self._make_client("Umbrella")
        copies = self._copy(client=clients)
        self.assertEqual(copies.satisfaction_client_id, clients)
        self.assertEqual(len(copies), 2)

    def test_broken_copy_is_not_asked(self):
        """R37, R35: a copy that measures nothing gives way to the common one."""
        copy = self._copy()
        copy.question_ids.satisfaction_is_scored = False
        self.assertEqual(copy.satisfaction_check, "error")
        self.assertEqual(self.rule._get_survey(self.client), self.survey)

    def test_no_anonymity_by_the_back_door(self):
        """R37: an anonymous copy doesn't get into a channel that knows who answers."""
        channel = self.channels["ticket"]
        channel.survey_id = self.env.ref("client_satisfaction.survey_relationship")
        copy = self._copy(channel.survey_id)
        self.assertEqual(channel._get_survey(self.client), copy)
        copy.satisfaction_is_anonymous = True
        self.assertEqual(channel._get_survey(self.client), channel.survey_id)

    def test_rights(self):
        """R37: who doesn't design questionnaires doesn't copy them."""
        with self.assertRaises(UserError):
            self.env["satisfaction.survey.copy"].with_user(self.agent).create(
                {"survey_id": self.survey.id, "client_ids": self.client.ids}
            )

    def test_typing_uses_it(self):
        """R37, R28: staff types the answers to the client's own questions."""
        copy = self._copy()
        entry = self.env["satisfaction.answer.entry"].create(
            {
                "channel_id": self.channels["callback"].id,
                "client_id": self.client.id,
                "partner_id": self.contact.id,
                "mode": "phone",
            }
        )
        self.assertEqual(entry.survey_id, copy)
        self.assertEqual(entry.line_ids.question_id, copy.question_ids)

    def test_queries(self):
        """R37: choosing costs the same for one contact and for thirty."""
        contacts = self.env["res.partner"]
        for number in range(30):
            client = self._make_client(f"Client{number}")
            contacts |= self._make_contact(client, f"Contact{number}")
        copy = self._copy(client=contacts[4].commercial_partner_id)

        def count(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            surveys = [self.rule._get_survey(contact=one) for one in partners]
            return self.env.cr.sql_log_count - before, surveys

        count(contacts)
        few, _surveys = count(contacts[4])
        many, surveys = count(contacts)
        self.assertLessEqual(many, few + 3)
        self.assertEqual([one for one in surveys if one != self.survey], [copy])


class TestKeptMeaning(SurveyDesignCommon):
    """Answered questionnaires keep old answers true (R34)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._answered(4, 4, 4)

    def _as_manager(self, name):
        return self.questions[name].with_user(self.program_manager)

    def test_refused(self):
        """R34: scale, type, code and counting can't change any more."""
        question = self._as_manager("speed")
        for values in (
            {"scale_max": 7},
            {"scale_min": 0},
            {"question_type": "text_box", "satisfaction_is_scored": False},
            {"satisfaction_is_scored": False},
            {"satisfaction_code": "haste"},
            {"survey_id": self.survey.copy().id},
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(UserError, "copy the questionnaire"),
            ):
                question.write(values)
        with self.assertRaisesRegex(UserError, "would falsify"):
            question.unlink()
        self.assertTrue(question.exists())

    def test_allowed(self):
        """R34: texts and what is written unchanged are fine."""
        question = self._as_manager("speed")
        question.write(
            {
                "title": "How fast were we?",
                "scale_min_label": "Slow",
                "scale_max": 5,
                "question_type": "scale",
                "satisfaction_code": "speed",
                "satisfaction_weight": 2,
            }
        )
        self.assertEqual(question.title, "How fast were we?")

    def test_chosen_answers_stay(self):
        """R34: an answer somebody chose can't be deleted, another one can."""
        reasons = self.questions["reasons"].suggested_answer_ids
        entry = self._make_entry()
        raw = {**self._raw(2), self.questions["reasons"].id: [reasons[0].id]}
        entry._record_answers({entry.id: raw}, mode="phone")
        with self.assertRaisesRegex(UserError, "would falsify"):
            reasons[0].with_user(self.program_manager).unlink()
        reasons[1].with_user(self.program_manager).unlink()
        self.assertFalse(reasons[1].exists())

    def test_scores_of_choices(self):
        """R34, D1: nor can the score of a choice that was counted."""
        survey = self._make_survey(
            {
                "title": "Good?",
                "question_type": "simple_choice",
                "satisfaction_is_scored": True,
                "suggested_answer_ids": [
                    Command.create({"value": "Yes", "answer_score": 2}),
                    Command.create({"value": "No", "answer_score": 1}),
                ],
            }
        )
        choices = survey.question_ids.suggested_answer_ids
        choices[1].answer_score = 1.5
        self.channels["questionnaire"].survey_id = survey
        entry = self._make_entry("questionnaire")
        raw = {survey.question_ids.id: choices[0].id}
        entry._record_answers({entry.id: raw}, mode="phone")
        self.assertEqual(entry.points, 100)
        with self.assertRaisesRegex(UserError, "would falsify"):
            choices[1].answer_score = 1

    def test_survey_stays(self):
        """R34: neither the questionnaire nor its protection goes."""
        survey = self.survey.with_user(self.program_manager)
        with self.assertRaisesRegex(UserError, "answers .* would be lost"):
            survey.unlink()
        with self.assertRaisesRegex(UserError, "keeps them protected"):
            survey.survey_type = "survey"
        survey.action_archive()
        self.assertFalse(survey.active)

    def test_copy_is_free(self):
        """R34: the copy may change what the original may not."""
        copy = self.survey.copy().with_user(self.program_manager)
        copy.question_ids[0].scale_max = 7
        copy.question_ids[1].unlink()
        copy.unlink()
        self.assertFalse(copy.exists())

    def test_codes(self):
        """R34, R37: each question gets a code of its own, once."""
        survey = self._make_survey(
            self._scale("How good?"), self._scale("How good?"), self._comment("¿?")
        )
        first, second, third = survey.question_ids
        self.assertEqual(
            survey.question_ids.mapped("satisfaction_code"),
            ["how_good", "how_good_2", "question"],
        )
        first.title = "How bad?"
        self.assertEqual(first.satisfaction_code, "how_good")
        twin = second.copy()
        self.assertEqual(twin.satisfaction_code, "how_good_3")
        self.assertNotEqual(third.satisfaction_code, twin.satisfaction_code)

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import html

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form

from odoo.addons.client_satisfaction.controllers.answer_form import (
    AnswerForm,
    can_carry,
)

from tests.common import SatisfactionCommon

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


class SurveyDesignCommon(SatisfactionCommon):
    """Builders of questionnaires, made by the programme manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.surveys = cls.env["survey.survey"].with_user(cls.program_manager)
        cls.english = cls.env.ref("base.lang_en")

    @classmethod
    def _scale(cls, title="How good was it?", **values):
        return {
            "title": title,
            "question_type": "scale",
            "scale_min": 1,
            "scale_max": 5,
            "scale_min_label": "Poor",
            "scale_max_label": "Good",
            "satisfaction_is_scored": True,
            "satisfaction_objective": "service_quality",
            **values,
        }

    @classmethod
    def _comment(cls, title="What should we know?", **values):
        return {"title": title, "question_type": "text_box", **values}

    @classmethod
    def _make_survey(cls, *questions, **values):
        return cls.surveys.create(
            {
                "title": "Ours",
                "survey_type": "satisfaction",
                "satisfaction_purpose": "service_review",
                "questions_layout": "one_page",
                "lang_ids": [Command.set(cls.english.ids)],
                "question_and_page_ids": [
                    Command.create({"sequence": number, **question})
                    for number, question in enumerate(questions)
                ],
                **values,
            }
        )

    def _codes(self, survey, level=None):
        return {
            finding["code"]
            for finding in survey.satisfaction_findings or []
            if level in (None, finding["level"])
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


class TestDesignCheck(SurveyDesignCommon):
    """What the check finds, and what it keeps out."""

    def test_good_one(self):
        """R32–R36: nothing to mend."""
        survey = self._make_survey(self._scale(), self._comment())
        self.assertEqual(survey.satisfaction_check, "ok")
        self.assertIn("Nothing to mend", survey.satisfaction_findings_html)

    def test_findings(self):
        """R32–R36, R38: each weakness is found and says how to mend it."""
        scale, comment = self._scale, self._comment
        cases = {
            "no_questions": ([], "error"),
            "nothing_scored": (
                [scale(satisfaction_is_scored=False), comment()],
                "error",
            ),
            "no_points": (
                [
                    {
                        "title": "Good?",
                        "question_type": "simple_choice",
                        "satisfaction_is_scored": True,
                        "satisfaction_objective": "solution",
                        "suggested_answer_ids": [Command.create({"value": "Yes"})],
                    },
                    comment(),
                ],
                "error",
            ),
            "too_long": ([*(scale() for _each in range(8)), comment()], "warning"),
            "no_comment": ([scale()], "warning"),
            "many_comments": ([scale(), comment(), comment()], "warning"),
            "no_objective": (
                [scale(satisfaction_objective=False), comment()],
                "warning",
            ),
            "no_labels": ([scale(scale_max_label=False), comment()], "warning"),
            "mixed_scales": ([scale(), scale(scale_max=7), comment()], "warning"),
            "other_scale": ([scale(scale_max=10), comment()], "warning"),
            "mandatory_text": ([scale(), comment(constr_mandatory=True)], "warning"),
            "two_things": ([scale("Was it quick and good?"), comment()], "hint"),
            "long_page": (
                [scale(), {"title": "When?", "question_type": "date"}, comment()],
                "warning",
            ),
        }
        for code, (questions, level) in cases.items():
            with self.subTest(code):
                survey = self._make_survey(*questions)
                self.assertEqual(self._codes(survey), {code})
                self.assertEqual(self._codes(survey, level), {code})
                self.assertEqual(
                    survey.satisfaction_check, "ok" if level == "hint" else level
                )

    def test_no_purpose(self):
        """R40: a questionnaire is made for a purpose."""
        survey = self._make_survey(
            self._scale(), self._comment(), satisfaction_purpose=False
        )
        self.assertEqual(self._codes(survey), {"no_purpose"})

    def test_limit_by_purpose(self):
        """R32, R40: what is too long depends on the purpose."""
        questions = [*(self._scale() for _each in range(8)), self._comment()]
        survey = self._make_survey(*questions, satisfaction_purpose="relationship")
        self.assertEqual(self._codes(survey), set())
        survey.satisfaction_purpose = "event"
        self.assertEqual(self._codes(survey), {"too_long"})

    def test_languages(self):
        """R32, R33: texts that are not translated are counted by language."""
        chinese = self.env.ref("base.lang_zh_CN")
        self.assertTrue(chinese.active)
        survey = self._make_survey(
            self._scale(), self._comment(), lang_ids=[Command.set(chinese.ids)]
        )
        finding = survey.satisfaction_findings[0]
        self.assertEqual(finding["code"], "languages")
        # title, two questions, two ends of the scale
        self.assertIn(": 5 texts", finding["sentence"])
        survey.with_context(lang="zh_CN").title = "我们"
        self.assertIn(": 4 texts", survey.satisfaction_findings[0]["sentence"])
        survey.lang_ids = self.english
        self.assertEqual(self._codes(survey), set())

    def test_hostile_title(self):
        """R33: the panel shows texts as texts."""
        survey = self._make_survey(
            self._scale("<img src=x onerror=alert(1)>this and that"), self._comment()
        )
        panel = html.fromstring(str(survey.satisfaction_findings_html))
        self.assertFalse(panel.xpath("//img"))
        self.assertIn("<img src=x", panel.text_content())

    def test_form(self):
        """R32: the form shows the findings while the questionnaire is designed."""
        survey = self._make_survey(self._scale())
        with Form(survey, "survey.survey_survey_view_form") as form:
            self.assertEqual(form.satisfaction_check, "warning")
            form.satisfaction_purpose = False
            self.assertIn("choose its purpose", form.satisfaction_findings_html)

    def test_kept_out_of_running_programmes(self):
        """R32–R36: what measures nothing can't be chosen, with the reason."""
        broken = self._make_survey(self._comment())
        good = self._make_survey(self._scale())
        channel, rule = self.channels["ticket"], self.rule[:1]
        for record in (channel, rule):
            record = record.with_user(self.program_manager)
            with self.subTest(record._name):
                with self.assertRaisesRegex(ValidationError, "No question counts"):
                    record.survey_id = broken
                record.survey_id = good
        rule.survey_id = False

    def test_kept_out_at_the_start(self):
        """R3, R32–R36: a programme with such a questionnaire doesn't start."""
        program = self.program.copy()
        program.channel_ids[:1].survey_id = self._make_survey(self._comment())
        program.action_approve_strategy()
        with self.assertRaisesRegex(ValidationError, "No question counts"):
            program.action_start()
        self.assertEqual(program.state, "draft")

    def test_queries(self):
        """R32: the list of questionnaires is checked in batch."""
        surveys = self.surveys.browse()
        for _each in range(6):
            surveys |= self._make_survey(self._scale(), self._comment())

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("satisfaction_check")
            return self.env.cr.sql_log_count - before

        count(surveys)
        self.assertEqual(count(surveys), count(surveys[:2]))


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
        few, _surveys = count(contacts[:1])
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
        with self.assertRaisesRegex(UserError, "answers, which would be lost"):
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

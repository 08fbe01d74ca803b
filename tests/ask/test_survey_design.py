# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import html

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form

from .survey_case import SurveyDesignCommon


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
        indicator = self.env.ref("client_satisfaction.indicator_commitments")
        scale = self._scale(satisfaction_indicator_id=indicator.id)
        questions = [*(scale for _each in range(8)), self._comment()]
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
        self.assertIn("not translated: 5", finding["sentence"])
        survey.with_context(lang="zh_CN").title = "我们"
        self.assertIn("not translated: 4", survey.satisfaction_findings[0]["sentence"])
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

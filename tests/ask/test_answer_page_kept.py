# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the server keeps of a questionnaire between two visitors, and for how long."""

from odoo import Command
from odoo.tests import tagged

from .answer_page_case import AnswerPageCase


@tagged("post_install", "-at_install")
class TestAnswerPageKept(AnswerPageCase):
    def _text(self, ask, query=""):
        response = self._get(f"{self._path(ask)}{query}")
        self.assertEqual(response.status_code, 200)
        return response.text

    def test_every_change_is_seen(self):
        """R36: whoever changes a questionnaire, and however, the next visitor of a
        link that was open before reads the new one."""
        ask, survey = self._make_ask(), self.survey
        solution, reasons = self.questions["solution"], self.questions["reasons"]
        option = reasons.suggested_answer_ids[0]
        self._text(ask)

        def by_sql():
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE survey_question"
                """ SET title = jsonb_set(title, '{en_US}', '"Past the ORM"')"""
                " WHERE id = %s",
                [solution.id],
            )

        for text, change in (
            ("New heading", lambda: survey.write({"title": "New heading"})),
            ("New intro", lambda: survey.write({"description": "<p>New intro</p>"})),
            ("New question", lambda: solution.write({"title": "New question"})),
            ("Past the ORM", by_sql),
            ("New option", lambda: option.write({"value": "New option"})),
            (
                "One more question",
                lambda: self.env["survey.question"].create(
                    {
                        "survey_id": survey.id,
                        "title": "One more question",
                        "question_type": "text_box",
                    }
                ),
            ),
            (
                "One more option",
                lambda: self.env["survey.question.answer"].create(
                    {"question_id": reasons.id, "value": "One more option"}
                ),
            ),
        ):
            with self.subTest(text):
                self.assertNotIn(text, self._text(ask))
                change()
                self.assertIn(text, self._text(ask))
        reasons.suggested_answer_ids.filtered(
            lambda answer: answer.value == "One more option"
        ).unlink()
        self.assertNotIn("One more option", self._text(ask))

    def test_what_is_taken_back_is_gone(self):
        """R36: a change that is rolled back was never on a page that comes later."""
        ask = self._make_ask()
        before = self.questions["solution"].title
        with self.env.cr.savepoint() as savepoint:
            self.questions["solution"].title = "Never meant"
            self.assertIn("Never meant", self._text(ask))
            savepoint.rollback()
        self.env.invalidate_all()
        text = self._text(ask)
        self.assertNotIn("Never meant", text)
        self.assertIn(before, text)

    def test_languages_apart(self):
        """R27, I: each language has its own page, also after a translation changed."""
        ask = self._make_ask()
        solution = self.questions["solution"]
        solution.with_context(lang="ru_RU").title = "Вопрос"
        self.assertNotIn("Вопрос", self._text(ask))
        self.assertIn("Вопрос", self._text(ask, "?lang=ru_RU"))
        solution.update_field_translations("title", {"ru_RU": "Другой вопрос"})
        self.assertIn("Другой вопрос", self._text(ask, "?lang=ru_RU"))
        self.assertNotIn("вопрос", self._text(ask))

    def test_thresholds_apart(self):
        """D4: which ratings ask for reasons follows the programme of the ask."""
        ask = self._make_ask()

        def low_ratings():
            page = self._page(self._get(self._path(ask)))
            name = self._name("solution")
            return page.xpath(f"//input[@name='{name}'][@data-low]/@value")

        self.assertEqual(low_ratings(), ["1", "2", "3"])
        self.program.follow_up_below = 60
        self.program.senior_below = 40
        self.assertEqual(low_ratings(), ["1", "2"])

    def test_names_of_the_company(self):
        """R36: company, ticket and contact are read for each visitor."""
        ask = self._make_ask()
        self.assertIn("Northwind IT", self._text(ask))
        self.company.name = "Southwind IT"
        ask.ticket_title = "Scanner is out of order"
        text = self._text(ask)
        self.assertIn("Southwind IT", text)
        self.assertIn("Scanner is out of order", text)

    def test_changed_template(self):
        """R36: whoever changes how a question looks sees it on the next page."""
        ask = self._make_ask()
        self._text(ask)
        view = self.env.ref("client_satisfaction.answer_field")
        view.arch_db = view.arch_db.replace(
            "<fieldset ", '<fieldset data-changed="yes" ', 1
        )
        self.assertIn('data-changed="yes"', self._text(ask))

    def test_nothing_of_anybody_is_kept(self):
        """R27, R33: what one visitor chose or typed is on no other visitor's page."""
        mine, other = self._make_ask(), self._make_ask()
        secret = "My own words"
        response = self._post(
            self._path(mine),
            {self._name("solution"): "9", self._name("comment"): secret},
        )
        self.assertEqual(response.status_code, 422)
        self.assertIn(secret, response.text)
        for value in (None, "5", "2", None):
            query = f"?value={value}" if value else ""
            page = self._get(f"{self._path(other)}{query}")
            self.assertNotIn(secret, page.text)
            self.assertEqual(
                self._chosen(page), [(self._name("solution"), value)] if value else []
            )
            self.assertFalse(self._page(page).xpath("//*[@aria-invalid='true']"))
            self.assertNotIn(mine.access_token, page.text)

    def test_statements_of_a_page(self):
        """B1: opening an ask is one statement, its questionnaire none once known."""
        asks = [self._make_ask() for _number in range(2)]
        ledger = self.env["satisfaction.request"].sudo()
        self.env.flush_all()
        counts = []
        for ask in asks:
            token = ask.access_token
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = ledger._open_by_token(token)
            survey = found.survey_id.with_context(lang="en_US")
            survey._recall()
            titles = survey.question_ids.mapped("title")
            options = survey.question_ids.suggested_answer_ids.mapped("value")
            self.assertTrue(all(titles) and all(options))
            self.assertEqual(found.company_id.name, "Northwind IT")
            self.assertEqual(found.partner_id.commercial_partner_id, self.client)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(found, asks[1])
        self.assertEqual(counts[1], 1, counts)

    def test_offered_languages(self):
        """R27: a questionnaire offered in one language is shown in that one."""
        ask = self._make_ask()
        self.survey.lang_ids = [Command.set(self.env.ref("base.lang_zh_CN").ids)]
        self.assertIn('lang="zh-CN"', self._text(ask))
        self.survey.lang_ids = [Command.clear()]
        self.assertIn('lang="en-US"', self._text(ask))

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import re
import unittest
from datetime import date, datetime

import lxml.html
import pypdf

from odoo.exceptions import AccessError

from odoo.addons.client_satisfaction.report import pdf
from odoo.addons.client_satisfaction.report.review_answers import html_lines

from .common import YEAR, ReportCommon

REPORT = "client_satisfaction.client_review"


class TestClientReview(ReportCommon):
    def _render(self, scores, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.program_manager)
        html = reports._render_qweb_html(REPORT, scores.ids)[0].decode()
        return lxml.html.fromstring(html)

    def _text(self, root):
        for style in root.xpath("//style"):
            style.drop_tree()
        return re.sub(r"\s+", " ", root.text_content())

    def _render_pdf(self, scores, user=None):
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        if reports.get_wkhtmltopdf_state() == "install":
            raise unittest.SkipTest("wkhtmltopdf is not installed")
        content, kind = reports.with_user(
            user or self.program_manager
        )._render_qweb_pdf(REPORT, scores.ids)
        self.assertEqual(kind, "pdf")
        return [
            re.sub(r"\s+", " ", page.extract_text())
            for page in pypdf.PdfReader(io.BytesIO(content)).pages
        ]

    # Figures ---------------------------------------------------------------
    def test_figures_are_those_of_the_score(self):
        """R51, R52, R62, R64, R104: the printed example, target, level and table."""
        text = self._text(self._render(self.score))
        self.assertEqual(round(self.score.points, 1), 92.2)
        for part in ("92.2", "80.0", "+12.2", "Target reached", "Satisfied", "n = 8"):
            self.assertIn(part, text)
        low, high = self.score.interval_low, self.score.interval_high
        self.assertIn(f"{low:.1f}–{high:.1f}", text)
        rows = self._render(self.score).xpath("//tr[td and ancestor::table[thead]]")
        cells = [[cell.text_content().strip() for cell in row] for row in rows]
        weighted = {row[0]: (row[1], row[4], row[5], row[6]) for row in cells}
        self.assertEqual(
            weighted,
            {
                "Ticket rating": ("93.0", "20 %", "20 %", "18.60"),
                "Telephone callback": ("95.0", "20 %", "20 %", "19.00"),
                "Questionnaire": ("92.0", "30 %", "30 %", "27.60"),
                "Monthly rating": ("90.0", "30 %", "30 %", "27.00"),
                "Total": ("92.2", "100 %", "100 %", "92.2"),
            },
        )

    def test_missing_channels_are_said(self):
        """R53, R62, D5: no score without answers, provisional where it is so."""
        score = self._make_score(self.client, date(YEAR, 7, 1), {"ticket": [80.0]})
        text = self._text(self._render(score))
        self.assertIn("(provisional)", text)
        self.assertIn("not measured", text)
        self.assertIn("n = 1", text)
        silent = self._make_score(self.client, date(YEAR, 1, 1), {})
        text = self._text(self._render(silent))
        self.assertIn("Not measured", text)
        self.assertIn("Nobody answered in this period.", text)
        self.assertNotIn("Target reached", text)
        self.assertNotIn("Below the target", text)

    def test_trend_has_gaps_and_ends_at_the_period(self):
        """R102, D15: periods up to this one, unmeasured ones as gaps, none beyond."""
        self._make_score(
            self.client, date(YEAR + 1, 1, 1), 40, self.program_of(YEAR + 1)
        )
        root = self._render(self.score)
        description = root.xpath("//svg/desc")[0].text_content()
        parts = description.split("; ")
        self.assertEqual(
            [part.split(":")[0] for part in parts],
            [f"{YEAR}-Q2", f"{YEAR}-Q3", f"{YEAR}-Q4"],
        )
        self.assertEqual(parts[1], f"{YEAR}-Q3: –")
        self.assertIn("70.0", parts[0])
        self.assertIn("92.2", parts[2])

    def program_of(self, year):
        return self._make_program(self.company, year)

    # Words ---------------------------------------------------------------
    def test_problems_and_suggestions(self):
        """R102, R104, R105: low answers with ticket, question, comment and case."""
        low = self._make_ledger_answer(
            self.client,
            60.0,
            40.0,
            ticket_number="HT00042",
            ticket_title="VPN drops <b>daily</b>",
            comment="Nobody called me back.\nThree times!",
            reasons="Slow response",
        )
        self._add_lines(low, 40.0, 80.0)
        self._make_ledger_answer(self.client, comment="A status page would help.")
        self._make_ledger_answer(
            self.client, comment="Old news", moment=datetime(YEAR, 9, 30, 9)
        )
        case = self.env["satisfaction.case"].create(
            {
                "origin": "answer",
                "request_id": low.id,
                "client_id": self.client.id,
                "company_id": self.company.id,
                "worst_points": 40.0,
                "opened_at": datetime(YEAR, 11, 5, 10),
                "client_manager_id": self.client_manager.id,
                "service_manager_id": self.service_manager.id,
                "call_notes": "<p>INTERNAL: the technician was rude</p>",
                "planned_actions": "<p>Plan:</p><ul><li>Second dispatcher</li></ul>",
                "commitment_date": date(YEAR, 12, 24),
                "root_cause_ids": [(0, 0, {"name": "Too few people"})],
            }
        )
        low.case_id = case
        complaint = self.env["satisfaction.case"].create(
            {
                "origin": "complaint",
                "client_id": self.client.id,
                "company_id": self.company.id,
                "complaint": "<p>Invoices come late</p>",
                "opened_at": datetime(YEAR, 10, 6, 10),
            }
        )
        root = self._render(self.score, self.client_manager)
        self.assertFalse(root.xpath("//td//b/b"), "titles are escaped")
        text = self._text(root)
        question = self.questions["solution"].title
        for part in (
            "HT00042",
            "VPN drops <b>daily</b>",
            f"{question} 40.0",
            "Nobody called me back. Three times!",
            "Slow response",
            case.name,
            self.client_manager.name,
            self.service_manager.name,
            "• Second dispatcher",
            "Too few people",
            "12/24/2025",
            "A status page would help.",
            "Complaint",
            "Invoices come late",
            complaint.name,
            "Complaint reviews: 0 · Cases: 2",
        ):
            self.assertIn(part, text)
        self.assertNotIn("INTERNAL", text)
        self.assertNotIn("Old news", text)
        speed = self.questions["speed"].title
        self.assertNotIn(f"{speed} 80.0", text)
        # Handed to the client: colleagues must not read who of them complained
        self.assertNotIn(self.contact.name, text)

    def test_remarks_with_our_decision(self):
        """R90, R104: what was said and decided, once; confidential words stay out."""
        words = "A status page would help."
        answer = self._make_ledger_answer(self.client, comment=words)
        remarks = self.env["satisfaction.remark"].create(
            [
                {
                    "text": text,
                    "kind": "suggestion",
                    "client_id": self.client.id,
                    "company_id": self.company.id,
                    "said_on": day,
                    **values,
                }
                for text, day, values in (
                    (
                        words,
                        date(YEAR, 11, 5),
                        {
                            "request_id": answer.id,
                            "state": "accepted",
                            "decision_note": "We <build> one.",
                        },
                    ),
                    ("My boss is mad", date(YEAR, 11, 6), {"is_confidential": True}),
                    ("Long ago", date(YEAR, 1, 6), {}),
                    ("Next year", date(YEAR + 1, 1, 6), {}),
                )
            ]
        )
        root = self._render(self.score, self.client_manager)
        text = self._text(root)
        self.assertEqual(text.count(words), 1)
        self.assertIn("Our answer: We <build> one.", text)
        for left_out in remarks[1:].mapped("text"):
            self.assertNotIn(left_out, text)

    def test_words_of_vips_stay_out(self):
        """R110: what a VIP said isn't told to colleagues; that there is a case is."""
        vip = self._make_contact(self.client, "Grace", satisfaction_role="vip")
        self._make_ledger_answer(
            self.client,
            60.0,
            40.0,
            partner_id=vip.id,
            ticket_number="HT00077",
            ticket_title="Secret project",
            comment="I will leave you.",
        )
        self._make_ledger_answer(
            self.client, partner_id=vip.id, comment="Marry my cousin"
        )
        text = self._text(self._render(self.score, self.client_manager))
        self.assertIn("What a VIP user said isn't printed.", text)
        for secret in ("HT00077", "Secret project", "I will leave", "cousin"):
            self.assertNotIn(secret, text)

    def test_actions_have_owner_and_stage(self):
        """R87, R104: who does what until when, and how far it is."""
        self.env["satisfaction.action"].create(
            {
                "name": "A rota of call-backs",
                "client_ids": [(6, 0, self.client.ids)],
                "company_id": self.company.id,
                "user_id": self.client_manager.id,
                "date_due": date(YEAR, 12, 24),
            }
        )
        root = self._render(self.score, self.client_manager)
        (row,) = root.xpath("//tr[td/div[text()='A rota of call-backs']]")
        words = " ".join(row.text_content().split())
        for part in ("Planned", self.client_manager.name, "12/24/2025"):
            self.assertIn(part, words)

    def test_same_actions_of_cases_stand_once(self):
        """R104: the same planned action of several cases is one suggestion."""
        for day in (5, 6):
            self.env["satisfaction.case"].create(
                {
                    "client_id": self.client.id,
                    "company_id": self.company.id,
                    "complaint": "<p>Late</p>",
                    "opened_at": datetime(YEAR, 11, day, 10),
                    "planned_actions": "<p>Second dispatcher</p>",
                    "commitment_date": date(YEAR, 12, day),
                }
            )
        text = self._text(self._render(self.score, self.client_manager))
        self.assertEqual(text.count("Second dispatcher"), 1)
        self.assertIn("12/06/2025", text)

    def test_waves_side_by_side(self):
        """R108: levels of the client's assessments; none of later ones."""
        assessments = self.env["satisfaction.assessment"].create(
            [
                {
                    "client_id": self.client.id,
                    "company_id": self.company.id,
                    "program_id": self.year.id,
                    "survey_id": self.survey.id,
                }
                for _number in range(3)
            ]
        )
        for one, day, points in zip(
            assessments,
            (date(YEAR, 4, 1), date(YEAR, 11, 1), date(YEAR + 1, 2, 1)),
            (70.0, 82.5, 11.1),
            strict=True,
        ):
            one.write(
                {
                    "date": day,
                    "points": points,
                    "response_count": 4,
                    "target_points": 80.0,
                    "line_ids": [
                        (
                            0,
                            0,
                            {
                                "kind": "level",
                                "level_code": "dispatch",
                                "points": points + 1,
                                "trend": "rise" if points > 80 else "first",
                            },
                        )
                    ],
                }
            )
        text = self._text(self._render(self.score, self.client_manager))
        self.assertIn("Relationship surveys, side by side", text)
        for part in ("71.0", "▲ 83.5", "82.5", "70.0"):
            self.assertIn(part, text)
        self.assertNotIn("11.1", text)

    def test_many_low_answers_are_counted(self):
        """R104: the worst are shown, the others counted, never dropped silently."""
        for number in range(9):
            self._make_ledger_answer(
                self.client,
                40.0,
                20.0 if number == 8 else 60.0,
                ticket_number=f"N{number}",
            )
        text = self._text(self._render(self.score))
        self.assertIn("and 3 more", text)
        self.assertLess(text.index("N8"), text.index("N7"), "the worst one first")
        self.assertNotIn("N0", text)

    def test_efficiency_beside_satisfaction(self):
        """R6, R105, R106: tickets closed, time to close, asks, answers, sources."""
        tickets = self.env["helpdesk.ticket"].create(
            [
                {"name": "T", "description": "d", "team_id": self.team.id}
                for _ in range(3)
            ]
        )
        opened = datetime(YEAR, 11, 1, 8)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET create_date = %s WHERE id IN %s",
            [opened, tuple(tickets.ids)],
        )
        for ticket, hours in zip(tickets, (2, 5, 30), strict=True):
            self._make_ledger_answer(
                self.client,
                ticket_id=ticket.id,
                ticket_number=ticket.number,
                moment=datetime(YEAR, 11, 1 + (8 + hours) // 24, (8 + hours) % 24),
            )
        # Closed once more after a reopening
        self._make_ledger_answer(
            self.client,
            ticket_id=tickets[0].id,
            ticket_number=tickets[0].number,
            state="cancelled",
            is_scored=False,
            answer_mode=False,
            moment=datetime(YEAR, 11, 1, 9),
        )
        self._make_ledger_answer(
            self.client, channel_code="monthly", answer_mode="meeting", sent_at=False
        )
        report = self.env["report.client_satisfaction.client_review"]
        activity = report._get_activity(self.score)[self.score.id]
        self.assertEqual(activity["closed"], 3)
        self.assertEqual(activity["closed_again"], 1)
        self.assertEqual(activity["median"], "3.5 hours")
        self.assertEqual((activity["returned"], activity["sent"]), (3, 4))
        self.assertEqual(activity["surveys"], 4)

    def test_meetings_of_the_period(self):
        """R105: review meetings and complaint reviews, with what was agreed."""
        reviews = self.env["satisfaction.review"].with_user(self.client_manager)
        values = {"client_id": self.client.id, "guests": "Their head of IT"}
        for kind, day, decision, is_internal in (
            ("service", date(YEAR, 10, 9), "A <b>second</b> line", False),
            ("service", date(YEAR, 12, 9), "Between us only", True),
            ("complaint", date(YEAR, 11, 2), "A credit note", False),
            ("service", date(YEAR, 9, 30), "Before the period", False),
        ):
            review = reviews.create({**values, "kind": kind, "date": day})
            review.line_ids = [
                (0, 0, {"name": "P", "decision": decision, "is_internal": is_internal})
            ]
            review.action_held()
        reviews.create({**values, "date": date(YEAR, 12, 1), "summary": "Not held"})
        action = self.env["satisfaction.action"].create(
            {
                "name": "INTERNAL name",
                "client_text": "A status page",
                "client_ids": [(6, 0, self.client.ids)],
                "date_due": date(YEAR + 9, 12, 1),
                "description": "<p>INTERNAL how</p>",
            }
        )
        text = self._text(self._render(self.score, self.client_manager))
        for part in (
            "Review meetings: 2",
            "Complaint reviews: 1",
            "Agreed in review meetings",
            "A <b>second</b> line",
            "A credit note",
            "Nothing was decided.",
            "A status page",
            "12/01/2034",
        ):
            self.assertIn(part, text)
        for part in ("Between us only", "Before the period", "Not held", "INTERNAL"):
            self.assertNotIn(part, text)
        action.write({"cancel_reason": "Not needed", "state": "cancelled"})
        text = self._text(self._render(self.score, self.client_manager))
        self.assertNotIn("A status page", text)
        with self.assertRaises(AccessError):
            self._render(self.score, self.other_client_manager)

    def test_reasons_in_the_language_of_the_report(self):
        """R104: the ledger keeps reasons for our people, clients read their own."""
        low = self._make_ledger_answer(self.client, 60.0, 40.0, reasons="It took long")
        user_input = self._add_lines(low, 40.0, 80.0)
        question = self.env.ref("client_satisfaction.survey_event_reasons")
        reason = question.suggested_answer_ids[0]
        reason.with_context(lang="ru_RU").value = "Слишком долго"
        self.env["survey.user_input.line"].create(
            {
                "user_input_id": user_input.id,
                "question_id": question.id,
                "answer_type": "suggestion",
                "suggested_answer_id": reason.id,
            }
        )
        report = self.env["report.client_satisfaction.client_review"]
        for lang, expected in (("en_US", reason.value), ("ru_RU", "Слишком долго")):
            problems = report.with_context(lang=lang)._get_problems(self.score)
            rows, _total = problems[self.score.id]
            self.assertEqual(rows[0]["reasons"], expected)

    def test_html_becomes_lines(self):
        """R104: pasted formatting and pictures don't get into the report."""
        html = (
            "<p>First<br>line</p><ul><li>One</li><li><b>Two</b></li></ul>"
            '<p><img src="https://evil.example/x.png"></p><script>x</script>tail'
        )
        lines = html_lines(html)
        self.assertIn("• One", lines)
        self.assertIn("• Two", lines)
        self.assertIn("tail", lines)
        self.assertNotIn("<", "".join(lines))
        self.assertEqual(html_lines(False), [])
        self.assertEqual(html_lines("<p><br></p>"), [])

    # Rights ---------------------------------------------------------------
    def test_only_own_clients(self):
        """R106: a report needs the right to read the score; agents have none."""
        self._render(self.score, self.client_manager)
        for user, scores in (
            (self.client_manager, self.chinese_score),
            (self.client_manager, self.scores),
            (self.agent, self.score),
            (self.interviewer, self.score),
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._render(scores, user)
        self._render(self.scores, self.senior_manager)

    def test_other_company_cannot_print(self):
        """R106: scores of another company can't be printed."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.senior_manager.write(
            {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        )
        with self.assertRaises(AccessError):
            self._render(self.score, self.senior_manager)

    # Batch ---------------------------------------------------------------
    def test_queries_do_not_grow_with_clients(self):
        """R106: ten clients take about as many queries as one."""
        clients = [self._make_client(f"Client {number}") for number in range(10)]
        scores = self.env["satisfaction.score"]
        for client in clients:
            score = self._make_score(client, date(YEAR, 10, 1), 85)
            scores |= score
            low = self._make_ledger_answer(client, 40.0, 40.0, comment="Slow")
            self._add_lines(low, 40.0, 80.0)
            low.case_id = self.env["satisfaction.case"].create(
                {
                    "origin": "answer",
                    "request_id": low.id,
                    "client_id": client.id,
                    "company_id": self.company.id,
                    "opened_at": datetime(YEAR, 11, 6),
                }
            )
        report = self.env["report.client_satisfaction.client_review"].with_user(
            self.program_manager
        )

        def count(records):
            self.env.flush_all()
            report._get_report_values(records.ids)  # warms up translations
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            report._get_report_values(records.ids)
            return self.env.cr.sql_log_count - before

        one, ten = count(scores[0]), count(scores)
        self.assertLessEqual(ten, one + 5)

    # PDF ---------------------------------------------------------------
    def test_pdf_of_one_client(self):
        """R106, R104: a PDF with the score's figures and numbered pages."""
        pages = self._render_pdf(self.score, self.client_manager)
        self.assertLessEqual(len(pages), 2)
        text = " ".join(pages)
        for part in ("Acme", "92.2", "18.60", "Ticket rating", "Existing problems"):
            self.assertIn(part, text)
        for number, page in enumerate(pages, start=1):
            self.assertIn(f"Page {number} of {len(pages)}", page)
            self.assertIn(f"Acme · {YEAR}-Q4", page)

    def test_pdf_of_three_clients_in_three_languages(self):
        """R106: several clients in one PDF on any wkhtmltopdf, each with its name."""
        pages = self._render_pdf(self.scores)
        text = " ".join(pages)
        self.assertIn("Acme", pages[0])
        starts = [
            next(index for index, page in enumerate(pages) if name in page)
            for name in ("Acme", "北京星辰科技有限公司", "ООО «Ромашка»")
        ]
        self.assertEqual(starts[0], 0)
        self.assertEqual(starts, sorted(set(starts)))
        # Every page belongs to exactly one client
        for page in pages:
            owners = [
                name
                for name in ("Acme ·", "北京星辰科技有限公司 ·", "ООО «Ромашка» ·")
                if name in page
            ]
            self.assertEqual(len(owners), 1)
        # The client's words and way of writing numbers
        self.assertIn("Existing problems", "".join(pages[: starts[1]]))
        self.assertIn("存在的问题", "".join(pages[starts[1] : starts[2]]))
        self.assertIn("第 1 页", pages[starts[1]])
        self.assertIn("50,0", text)
        self.assertIn("92.2", text)

    def test_kept_reports_are_told_apart(self):
        """R106: where reports are saved, each client's document holds its own pages."""
        action = self.env.ref("client_satisfaction.action_report_client_review")
        action.attachment = "'review-%s.pdf' % object.id"
        self._render_pdf(self.scores, self.env.user)
        for score in self.scores:
            attachment = self.env["ir.attachment"].search(
                [("res_model", "=", score._name), ("res_id", "=", score.id)]
            )
            pages = pypdf.PdfReader(io.BytesIO(attachment.raw)).pages
            text = " ".join(page.extract_text() for page in pages)
            self.assertIn(score.client_id.name, text)
            for other in self.scores - score:
                self.assertNotIn(other.client_id.name, text)

    def test_other_reports_are_printed_as_ever(self):
        """R106: reports of other apps don't go through our printing."""
        reports = self.env["ir.actions.report"]
        self.assertTrue(reports._is_satisfaction_paged(reports._get_report(REPORT)))
        other = reports.search([("report_name", "not like", "client_satisfaction.%")])
        self.assertTrue(other)
        self.assertFalse(any(map(reports._is_satisfaction_paged, other)))
        arguments = reports._build_wkhtmltopdf_args(other[0].get_paperformat(), False)
        self.assertIn("--javascript-delay", arguments)
        self.assertNotIn("--disable-javascript", arguments)

    def test_section_mark_has_the_searched_colour(self):
        """R106: the template's mark is the one that is looked for in the PDF."""
        root = self._render(self.scores)
        marks = root.xpath(f"//div[contains(@style, '{pdf.SECTION_COLOR}')]")
        self.assertEqual(len(marks), 3)
        self.assertFalse(
            root.xpath("//link | //script | //img[starts-with(@src, 'http')]")
        )

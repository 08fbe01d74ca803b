# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a client's review says in words: problems, remarks, actions and meetings."""

from datetime import date, datetime

from odoo.exceptions import AccessError

from odoo.addons.client_satisfaction.report.review_answers import html_lines

from .common import YEAR
from .review_case import ReviewCase


class TestClientReviewWords(ReviewCase):
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

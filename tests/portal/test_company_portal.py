# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The client's side as one place, and the company's page for decision leaders."""

import re
from datetime import date

from lxml import html

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ..report.common import YEAR, ReportCommon

OVERVIEW = "/my/satisfaction"
COMPANY = "/my/satisfaction/company"


class CompanyPortalCase(ReportCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vip = cls._make_contact(cls.client, "Grace", satisfaction_role="vip")
        cls.stranger = cls._make_contact(
            cls.russian, "Ivan", satisfaction_role="decision_leader"
        )
        for name, partner in (
            ("ada", cls.contact),
            ("linus", cls.leader),
            ("ivan", cls.stranger),
        ):
            new_test_user(
                cls.env,
                login=f"portal_{name}",
                password=f"portal_{name}",
                groups="base.group_portal",
                partner_id=partner.id,
                company_id=cls.company.id,
            )

    def _get(self, path, login="portal_linus"):
        self.authenticate(login, login)
        response = self.url_open(path)
        return response, html.fromstring(response.content)

    def _text(self, page):
        for style in page.xpath("//style | //script"):
            style.drop_tree()
        return " ".join(page.text_content().split())

    def _make_case(self, partner=None, **values):
        return self.env["satisfaction.case"]._record_complaint(
            {
                "text": "SECRET words of the complaint",
                "subject": "The printer eats paper",
                "partner_id": (partner or self.contact).id,
                "company_id": self.company.id,
                "way": "phone",
                **values,
            }
        )

    def _make_assessment(self, levels, respondents=(), client=None, **values):
        """A finished assessment with stored levels: {code: (points, before, n)}."""
        client = client or self.client
        assessment = self.env["satisfaction.assessment"].create(
            {"client_id": client.id, "company_id": self.company.id, "mode": "meeting"}
        )
        assessment.sudo().write(
            {
                "state": "done",
                "points": 75.0,
                "response_count": len(respondents) or 3,
                "target_points": 80.0,
                "line_ids": [
                    Command.create(
                        {
                            "kind": "level",
                            "level_code": code,
                            "points": points,
                            "previous_points": before,
                            "change": points - before,
                            "trend": "fall" if points < before - 10 else "rise",
                            "response_count": count,
                        }
                    )
                    for code, (points, before, count) in levels.items()
                ],
                **values,
            }
        )
        for partner in respondents:
            self.env["satisfaction.request"].sudo().create(
                {
                    "company_id": self.company.id,
                    "channel_kind": "questionnaire",
                    "channel_code": "questionnaire",
                    "client_id": client.id,
                    "partner_id": partner.id,
                    "event_date": date(YEAR, 5, 1),
                    "state": "answered",
                    "answered_at": f"{YEAR}-05-01 12:00:00",
                    "answer_mode": "mail",
                    "is_scored": True,
                    "points": 75.0,
                    "worst_points": 75.0,
                    "assessment_id": assessment.id,
                }
            )
        return assessment

    def _answer_as(self, partner, code="ticket", points=50.0):
        return self._make_ledger_answer(
            self.client, points, partner_id=partner.id, channel_code=code
        )


@tagged("post_install", "-at_install")
class TestCompanyPortal(CompanyPortalCase):
    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------
    def test_figures_are_those_of_score_and_report(self):
        """R62, R63, R64, R110: portal, score form and review report say the same."""
        _response, page = self._get(COMPANY)
        portal = self._read_rows(page.xpath("//table[@id='calculation']//tr[td]"))
        document = self.env["ir.actions.report"]._render_qweb_html(
            "client_satisfaction.client_review", self.score.ids
        )[0]
        report = self._read_rows(
            html.fromstring(document).xpath("//tr[td and ancestor::table[thead]]")
        )
        self.assertEqual(portal, report)
        form = {
            line.channel_id.name: (
                f"{line.points:.1f}",
                str(line.response_count),
                f"{line.weighted_points:.2f}",
            )
            for line in self.score.line_ids
        }
        self.assertEqual(
            {row[0]: (row[1], row[2], row[6]) for row in portal[:-1]}, form
        )
        total = portal[-1]
        # The form's own words for points, interval and n: "92.2 (… , n = 8)"
        self.assertEqual(
            f"{total[1]} ({total[3]}, n = {total[2]})", self.score.score_text
        )
        self.assertEqual(total[1], "92.2")
        text = self._text(page)
        for part in ("Satisfied", "80.0", "+12.2: reached", "70.0", "+22.2"):
            self.assertIn(part, text)
        chart = page.xpath("//*[local-name()='svg']//*[local-name()='desc']")
        self.assertIn("92.2", chart[0].text_content())
        _response, page = self._get(OVERVIEW)
        box = self._text(page.xpath("//section[@id='company']")[0])
        self.assertIn("92.2", box)
        self.assertIn(f"95 % interval {total[3]}, n = 8", box)

    def _read_rows(self, rows):
        return [
            [re.sub(r"\s+", " ", cell.text_content()).strip() for cell in row]
            for row in rows
        ]

    def test_levels_of_the_latest_finished_assessment(self):
        """R48, R64: levels against target and the time before; running ones wait."""
        people = [self.contact, self.leader]
        self._make_assessment({"management": (70.0, 85.0, 2)}, people)
        latest = self._make_assessment(
            {"management": (60.0, 75.0, 2), "engineers": (85.0, 80.0, 2)}, people
        )
        running = self._make_assessment({"management": (99.0, 60.0, 2)}, people)
        running.sudo().state = "running"
        _response, page = self._get(COMPANY)
        rows = self._read_rows(page.xpath("//table[@id='levels']//tr[td]"))
        lines = latest.line_ids.filtered(lambda line: line.kind == "level")
        self.assertEqual([row[0] for row in rows], lines.mapped("name"))
        self.assertEqual([row[1] for row in rows], lines.mapped("score_text"))
        self.assertEqual([row[2] for row in rows], ["−20.0", "+5.0"])
        self.assertEqual([row[3] for row in rows], ["75.0", "80.0"])
        self.assertIn("▼ Fall −15.0", rows[0][4])
        self.assertNotIn("99.0", self._text(page))

    # ------------------------------------------------------------------
    # Whose
    # ------------------------------------------------------------------
    def test_only_decision_leaders(self):
        """R110: a colleague without the role sees own things only."""
        response, page = self._get(COMPANY, "portal_ada")
        self.assertTrue(response.url.endswith(OVERVIEW))
        text = self._text(page)
        self.assertNotIn("92.2", text)
        self.assertFalse(page.xpath("//section[@id='company']"))
        response = self.url_open(COMPANY, allow_redirects=False)
        self.assertEqual(response.status_code, 303)

    def test_foreign_clients_and_companies(self):
        """R110: another client's leader, and our other companies, see nothing."""
        self._make_case()
        remark = self.env["satisfaction.remark"].create(
            {
                "text": "More parking, please",
                "source": "meeting",
                "partner_id": self.contact.id,
                "company_id": self.company.id,
            }
        )
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.program_manager.company_ids |= other
        program = self._make_program(other, YEAR)
        self._make_score(self.client, date(YEAR, 10, 1), 33, program)
        self.score.is_latest = True
        for login, mine in (("portal_ivan", False), ("portal_linus", True)):
            _response, page = self._get(COMPANY, login)
            text = self._text(page)
            for part in ("Acme", "92.2", "The printer eats paper", remark.name):
                self.assertEqual(part in text, mine, (login, part))
            self.assertNotIn("33.0", text)
            self.assertNotIn("Elsewhere", text)
        self.assertIn("50.0", self._text(self._get(COMPANY, "portal_ivan")[1]))

    def test_single_vip_is_not_told(self):
        """R71, R110: what one VIP answered is closed to colleagues, with all that
        would tell it; a second person opens it."""
        for code in ("ticket", "callback", "monthly"):
            self._answer_as(self.contact, code)
            self._answer_as(self.leader, code)
        self._answer_as(self.vip, "questionnaire")
        _response, page = self._get(COMPANY)
        rows = self._read_rows(page.xpath("//table[@id='calculation']//tr[td]"))
        self.assertEqual({(row[1], row[6]) for row in rows[:-1]}, {("", "")})
        self.assertEqual(rows[-1][1], "92.2")
        self.assertIn("stay closed", self._text(page))
        # The viewer's own answer doesn't hide the VIP's: they know their own.
        self._answer_as(self.leader, "questionnaire")
        _response, page = self._get(COMPANY)
        self.assertIn("stay closed", self._text(page))
        self._answer_as(self.contact, "questionnaire")
        _response, page = self._get(COMPANY)
        self.assertNotIn("stay closed", self._text(page))

    def test_score_of_a_single_vip(self):
        """R71, R110: a score that is one VIP's opinion isn't shown at all."""
        self._answer_as(self.vip)
        for path in (COMPANY, OVERVIEW):
            _response, page = self._get(path)
            text = self._text(page)
            self.assertIn("Too few people", text)
            self.assertNotIn("92.2", text)

    def test_assessment_of_a_single_vip(self):
        """R71, R110: neither an assessment only a VIP took part in, nor one with a
        level only a VIP and the viewer judged."""
        levels = {"management": (61.0, 75.0, 1)}
        self._make_assessment(levels, [self.vip])
        text = self._text(self._get(COMPANY)[1])
        self.assertIn("Too few people took part", text)
        self.assertNotIn("61.0", text)
        people = [self.vip, self.leader, self.contact]
        self._make_assessment({"management": (62.0, 75.0, 2)}, people)
        text = self._text(self._get(COMPANY)[1])
        self.assertNotIn("62.0", text)
        self._make_assessment({"management": (63.0, 75.0, 3)}, people)
        self.assertIn("63.0", self._text(self._get(COMPANY)[1]))

    def test_cases_are_read_only(self):
        """R91, R110: number, matter and stage of the company's cases, not the words;
        VIPs' cases stay among few; own ones lead to their page."""
        self._make_case()
        own = self._make_case(self.leader, subject="My own trouble")
        self._make_case(self.vip, subject="Between us")
        _response, page = self._get(COMPANY)
        section = page.xpath("//section[@id='company-cases']")[0]
        text = self._text(section)
        self.assertIn("The printer eats paper", text)
        self.assertIn("We received it", text)
        self.assertNotIn("Between us", text)
        self.assertNotIn("SECRET", text)
        self.assertEqual(section.xpath(".//a/@href"), [f"{OVERVIEW}/cases/{own.id}"])

    def test_actions_with_status_and_rating(self):
        """R89, R91: what we do, how far it is, and how the company's people rated it;
        words of the house, cancelled ones and VIPs' ratings stay inside."""
        remark, secret = self.env["satisfaction.remark"].create(
            [
                {
                    "text": "Too slow",
                    "source": "meeting",
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                }
                for partner in (self.contact, self.vip)
            ]
        )
        values = {
            "client_ids": [Command.set(self.client.ids)],
            "date_due": f"{YEAR + 3}-12-24",
            "company_id": self.company.id,
        }
        done = self.env["satisfaction.action"].create(
            {
                **values,
                "name": "Hire somebody at last",
                "client_text": "A second dispatcher",
                "description": "<p>SECRET way</p>",
                "remark_ids": [Command.set([remark.id, secret.id])],
            }
        )
        done.write({"result": "She started in May.", "state": "done"})
        self.env["satisfaction.action"].create({**values, "name": "Weekly call"})
        self.env["satisfaction.action"].create({**values, "name": "Forget it"}).write(
            {"state": "cancelled", "cancel_reason": "No use"}
        )
        remark._rate(4, partner=self.contact)
        secret._rate(1, partner=self.vip)
        _response, page = self._get(COMPANY)
        section = page.xpath("//section[@id='actions']")[0]
        text = self._text(section)
        entries = [self._text(item) for item in section.xpath(".//li")]
        self.assertEqual(len(entries), 2)
        self.assertIn(f"Weekly call Planned Until December 24, {YEAR + 3}", entries[0])
        self.assertIn("A second dispatcher Done", entries[1])
        self.assertIn("rated it: 4 of 5", entries[1])
        for part in ("Hire somebody", "SECRET", "Forget it", "rated it: 1"):
            self.assertNotIn(part, text)

    def test_empty_company(self):
        """R110: a client without anything finds sentences, no errors and no zeros."""
        newcomer = self._make_client("Newcomer")
        self.leader.parent_id = newcomer
        response, page = self._get(COMPANY)
        self.assertEqual(response.status_code, 200)
        text = self._text(page)
        self.assertIn("Nobody of your company has answered yet", text)
        self.assertIn("There is no report for you yet", text)
        self.assertFalse(page.xpath("//table"))

    # ------------------------------------------------------------------
    # The overview
    # ------------------------------------------------------------------
    def test_overview_is_one_place(self):
        """R91, R110, R126: waiting asks, own cases with progress, own remarks with
        what became of them, ways to tell something, and the history."""
        waiting = self._close_ticket()
        self._send_due()
        self.assertEqual(waiting.state, "sent", waiting.skip_reason)
        answered = self._answered(5)
        case = self._make_case()
        foreign = self._make_case(self.leader, subject="Of somebody else")
        remark = self.env["satisfaction.remark"].create(
            {
                "text": "More parking, please",
                "source": "meeting",
                "partner_id": self.contact.id,
                "company_id": self.company.id,
            }
        )
        _response, page = self._get(OVERVIEW, "portal_ada")

        def links(section):
            return page.xpath(f"//section[@id='{section}']//a/@href")

        self.assertIn(f"{OVERVIEW}/{waiting.id}", links("waiting"))
        self.assertIn(f"{OVERVIEW}/{answered.id}", links("history"))
        self.assertIn(f"{OVERVIEW}/cases/{case.id}", links("cases"))
        self.assertNotIn(f"{OVERVIEW}/cases/{foreign.id}", links("cases"))
        self.assertIn(f"{OVERVIEW}/remarks/{remark.id}", links("remarks"))
        text = self._text(page)
        self.assertIn("We received it", text)
        everywhere = page.xpath("//a/@href")
        for way in ("/tell", "/complaint", "/cases", "/remarks"):
            self.assertIn(OVERVIEW + way, everywhere)

    def test_empty_overview(self):
        """R110: who has nothing yet reads what will stand here."""
        _response, page = self._get(OVERVIEW, "portal_ada")
        text = self._text(page)
        for part in (
            "There is nothing to answer",
            "Nothing to complain about",
            "You have told us nothing yet",
            "You have answered nothing yet",
        ):
            self.assertIn(part, text)

    def test_breadcrumbs_lead_back(self):
        """R110: every page leads back to the overview."""
        case = self._make_case(self.leader)
        for path in (
            COMPANY,
            f"{OVERVIEW}/cases",
            f"{OVERVIEW}/cases/{case.id}",
            f"{OVERVIEW}/complaint",
            f"{OVERVIEW}/remarks",
            f"{OVERVIEW}/tell",
        ):
            _response, page = self._get(path)
            crumbs = page.xpath("//ol[contains(@class, 'o_portal_submenu')]//a/@href")
            self.assertEqual(crumbs.count(OVERVIEW), 1, path)

    def test_queries_dont_grow(self):
        """R110: ten times the cases and remarks take about the same queries."""
        page = self.env["satisfaction.company.page"].sudo()

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            page._get_pages(self.leader, self.company)
            return self.env.cr.sql_log_count - before

        self._make_case()
        count()
        few = count()
        for number in range(10):
            self._make_case(subject=f"Trouble {number}", text=f"Trouble {number}")
        self.assertLessEqual(count(), few + 12)

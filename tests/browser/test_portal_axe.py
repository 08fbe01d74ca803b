# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The client's pages in the portal under axe-core, on a phone and at a desk.

What lies outside the page itself
(header and footer of the portal, Odoo's signature widget) is not ours and not looked
at.
"""

from datetime import date

from odoo import Command
from odoo.tests import new_test_user, tagged

from ..report import builders
from .test_answer_page_axe import SERIOUS, AxeCase

OURS = """
axe.run({include: [['%s']], exclude: [['owl-component']]}, {
    resultTypes: ['violations']}).then(
    (result) => result.violations.map((found) => [
        found.impact, found.id, found.nodes.map((node) => node.html).slice(0, 3)]))
"""
# On the portal's home only the card is ours.
CARD = ".o_portal_index_card:has([data-placeholder_count=satisfaction_case_count])"


@tagged("post_install", "-at_install")
class PortalAxeCase(AxeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            login="portal_linus",
            password="portal_linus",
            groups="base.group_portal",
            partner_id=cls.leader.id,
            company_id=cls.company.id,
        )
        year = date.today().year - 1
        program = cls._make_program(cls.company, year)
        ratings = {code: [70.0, 80.0, 95.0] for code in builders.CHANNELS}
        score = builders.make_score(
            cls.env, cls.client, program, date(year, 10, 1), ratings
        )
        report = cls.env["satisfaction.client.report"].create({"score_id": score.id})
        report.write({"state": "released", "document": "JVBERi0xLjQK"})
        cls.remark = cls.env["satisfaction.remark"].create(
            {
                "text": "More parking, please",
                "source": "meeting",
                "partner_id": cls.leader.id,
                "company_id": cls.company.id,
            }
        )
        cls.env["satisfaction.action"].create(
            {
                "name": "A second dispatcher",
                "client_ids": [Command.set(cls.client.ids)],
                "company_id": cls.company.id,
                "date_due": f"{year + 5}-01-31",
            }
        )
        cls.case = cls.env["satisfaction.case"]._record_complaint(
            {
                "text": "The printer eats paper",
                "partner_id": cls.leader.id,
                "company_id": cls.company.id,
                "way": "portal",
            }
        )
        cls.case.with_context(satisfaction_history=True).write(
            {
                "call_notes": "<p>Called</p>",
                "planned_actions": "<p>A new printer</p>",
                "commitment_date": f"{year + 5}-01-31",
                "decision": "accepted",
                "result": "<p>Printer replaced</p>",
                "state": "done",
            }
        )

    #: The part of the page that is ours
    part = "#wrap"

    def _paths(self):
        waiting = self._make_ask()
        waiting.partner_id = self.leader
        stem = "/my/satisfaction"
        return {
            "home": "/my/home",
            "overview": stem,
            "company": f"{stem}/company",
            "questions": f"{stem}/{waiting.id}",
            "complaint": f"{stem}/complaint",
            "cases": f"{stem}/cases",
            "case": f"{stem}/cases/{self.case.id}",
            "remarks": f"{stem}/remarks",
            "remark": f"{stem}/remarks/{self.remark.id}",
            "tell": f"{stem}/tell",
        }

    def _run_axe(self, browser):
        self._load_axe(browser)
        result = browser._websocket_request(
            "Runtime.evaluate",
            params={
                "expression": OURS % self.part,
                "returnByValue": True,
                "awaitPromise": True,
            },
        )
        self.assertNotIn("exceptionDetails", result)
        return result["result"]["value"]


class TestPortalAxe(PortalAxeCase):
    def test_every_page(self):
        """R110, R33: no serious finding on any page of the client's side."""
        paths = self._paths()
        with self._browser() as browser:
            self.authenticate("portal_linus", "portal_linus", browser=browser)
            for name, path in paths.items():
                self._open(browser, path)
                self.part = CARD if name == "home" else "#wrap"
                for size in ("phone", "desk"):
                    with self.subTest(page=name, size=size):
                        self._set_screen(browser, size)
                        found = self._run_axe(browser)
                        for impact, rule, nodes in found:
                            print(f"axe: {name}: {impact}: {rule}: {nodes}")
                        serious = [one for one in found if one[0] in SERIOUS]
                        self.assertEqual(serious, [], name)

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What people see of a case, each with no more rights than needed."""

from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .builders import ImproveCommon


@tagged("post_install", "-at_install")
class TestCaseViews(ImproveCommon):
    def _arch(self, user, model, kind):
        view = self.env[model].with_user(user).get_view(view_type=kind)
        return etree.fromstring(view["arch"])

    def test_guide_beside_the_notes(self):
        """R97, R98: the upset-client steps stand beside the notes, folded."""
        arch = self._arch(self.service, "satisfaction.case", "form")
        guide, partnership = arch.xpath("//details")
        self.assertIsNone(guide.get("open"))
        self.assertIsNone(partnership.get("open"))
        steps = [" ".join(step.itertext()).strip() for step in guide.xpath(".//ol/li")]
        self.assertEqual(len(steps), 7)
        for step, word in zip(
            steps,
            ("Empathise", "Listen", "Ask", "notes", "Own it", "Respond", "why am I"),
            strict=True,
        ):
            self.assertIn(word, step)
        ideas = " ".join(partnership.xpath(".//ul")[0].itertext())
        for idea in ("workaround", "severe", "causes", "right people", "technical"):
            self.assertIn(idea, ideas)
        # On the same page as the notes, so that both are seen at once
        self.assertTrue(guide.xpath("ancestor::page//field[@name='call_notes']"))

    def test_every_view_loads_for_everyone_on_the_call(self):
        """R83, R119: kanban, list, form, calendar, activities and pivot."""
        case = self._open(40)
        for user in (self.manager, self.service, self.senior, self.boss):
            for kind in ("kanban", "list", "form", "calendar", "activity", "pivot"):
                with self.subTest(user=user.name, view=kind):
                    arch = self._arch(user, "satisfaction.case", kind)
                    names = {
                        field.get("name")
                        for field in arch.xpath("//field")
                        if not field.xpath("ancestor::field")
                    }
                    case.with_user(user).web_read(
                        {
                            name: {"fields": {"display_name": {}}}
                            if self.env["satisfaction.case"]._fields[name].relational
                            else {}
                            for name in names
                        }
                    )

    def test_filters(self):
        """R81, R99: overdue, mine and senior find what they say."""
        Case = self.env["satisfaction.case"].with_user(self.boss)
        late, senior = self._open(60), self._open(40)
        senior.contact_deadline = "2099-01-01 10:00:00"
        arch = self._arch(self.boss, "satisfaction.case", "search")
        domains = {
            item.get("name"): item.get("domain") for item in arch.xpath("//filter")
        }

        def found(name, user=self.boss):
            domain = [("id", "in", (late + senior).ids)]
            # The web client evaluates the domain the same way
            domain += safe_eval(domains[name], {"uid": user.id})
            return Case.search(domain)

        self.assertEqual(found("overdue"), late)
        self.assertEqual(found("senior"), senior)
        self.assertEqual(found("critical"), senior)
        self.assertEqual(found("mine", self.senior), senior)
        self.assertEqual(found("mine", self.manager), late + senior)
        self.assertFalse(found("missing"))

    def test_buttons_on_ticket_and_client(self):
        """R84: record a complaint on the ticket; cases on ticket and client."""
        arch = self._arch(self.agent, "helpdesk.ticket", "form")
        self.assertTrue(arch.xpath("//button[@name='action_record_complaint']"))
        plain = self._user("plain", "helpdesk_mgmt.group_helpdesk_user")
        arch = self._arch(plain, "helpdesk.ticket", "form")
        self.assertFalse(arch.xpath("//button[@name='action_record_complaint']"))
        self.assertFalse(arch.xpath("//field[@name='satisfaction_case_count']"))
        self._open(60)
        self.assertEqual(self.client.with_user(self.manager).satisfaction_case_count, 1)
        action = self.contact.with_user(self.manager).action_open_satisfaction_cases()
        self.assertEqual(action["domain"], [("client_id", "=", self.client.id)])

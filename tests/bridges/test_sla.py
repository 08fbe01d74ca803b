# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from tests.measure.builders import Q3
from tests.measure.kpi_case import KpiCommon


class TestSla(KpiCommon):
    """With helpdesk_mgmt_sla: service levels beside satisfaction."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.write(
            {
                "use_sla": True,
                "resource_calendar_id": cls.env["resource.calendar"]
                .create({"name": "Always", "attendance_ids": False})
                .id,
            }
        )
        for weekday in "0123456":
            cls.env["resource.calendar.attendance"].create(
                {
                    "name": weekday,
                    "dayofweek": weekday,
                    "hour_from": 0,
                    "hour_to": 24,
                    "calendar_id": cls.team.resource_calendar_id.id,
                }
            )
        cls.sla = cls.env["helpdesk.sla"].create(
            {"name": "Four hours", "hours": 4, "stage_id": cls.stage_closed.id}
        )

    def _close_late(self, is_late, **values):
        """Close a ticket whose service level was kept, or had expired by then."""
        ticket = self._make_tickets(**values)
        self.assertEqual(ticket.ticket_sla_ids.state, "in_progress")
        if is_late:
            # Its clock is the real one, that of the tests stands still.
            ticket.ticket_sla_ids.state = "expired"
        self._close_ticket(ticket)
        self.assertEqual(
            ticket.ticket_sla_ids.state, "expired" if is_late else "accomplished"
        )
        return ticket

    def test_share(self):
        """R6, R9: closed tickets within their service levels, of those that had any."""
        for is_late in (False, False, False, True):
            self._close_late(is_late)
        other = self._make_team(name="Without SLA")
        self._close_ticket(team_id=other.id)
        self._compute()
        self.assertKpi(self._kpi("sla_met", Q3), 75, 4)
        self.assertKpi(self._kpi("sla_met", Q3, "client", self.client), 75, 4)
        self.assertFalse(self._kpi("sla_met", Q3, "team", other))
        self.assertKpi(self._kpi("ticket_count", Q3), 5, 5)

    def test_sla_met_client_dissatisfied(self):
        """R9: all levels kept, and the client is dissatisfied: that is listed."""
        content = self._make_client("Content")
        contact = self._make_contact(content, "Grace")
        late = self._make_client("Late")
        for client, partner, is_late, points in (
            (self.client, self.contact, False, 70),
            (content, contact, False, 90),
            (late, self._make_contact(late, "Ken"), True, 70),
        ):
            for _each in range(3):
                self._close_late(is_late, partner_id=partner.id)
            self._add_answers("ticket", [points] * 3, "2026-08-10", client=client)
        self._compute()
        score = self._score(Q3)
        self.assertEqual((score.sla_met_share, score.sla_ticket_count), (100, 3))
        listed = self.scores.with_user(self.program_manager).search(
            [("is_sla_met_dissatisfied", "=", True)]
        )
        self.assertEqual(listed, score)
        self.assertEqual(self._score(Q3, late).sla_met_share, 0)
        # The list is the client managers' own as well
        self.assertFalse(
            self.scores.with_user(self.other_client_manager).search(
                [("is_sla_met_dissatisfied", "=", True)]
            )
        )
        self.program.sla_met_from = 100
        self._add_answers("ticket", [100] * 30, "2026-08-11")
        self._compute()
        self.assertFalse(score.is_sla_met_dissatisfied)

    def test_installed_by_itself(self):
        """R9: the bridge comes with the two addons it joins."""
        bridge = self.env["ir.module.module"].search(
            [("name", "=", "client_satisfaction_sla")]
        )
        self.assertEqual((bridge.state, bridge.auto_install), ("installed", True))

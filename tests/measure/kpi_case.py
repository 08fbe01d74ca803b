# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Builders for KPI values: they come from the ledger, scores and clients."""

from .builders import ScoreCommon


class KpiCommon(ScoreCommon):
    """Scores are counted and KPIs computed in the middle of August 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpis = cls.env["satisfaction.kpi.value"]
        # Only clients of the tests count in the retention.
        cls.env["res.partner"].search([("client_since", "!=", False)]).write(
            {"client_since": False}
        )

    @classmethod
    def _compute(cls, program=None):
        """What the cron does for one programme."""
        cls._count()
        (program or cls.program)._open_scores()
        values = (program or cls.program)._compute_kpis()
        cls.env.flush_all()
        return values

    @classmethod
    def _kpi(cls, kpi, period=None, scope="company", record=None, **where):
        """The stored value of this year's programme; an empty record if none."""
        return cls.kpis._get(
            cls.program, kpi, period and period[0], scope, record, **where
        )

    @classmethod
    def _add_closing(cls, day, hours, ticket=None, **values):
        """A ledger row of a ticket's closing, as the planner makes it."""
        ticket = ticket or cls._make_tickets()
        return cls.env["satisfaction.request"].create(
            {
                "company_id": cls.company.id,
                "program_id": cls.program.id,
                "channel_kind": "ticket",
                "channel_code": "ticket",
                "ticket_id": ticket.id,
                "team_id": cls.team.id,
                "user_id": cls.agent.id,
                "client_id": cls.client.id,
                "partner_id": cls.contact.id,
                "event_date": day,
                "event_at": f"{day} 12:00:00",
                "state": "skipped",
                "skip_reason": "cool_down",
                "is_closing": True,
                "resolution_hours": hours,
                **values,
            }
        )

    def assertKpi(self, value, expected, n, low=None, high=None, places=1):
        """A stored value with its number and interval (D15)."""
        self.assertTrue(value.is_measured, value.display_name)
        self.assertAlmostEqual(value.value, expected, places)
        self.assertEqual(value.n, n)
        if low is not None:
            self.assertAlmostEqual(value.interval_low, low, places)
            self.assertAlmostEqual(value.interval_high, high, places)

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.exceptions import UserError

from .builders import Q1, Q2
from .kpi_case import KpiCommon


class TestKpiUpkeep(KpiCommon):
    """KPI values keep in step with their rows until their period is frozen."""

    def test_computed_again(self):
        """What did not change is not written; what is gone is removed."""
        rows = self._add_answers("ticket", [60] * 6, "2026-05-10", team_id=self.team.id)
        self._compute()
        stamps = {value: value.write_date for value in self.kpis.search([])}
        ids = set(self.kpis.search([]).ids)
        with patch.object(type(self.kpis), "write") as write:
            self.program._compute_kpis()
        write.assert_not_called()
        self.assertEqual(set(self.kpis.search([]).ids), ids)
        self.assertTrue(stamps)
        rows.state = "cancelled"
        self.program._compute_kpis()
        self.assertFalse(self._kpi("tickets", Q2, "team", self.team))
        company = self._kpi("tickets", Q2)
        self.assertTrue(company)
        self.assertFalse(company.is_measured)
        self.assertIs(company.value, False)

    def test_frozen(self):
        """R13, D7: the KPIs of a frozen period never change, whoever writes."""
        self._add_answers("ticket", [60] * 3, "2026-02-10")
        self._compute()
        self.program.with_user(self.program_manager)._freeze_until(Q1[1])
        value = self._kpi("tickets", Q1)
        self.assertTrue(value.is_frozen)
        self._add_answers("ticket", [100] * 3, "2026-02-11")
        self._compute()
        self.assertKpi(value, 60, 3)
        with self.assertRaises(UserError):
            value.sudo().value = 99
        with self.assertRaises(UserError):
            value.sudo().unlink()
        # The year is not over
        self.assertKpi(self._kpi("tickets", is_year=True), 80, 6)

    def test_freezing_counts_first(self):
        """D7: what is frozen is complete, also when the cron had not run yet."""
        self._add_answers("ticket", [60] * 3, "2026-02-10")
        self.program.with_user(self.program_manager)._freeze_until(Q1[1])
        self.assertKpi(self._kpi("tickets", Q1), 60, 3)

    def test_new_period_length(self):
        """D7: values of periods that don't exist any more go."""
        self._add_answers("ticket", [60] * 3, "2026-05-10")
        self._compute()
        self.assertTrue(self._kpi("tickets", Q2))
        self.program.period_length = "month"
        self._compute()
        spans = set(
            self.kpis.search([("program_id", "=", self.program.id)]).mapped(
                "period_label"
            )
        )
        self.assertEqual(spans, {f"2026-0{month}" for month in range(1, 9)} | {"2026"})

    def test_cron(self):
        """One programme that can't be computed does not hold up the others."""
        self._add_answers("ticket", [60] * 3, "2026-05-10")
        self._count()
        kpis = type(self.kpis)
        compute = kpis._compute_program

        def fail_for_last_year(values, program):
            if program == self.program_2025:
                raise ValueError("broken")
            return compute(values, program)

        with (
            patch.object(kpis, "_compute_program", fail_for_last_year),
            self.assertLogs("odoo.addons.client_satisfaction", "ERROR") as logs,
            self._without_commit(),
        ):
            self.kpis._cron_compute()
        self.assertIn(self.program_2025.name, logs.output[0])
        self.assertKpi(self._kpi("tickets", Q2), 60, 3)

    def test_queries_do_not_grow(self):
        """The number of queries does not depend on how many clients there are."""

        def count(number):
            for each in range(number):
                client = self._make_client(f"C{number}-{each}")
                self._add_answers("ticket", [60, 80], "2026-05-10", client=client)
            self._compute()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.program._compute_kpis()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.assertLessEqual(count(40), count(2) + 3)

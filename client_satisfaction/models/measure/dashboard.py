# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import models
from odoo.fields import Domain
from odoo.tools import date_utils

#: The filter of bin/lib/dashboard_filters.py, and what stands there for a while in
#: which nothing is measured yet.
PERIOD_FILTER = "period"
WHOLE_YEAR = "last_12_months"


class SpreadsheetDashboard(models.Model):
    """Our dashboards open with the programme's own running period."""

    _inherit = "spreadsheet.dashboard"

    def _get_serialized_readonly_dashboard(self):
        data = super()._get_serialized_readonly_dashboard()
        group = self.env.ref(
            "client_satisfaction.dashboard_group", raise_if_not_found=False
        )
        # sudo: only which group a dashboard the reader opens belongs to
        if not group or self.sudo().dashboard_group_id != group:
            return data
        opened = json.loads(data)
        for one in opened["snapshot"].get("globalFilters", ()):
            if one["id"] == PERIOD_FILTER:
                one["defaultValue"] = self._get_satisfaction_period()
        return json.dumps(opened)

    def _get_satisfaction_period(self):
        """The period the figures of today stand in (R82).

        Then the cards show what start page and KPIs show. At the very beginning of a
        period nobody has answered yet, and a dashboard without a figure helps nobody.

        :return: a default value of Odoo's date filter: ``this_month``, ``this_quarter``
            or ``this_year`` as the programme measures, else ``last_12_months``
        """
        company = self.env.company
        today = company._satisfaction_today()
        program = self.env["satisfaction.program"]._find(company, today, running=False)
        length = program.period_length
        if not length:
            return WHOLE_YEAR
        measured = self.env["satisfaction.score"].search_count(
            Domain("company_id", "=", company.id)
            & Domain("is_measured", "=", True)
            & Domain("period_start", ">=", date_utils.start_of(today, length))
            & Domain("period_start", "<=", today),
            limit=1,
        )
        return f"this_{length}" if measured else WHOLE_YEAR

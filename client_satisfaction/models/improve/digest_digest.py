# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class DigestDigest(models.Model):
    """The week in a mail, by Odoo's own digests (R107)."""

    _inherit = "digest.digest"

    kpi_satisfaction_answers = fields.Boolean("Answers of Clients")
    kpi_satisfaction_answers_value = fields.Integer(
        compute="_compute_kpi_satisfaction_answers_value"
    )
    kpi_satisfaction_cases = fields.Boolean("New Satisfaction Cases")
    kpi_satisfaction_cases_value = fields.Integer(
        compute="_compute_kpi_satisfaction_cases_value"
    )
    kpi_satisfaction_closed_cases = fields.Boolean("Satisfaction Cases Closed")
    kpi_satisfaction_closed_cases_value = fields.Integer(
        compute="_compute_kpi_satisfaction_closed_cases_value"
    )
    kpi_satisfaction_alerts = fields.Boolean("Satisfaction Alerts")
    kpi_satisfaction_alerts_value = fields.Integer(
        compute="_compute_kpi_satisfaction_alerts_value"
    )

    def _compute_kpi_satisfaction_answers_value(self):
        self._check_reads_satisfaction()
        self._calculate_company_based_kpi(
            "satisfaction.request",
            "kpi_satisfaction_answers_value",
            date_field="answered_at",
            additional_domain=Domain("state", "=", "answered"),
        )

    def _compute_kpi_satisfaction_cases_value(self):
        self._check_reads_satisfaction()
        self._calculate_company_based_kpi(
            "satisfaction.case",
            "kpi_satisfaction_cases_value",
            date_field="opened_at",
        )

    def _compute_kpi_satisfaction_closed_cases_value(self):
        self._check_reads_satisfaction()
        self._calculate_company_based_kpi(
            "satisfaction.case",
            "kpi_satisfaction_closed_cases_value",
            date_field="closed_at",
        )

    def _compute_kpi_satisfaction_alerts_value(self):
        self._check_reads_satisfaction()
        self._calculate_company_based_kpi(
            "satisfaction.alert",
            "kpi_satisfaction_alerts_value",
            date_field="noticed_at",
        )

    @api.model
    def _check_reads_satisfaction(self):
        """A digest leaves out figures its reader has no right to."""
        if not self.env.user.has_groups(
            "client_satisfaction.group_client_manager,"
            "client_satisfaction.group_senior_management"
        ):
            raise AccessError(
                self.env._("Do not have access, skip this data for user's digest email")
            )

    def _compute_kpis_actions(self, company, user):
        result = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("client_satisfaction.menu_root").id
        for kpi, action in (
            ("kpi_satisfaction_answers", "action_requests"),
            ("kpi_satisfaction_cases", "action_cases"),
            ("kpi_satisfaction_closed_cases", "action_cases"),
            ("kpi_satisfaction_alerts", "action_alerts"),
        ):
            result[kpi] = f"client_satisfaction.{action}?menu_id={menu}"
        return result


class SatisfactionProgram(models.Model):
    _inherit = "satisfaction.program"

    def action_start(self):
        """Whoever runs a programme gets its week by mail, until they unsubscribe."""
        result = super().action_start()
        digest = self.env.ref(
            "client_satisfaction.digest_weekly", raise_if_not_found=False
        )
        if digest:
            # sudo: digests are the administrator's; this only adds a reader who may
            # read all of it
            digest.sudo().user_ids += self.manager_id
        return result

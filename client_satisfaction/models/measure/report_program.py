# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionProgram(models.Model):
    """What is reported after each period, and to whom (R91, R103, R107)."""

    _inherit = "satisfaction.program"

    report_is_automatic = fields.Boolean(
        "Prepare reports after each period",
        tracking=True,
        help="A round of reports is prepared by itself. Clients get nothing before"
        " somebody has approved it.",
    )
    report_after_days = fields.Integer(
        "Days after the period",
        default=10,
        required=True,
        aggregator=None,
        help="So long late answers may still come in.",
    )
    report_user_ids = fields.Many2many(
        "res.users",
        "satisfaction_program_report_default_user_rel",
        "program_id",
        "user_id",
        string="Programme report goes to",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Head of service management, process owners, management. Empty: the"
        " programme manager and whoever answers for a process or a target.",
    )
    report_ids = fields.One2many(
        "satisfaction.program.report",
        "program_id",
        "Programme reports",
        groups="client_satisfaction.group_program_manager,"
        "client_satisfaction.group_senior_management",
    )

    _report_days = models.Constraint(
        "CHECK (report_after_days BETWEEN 0 AND 90)",
        "Reports are prepared 0 to 90 days after the end of a period.",
    )

    def _get_report_users(self):
        """To whom a programme report goes unless somebody chooses otherwise."""
        users = self.env["res.users"]
        for program in self:
            # sudo: who answers for what is known to everybody who reads the programme
            known = program.sudo()
            users |= known.report_user_ids or (
                known.manager_id
                | known.process_ids.responsible_id
                | known.target_ids.accountable_id
            )
        return users.sudo(False).filtered("active")

    def action_open_program_reports(self):
        """The reports of this programme for management."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_program_reports"
        )
        return {
            **action,
            "domain": [("program_id", "=", self.id)],
            "context": {"default_program_id": self.id},
        }

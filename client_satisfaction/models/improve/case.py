# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionCase(models.Model):
    """One piece of negative feedback until it is settled with the client (R83)."""

    _name = "satisfaction.case"
    _description = "Satisfaction Case"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "severity desc, contact_deadline, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one("res.company", required=True, index=True)
    program_id = fields.Many2one("satisfaction.program", ondelete="restrict")
    origin = fields.Selection(
        [("answer", "Low answer"), ("complaint", "Direct complaint")],
        required=True,
        default="complaint",
    )
    request_id = fields.Many2one("satisfaction.request", "Ask", ondelete="restrict")
    ticket_id = fields.Many2one("helpdesk.ticket", ondelete="set null", index="btree_not_null")
    team_id = fields.Many2one("helpdesk.ticket.team", ondelete="set null")
    category_id = fields.Many2one("helpdesk.ticket.category", ondelete="set null")
    client_id = fields.Many2one("res.partner", required=True, ondelete="restrict", index=True)
    partner_id = fields.Many2one("res.partner", "Contact", ondelete="set null")
    worst_points = fields.Float(digits=(5, 1), aggregator="min")
    severity = fields.Selection(
        [("1", "Minor"), ("2", "Serious"), ("3", "Critical")], required=True, default="2"
    )
    follow_up_level = fields.Selection(
        [("manager", "Client and service manager"), ("senior", "With senior management")],
        required=True,
        default="manager",
    )
    state = fields.Selection(
        [
            ("new", "New"),
            ("contacted", "Contacted"),
            ("analysed", "Analysed"),
            ("committed", "Committed"),
            ("done", "Done"),
            ("reviewed", "Reviewed with client"),
            ("closed", "Closed"),
        ],
        required=True,
        default="new",
        index=True,
        tracking=True,
    )
    client_manager_id = fields.Many2one("res.users", "Client manager", tracking=True)
    service_manager_id = fields.Many2one("res.users", "Service manager", tracking=True)
    senior_manager_id = fields.Many2one("res.users", "Senior management", tracking=True)
    program_manager_id = fields.Many2one("res.users", "Programme manager")
    missing_people = fields.Char(help="Roles nobody was named for; the programme manager stands in.")
    opened_at = fields.Datetime(default=fields.Datetime.now, readonly=True)
    contact_deadline = fields.Datetime(help="Contact the client until then (R81).")
    contacted_at = fields.Datetime(readonly=True)
    report_deadline = fields.Date(help="The report with actions is promised until then (R79).")
    closed_at = fields.Datetime(readonly=True)

    _request_unique = models.UniqueIndex("(request_id)", "An answer opens one case only.")

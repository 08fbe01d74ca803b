# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

# The stages in their order; "cancelled" stands beside them
ACTION_STAGES = [
    ("planned", "Planned"),
    ("in_progress", "In progress"),
    ("done", "Done"),
    ("reviewed", "Reviewed with client"),
    ("cancelled", "Cancelled"),
]
OPEN_ACTION_STAGES = ("planned", "in_progress")
FINISHED_ACTION_STAGES = ("done", "reviewed")
# What providers do about feedback (R93)
ACTION_TYPES = [
    ("procedure", "Change an internal procedure"),
    ("client_rule", "Change a rule of working with the client"),
    ("eliminate", "Eliminate what was criticised"),
    ("training", "Train engineers"),
    ("automation", "Automation or self-service portal"),
    ("supplier", "Request to a supplier"),
    ("other", "Other"),
]


class SatisfactionAction(models.Model):
    """One thing that somebody does until a day so that clients get happier (R87).

    It stands for one client or for many (R94), and says what asked for it: remarks,
    cases, indicators, root causes. What it brought is measured (see
    ``action_effect``); what becomes of it is told to the clients.
    """

    _name = "satisfaction.action"
    _description = "Improvement Action"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_due, id"
    _check_company_auto = True
    _rec_names_search = ["name", "client_ids.name"]

    name = fields.Char(
        "Action",
        required=True,
        tracking=True,
        help="What is done, in one line.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    program_id = fields.Many2one(
        "satisfaction.program",
        "Programme",
        ondelete="restrict",
        check_company=True,
        compute="_compute_program_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    description = fields.Html(
        "How", help="How it is done. Stays inside the house: clients don't see it."
    )
    client_text = fields.Text(
        "In words for the client",
        help="How the client reads it in the portal and in the report with our actions."
        " Empty: the action as it is named.",
    )
    action_type = fields.Selection(
        ACTION_TYPES, "Kind", required=True, default="eliminate", tracking=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        index=True,
        tracking=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Sees to it that it is done, and is reminded before it is due.",
    )
    date_start = fields.Date(
        "Begins",
        help="When work begins; empty: at once.",
    )
    date_due = fields.Date(
        "Due",
        required=True,
        index=True,
        tracking=True,
        help="The day it was promised for. After it the action is overdue.",
    )
    state = fields.Selection(
        ACTION_STAGES,
        "Stage",
        required=True,
        default="planned",
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
        help="Done when the work is finished; reviewed when the client has said"
        " how it is now.",
    )
    priority = fields.Selection([("0", "Normal"), ("1", "Important")], default="0")
    # For whom
    scope = fields.Selection(
        [("client", "For one client"), ("overall", "For all it touches")],
        required=True,
        default="client",
        tracking=True,
        help="An improvement for all comes from what many clients say.",
    )
    client_ids = fields.Many2many(
        "res.partner",
        "satisfaction_action_client_rel",
        "action_id",
        "client_id",
        string="Clients",
        domain="[('parent_id', '=', False)]",
        compute="_compute_client_ids",
        store=True,
        readonly=False,
        help="The clients whose feedback asked for it.",
    )
    client_count = fields.Integer("Clients touched", compute="_compute_client_count")
    # What asked for it
    remark_ids = fields.Many2many(
        "satisfaction.remark",
        "satisfaction_action_remark_rel",
        "action_id",
        "remark_id",
        string="Remarks",
        check_company=True,
    )
    theme_ids = fields.Many2many(
        "satisfaction.theme",
        "satisfaction_action_theme_rel",
        "action_id",
        "theme_id",
        string="Themes",
        check_company=True,
    )
    indicator_ids = fields.Many2many(
        "satisfaction.indicator",
        "satisfaction_action_indicator_rel",
        "action_id",
        "indicator_id",
        string="Indicators",
        help="What should get better. Its answers before and after the action are"
        " compared; without any, whole answers are.",
    )
    assessment_line_id = fields.Many2one(
        "satisfaction.assessment.line",
        "Found in the assessment",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        help="The level or indicator of an assessment that asked for it.",
    )
    case_ids = fields.Many2many(
        "satisfaction.case",
        "satisfaction_action_case_rel",
        "action_id",
        "case_id",
        string="Cases",
        check_company=True,
    )
    root_cause_ids = fields.Many2many(
        "satisfaction.root.cause",
        "satisfaction_action_root_cause_rel",
        "action_id",
        "root_cause_id",
        string="Root causes",
    )
    supplier_id = fields.Many2one(
        "res.partner",
        ondelete="restrict",
        index="btree_not_null",
        help="The supplier or subcontractor who has to do it, or to plan it.",
    )

    _date_order = models.Constraint(
        "CHECK (date_start IS NULL OR date_start <= date_due)",
        "An action can't begin after the day it is due.",
    )

    @api.depends("company_id")
    def _compute_program_id(self):
        for company, actions in self.grouped("company_id").items():
            actions.program_id = company and self.env["satisfaction.program"]._find(
                company, company._satisfaction_today(), running=False
            )

    @api.depends("scope", "remark_ids", "case_ids", "theme_ids", "assessment_line_id")
    def _compute_client_ids(self):
        """Clients named by hand stay; those whose feedback is linked are added.

        An action for one client takes the client of its first remark or case.
        """
        for action in self:
            # sudo: whose feedback it is doesn't depend on who plans the action
            known = action.sudo()
            touched = known.remark_ids.client_id
            touched |= known.case_ids.client_id
            touched |= known.assessment_line_id.client_id
            if action.scope == "overall":
                touched |= known.theme_ids.remark_ids.filtered(
                    lambda remark, company=known.company_id: (
                        remark.company_id == company and remark.state != "declined"
                    )
                ).client_id
                action.client_ids = known.client_ids | touched
            else:
                action.client_ids = known.client_ids[:1] or touched[:1]

    @api.depends("client_ids")
    def _compute_client_count(self):
        for action in self:
            action.client_count = len(action.client_ids)

    @api.constrains("scope", "client_ids")
    def _check_clients(self):
        for action in self:
            # sudo: who the client is decides, not who looks
            if action.scope == "client" and len(action.sudo().client_ids) != 1:
                raise ValidationError(
                    self.env._(
                        "“%(action)s” is for one client: name exactly one, or make it"
                        " an improvement for all it touches.",
                        action=action.name,
                    )
                )

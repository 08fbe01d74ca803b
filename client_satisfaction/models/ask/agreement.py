# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .request import DELIVERIES

# The ask was put, whatever came of it.
CARRIED_OUT = ("sent", "answered", "expired")


class SatisfactionAgreement(models.Model):
    """A survey a client requested, or that was agreed: it must take place (R23)."""

    _name = "satisfaction.agreement"
    _description = "Agreed Satisfaction Survey"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "planned_date, id"
    _rec_name = "client_id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True)
    client_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('parent_id', '=', False)]",
        tracking=True,
    )
    contact_ids = fields.Many2many(
        "res.partner",
        "satisfaction_agreement_contact_rel",
        string="Contacts",
        domain="[('commercial_partner_id', '=', client_id)]",
        help="Who answers. Empty: the contacts whose role the rule names.",
    )
    planned_date = fields.Date("Planned for", required=True, index=True, tracking=True)
    origin = fields.Selection(
        [
            ("requested", "Requested by the client"),
            ("agreed", "Agreed with the client"),
        ],
        required=True,
        default="agreed",
    )
    delivery = fields.Selection(DELIVERIES, "How", required=True, default="mail")
    survey_id = fields.Many2one(
        "survey.survey",
        "Questionnaire",
        domain="[('survey_type', '=', 'satisfaction')]",
        ondelete="restrict",
        help="Empty: the questionnaire of the rule.",
    )
    note = fields.Text("What was agreed")
    request_ids = fields.One2many("satisfaction.request", "agreement_id", "Asks")
    request_count = fields.Integer(compute="_compute_state")
    state = fields.Selection(
        [
            ("waiting", "Planned"),
            ("due", "Under way"),
            ("overdue", "Overdue"),
            ("done", "Carried out"),
        ],
        compute="_compute_state",
    )
    is_overdue = fields.Boolean(compute="_compute_state", search="_search_is_overdue")
    problem = fields.Char(compute="_compute_state", help="Why nobody was asked yet.")

    @api.depends_context("lang")
    @api.depends("planned_date", "request_ids.state", "company_id")
    def _compute_state(self):
        for agreement in self:
            today = agreement.company_id._satisfaction_today()
            requests = agreement.request_ids
            agreement.request_count = len(requests)
            done = any(request.state in CARRIED_OUT for request in requests)
            late = bool(agreement.planned_date and agreement.planned_date < today)
            agreement.is_overdue = late and not done
            if done:
                agreement.state = "done"
            elif late:
                agreement.state = "overdue"
            else:
                agreement.state = "due" if requests else "waiting"
            agreement.problem = not done and ", ".join(
                dict.fromkeys(filter(None, requests.mapped("summary")))
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        past = self.env["res.company"]._satisfaction_past_days("planned_date")
        overdue = past & Domain(
            "request_ids", "not any", [("state", "in", CARRIED_OUT)]
        )
        return overdue if True in value else ~overdue

    @api.constrains("contact_ids", "client_id")
    def _check_contacts(self):
        for agreement in self:
            others = agreement.contact_ids.filtered(
                lambda contact, agreement=agreement: (
                    contact.commercial_partner_id != agreement.client_id
                )
            )
            if others:
                raise ValidationError(
                    self.env._(
                        "%(contact)s doesn't belong to %(client)s.",
                        contact=others[0].display_name,
                        client=agreement.client_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        agreements = super().create(vals_list)
        for company in agreements.company_id:
            # Otherwise nothing would carry it out.
            program = self.env["satisfaction.program"]._find_running(company)
            program._get_rule("agreed")
        return agreements

    @api.ondelete(at_uninstall=False)
    def _unlink_except_carried_out(self):
        if self.sudo().request_ids:
            raise UserError(
                self.env._("Asks have been planned for it. Archive it instead.")
            )

    # ------------------------------------------------------------------
    # Carrying out
    # ------------------------------------------------------------------
    @api.model
    def _find_due(self, rule, today):
        """What a rule has to carry out: due and not yet planned.

        Where a programme has several such rules, the first one does the work.
        """
        first = rule.program_id._get_rule("agreed")
        if rule != first:
            return self.browse()
        return self.search(
            Domain("company_id", "=", rule.company_id.id)
            & Domain("planned_date", "<=", today)
            & Domain("request_ids", "=", False)
        )

    def _carry_out(self, rule):
        """Plan the asks of one agreement.

        :return: the new ``satisfaction.request``
        """
        self.ensure_one()
        contacts = self.contact_ids or self.env["res.partner"].search(
            Domain("commercial_partner_id", "=", self.client_id.id)
            & Domain("satisfaction_role", "in", rule._get_roles())
        )
        requests = rule._plan_contacts(
            contacts,
            silent_clients=() if contacts else self.client_id,
            survey=self.survey_id or None,
            delivery=self.delivery,
            is_mandatory=True,
        )
        requests.agreement_id = self
        return requests

    def action_plan_again(self):
        """Try once more, after what kept it from being carried out was mended."""
        self.check_access("write")
        for agreement in self:
            program = self.env["satisfaction.program"]._find_running(
                agreement.company_id
            )
            rule = program._get_rule("agreed")
            if not rule:
                raise UserError(
                    self.env._(
                        "No programme of %s is running.", agreement.company_id.name
                    )
                )
            if agreement.request_ids.filtered(
                lambda request: request.state in ("planned", *CARRIED_OUT)
            ):
                raise UserError(self.env._("Somebody is being asked already."))
            agreement._carry_out(rule)

    def action_open_requests(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_requests"
        )
        return {**action, "domain": [("agreement_id", "=", self.id)], "context": {}}

    # ------------------------------------------------------------------
    # Alerting
    # ------------------------------------------------------------------
    @api.model
    def _alert_overdue(self):
        """Tell programme managers, once, what should have taken place by now.

        The activity is done by itself when the survey has been carried out.
        """
        summary_type = "client_satisfaction.activity_type_overdue_agreement"
        late = self.search([("is_overdue", "=", True)])
        alerted = self.search(
            [("activity_ids.activity_type_id", "=", self.env.ref(summary_type).id)]
        )
        for agreement in late.filtered("is_overdue") - alerted:
            program = self.env["satisfaction.program"]._find_running(
                agreement.company_id
            )
            if program:
                agreement.activity_schedule(
                    summary_type,
                    agreement.company_id._satisfaction_today(),
                    user_id=program.manager_id.id,
                )
        (alerted - late).activity_feedback([summary_type])


class SatisfactionRequest(models.Model):
    _inherit = "satisfaction.request"

    agreement_id = fields.Many2one(
        "satisfaction.agreement",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

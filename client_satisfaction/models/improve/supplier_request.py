# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

SUPPLIER_STATES = [
    ("draft", "Draft"),
    ("asked", "Asked"),
    ("answered", "Answered"),
    ("accepted", "Accepted"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
]


class SatisfactionSupplierRequest(models.Model):
    """What is demanded from a supplier or subcontractor after clients' feedback (R95).

    Nothing confidential goes out: the supplier reads the text written for them and
    the names of those clients that were ticked one by one, nothing else.
    """

    _name = "satisfaction.supplier.request"
    _description = "Request to a Supplier"
    _inherit = ["mail.thread", "mail.activity.mixin", "satisfaction.document.mail"]
    _order = "date_due, id"
    _check_company_auto = True
    _rec_names_search = ["name", "supplier_id"]

    name = fields.Char("Subject", required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    action_id = fields.Many2one(
        "satisfaction.action",
        "For the action",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Asked by",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
    )
    supplier_id = fields.Many2one(
        "res.partner",
        required=True,
        ondelete="restrict",
        index=True,
        tracking=True,
        help="The supplier, or the person there who is to answer.",
    )
    demand = fields.Selection(
        [
            ("improvement", "An improvement"),
            ("plan", "A plan of improvement"),
        ],
        "We demand",
        required=True,
        default="plan",
        tracking=True,
        help="What the supplier is asked for, in words they can act on.",
    )
    text = fields.Text(
        "Text for the supplier",
        help="All the supplier reads, besides subject and day. Leave out what clients"
        " told you in confidence.",
    )
    client_ids = fields.Many2many(
        "res.partner",
        "satisfaction_supplier_request_client_rel",
        "request_id",
        "client_id",
        string="Name these clients",
        domain="[('id', 'in', nameable_client_ids)]",
        help="Only clients ticked here are named to the supplier, by their name and"
        " nothing else. Ask them first.",
    )
    nameable_client_ids = fields.Many2many(
        "res.partner", compute="_compute_nameable_client_ids"
    )
    date_due = fields.Date(
        "Answer until",
        required=True,
        tracking=True,
        help="Until when the supplier is to answer.",
    )
    state = fields.Selection(
        SUPPLIER_STATES,
        "Stage",
        required=True,
        default="draft",
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
    asked_on = fields.Date(readonly=True, copy=False)
    # What came back
    answered_on = fields.Date("Answer received", copy=False, tracking=True)
    answer = fields.Text(
        "The supplier's answer or plan", copy=False, help="In the supplier's own words."
    )
    answer_file_ids = fields.Many2many(
        "ir.attachment",
        "satisfaction_supplier_request_file_rel",
        "request_id",
        "attachment_id",
        string="Files of the answer",
        copy=False,
        bypass_search_access=True,
    )
    promised_until = fields.Date(
        "Promised until",
        copy=False,
        tracking=True,
        help="The day by which the supplier promises to have it done.",
    )
    verdict_note = fields.Text(
        "Why",
        copy=False,
        help="Why the answer is good enough, or why it is not. Stays in the house.",
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    @api.depends("action_id")
    def _compute_company_id(self):
        for request in self:
            request.company_id = (
                request.action_id.company_id or request.company_id or self.env.company
            )

    @api.depends("action_id.client_ids")
    def _compute_nameable_client_ids(self):
        for request in self:
            request.nameable_client_ids = request.action_id.client_ids

    @api.depends("state", "date_due")
    def _compute_is_late(self):
        for request in self:
            today = request.company_id and request.company_id._satisfaction_today()
            request.is_late = bool(
                request.state == "asked"
                and today
                and request.date_due
                and request.date_due < today
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        past = self.env["res.company"]._satisfaction_past_days("date_due")
        late = Domain("state", "=", "asked") & past
        return late if True in value else ~late

    # ------------------------------------------------------------------
    # What each stage asks for
    # ------------------------------------------------------------------
    @api.constrains("state", "text", "answered_on", "answer", "verdict_note")
    def _check_stage(self):
        """No stage without what it stands for, whichever way it is reached."""
        stages = dict(self._fields["state"]._description_selection(self.env))
        for request in self:
            missing = request._get_missing_for_stage()
            if missing:
                raise ValidationError(
                    self.env._(
                        "“%(request)s” can't be “%(stage)s” yet. Please add:"
                        " %(missing)s.",
                        request=request.name,
                        stage=stages[request.state],
                        missing="; ".join(missing),
                    )
                )

    def _get_missing_for_stage(self):
        """What must still be written down; translated phrases, maybe none."""
        self.ensure_one()
        missing = []
        if self.state not in ("draft", "cancelled") and not (self.text or "").strip():
            missing.append(self.env._("the text for the supplier"))
        if self.state in ("answered", "accepted") and not (
            self.answer or self.answer_file_ids
        ):
            missing.append(self.env._("the supplier's answer or its files"))
        if self.state == "refused" and not self.verdict_note:
            missing.append(self.env._("why the answer is refused"))
        return missing

    @api.constrains("client_ids", "action_id")
    def _check_named_clients(self):
        for request in self:
            # sudo: whom the action touches doesn't depend on who looks
            others = request.client_ids - request.sudo().action_id.client_ids
            if others:
                raise ValidationError(
                    self.env._(
                        "%s isn't touched by this action and can't be named to the"
                        " supplier.",
                        others[0].display_name,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            for company, requests in self.grouped("company_id").items():
                today = company._satisfaction_today()
                if vals["state"] == "asked":
                    requests.filtered(lambda one: not one.asked_on).asked_on = today
                if vals["state"] in ("answered", "accepted", "refused"):
                    requests.filtered(
                        lambda one: not one.answered_on
                    ).answered_on = today
        return result

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_answered(self):
        """The supplier answered; the answer stands here."""
        self.state = "answered"

    def action_accept(self):
        """The answer is good enough; the action it was asked for is told."""
        self.state = "accepted"
        self._tell_action(self.env._("The supplier's answer was accepted."))

    def action_refuse(self):
        """The answer is not good enough; ``verdict_note`` says why."""
        self.state = "refused"
        self._tell_action(self.env._("The supplier's answer was refused."))

    def action_cancel(self):
        self.state = "cancelled"

    def action_back_to_draft(self):
        """To be written anew and asked once more."""
        self.state = "draft"
        self.asked_on = False

    def _tell_action(self, sentence):
        for request in self.filtered("action_id"):
            # sudo: a note, also where the action is another person's
            request.sudo().action_id._message_log(
                body=f"{request.supplier_id.display_name}: {sentence}"
            )

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

REVIEW_STATES = [
    ("planned", "Planned"),
    ("held", "Held"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
#: Meetings that took place.
HELD_STATES = ("held", "closed")


class SatisfactionReview(models.Model):
    """A meeting about one client: the service review, or a complaint review (R24).

    Together with the surveys these are the three sources a client's review report
    reflects (R105). The agenda is built from what is open with the client; what was
    said and decided is written beside each point, and decisions become actions.
    """

    _name = "satisfaction.review"
    _description = "Review Meeting"
    _inherit = ["mail.thread", "mail.activity.mixin", "satisfaction.document.mail"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _rec_names_search = ["name", "client_id"]

    name = fields.Char(
        "Title",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("service", "Service review"), ("complaint", "Complaint review")],
        required=True,
        default="service",
        tracking=True,
    )
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
    client_id = fields.Many2one(
        "res.partner",
        required=True,
        ondelete="restrict",
        index=True,
        tracking=True,
        domain="[('parent_id', '=', False)]",
    )
    case_ids = fields.Many2many(
        "satisfaction.case",
        "satisfaction_review_case_rel",
        "review_id",
        "case_id",
        string="Complaints",
        domain="[('client_id', '=', client_id)]",
        check_company=True,
        help="The cases a complaint review is about; empty: all that are open.",
    )
    date = fields.Date(
        required=True,
        index=True,
        tracking=True,
        default=lambda self: self.env.company._satisfaction_today(),
        help="Day in the company's time zone.",
    )
    hour = fields.Float("At", aggregator=None, help="Local time of the meeting.")
    location = fields.Char("Where", help="The place, or the link of a call.")
    user_id = fields.Many2one(
        "res.users",
        "Led by",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
        help="Prepares the meeting and writes the minutes.",
    )
    our_user_ids = fields.Many2many(
        "res.users",
        "satisfaction_review_user_rel",
        "review_id",
        "user_id",
        string="From our side",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        "satisfaction_review_partner_rel",
        "review_id",
        "partner_id",
        string="From the client",
        domain="[('commercial_partner_id', '=', client_id),"
        " ('is_company', '=', False)]",
    )
    guests = fields.Char("Also present", help="People we have no record of.")
    state = fields.Selection(
        REVIEW_STATES,
        "Stage",
        required=True,
        default="planned",
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
        help="Planned until it took place, held until what was agreed is on its"
        " way, then closed.",
    )
    line_ids = fields.One2many(
        "satisfaction.review.line", "review_id", "Agenda", copy=False
    )
    summary = fields.Text(
        copy=False, help="The meeting in a few sentences; the client reads it."
    )
    previous_id = fields.Many2one(
        "satisfaction.review",
        "Meeting before",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        copy=False,
    )
    next_date = fields.Date(
        "Next meeting on",
        copy=False,
        help="Agreed in the meeting; it stands in the minutes.",
    )
    next_id = fields.Many2one(
        "satisfaction.review",
        "Next meeting",
        readonly=True,
        ondelete="set null",
        copy=False,
    )
    decision_count = fields.Integer("Decisions", compute="_compute_counts")
    action_count = fields.Integer("Actions decided", compute="_compute_counts")

    @api.depends("kind", "client_id")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for review in self:
            # sudo: the client's name is all that is shown
            client = review.sudo().client_id.name or ""
            review.name = f"{kinds.get(review.kind, '')} · {client}"

    @api.depends("company_id", "date")
    def _compute_program_id(self):
        for (company, day), reviews in self.grouped(
            lambda review: (review.company_id, review.date)
        ).items():
            reviews.program_id = company and self.env["satisfaction.program"]._find(
                company, day or company._satisfaction_today(), running=False
            )

    @api.depends("line_ids.decision", "line_ids.new_action_id")
    def _compute_counts(self):
        for review in self:
            review.decision_count = len(review.line_ids.filtered("decision"))
            review.action_count = len(review.line_ids.new_action_id)

    # ------------------------------------------------------------------
    # What is asked for
    # ------------------------------------------------------------------
    @api.constrains("state", "date", "our_user_ids", "partner_ids", "guests")
    def _check_held(self):
        """A meeting that took place has a day behind it and people who were there."""
        for review in self.filtered(lambda review: review.state in HELD_STATES):
            if review.date > review.company_id._satisfaction_today():
                raise ValidationError(
                    self.env._(
                        "“%s” lies in the future: correct the day first.", review.name
                    )
                )
            if not (review.partner_ids or review.guests):
                raise ValidationError(
                    self.env._(
                        "Who was there from the client's side? Name them on “%s”.",
                        review.name,
                    )
                )

    @api.constrains("partner_ids", "client_id", "case_ids")
    def _check_client(self):
        for review in self:
            # sudo: who belongs to whom doesn't depend on who looks
            known = review.sudo()
            strangers = known.partner_ids.filtered(
                lambda person, client=known.client_id: (
                    person.commercial_partner_id != client.commercial_partner_id
                )
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(person)s doesn't belong to %(client)s: write guests under"
                        " “Also present”.",
                        person=strangers[0].name,
                        client=known.client_id.name,
                    )
                )
            if known.case_ids.client_id - known.client_id:
                raise ValidationError(
                    self.env._(
                        "A review of %s can't be about another client's complaint.",
                        known.client_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create(vals_list)
        reviews._set_defaults_of_client()
        reviews.filtered(lambda review: not review.line_ids)._build_agenda()
        return reviews

    def _set_defaults_of_client(self):
        """The people who usually sit there, and the meeting before."""
        for review in self:
            if not review.our_user_ids:
                review.our_user_ids = review.user_id
            before = self.search(
                [
                    ("client_id", "=", review.client_id.id),
                    ("company_id", "=", review.company_id.id),
                    ("kind", "=", review.kind),
                    ("id", "!=", review.id),
                    ("state", "in", HELD_STATES),
                    ("date", "<=", review.date),
                ],
                order="date desc, id desc",
                limit=1,
            )
            review.previous_id = before

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_held(self):
        """The meeting took place."""
        self.state = "held"

    def action_close(self):
        """Minutes and decisions are complete; decisions become actions (R87).

        Where a next meeting was agreed, it is planned.
        """
        for review in self:
            open_lines = review.line_ids.filtered(
                lambda line: (
                    line.decision and line.decision_due and not line.new_action_id
                )
            )
            open_lines.action_make_action()
        self.state = "closed"
        self.filtered("next_date").action_plan_next()

    def action_cancel(self):
        self.state = "cancelled"

    def action_reopen(self):
        """Back to the minutes, or to the plan of a meeting that was called off."""
        for review in self:
            review.state = "planned" if review.state == "cancelled" else "held"

    def action_plan_next(self):
        """Plan the next meeting, with the same people; once."""
        for review in self.filtered(lambda review: not review.next_id):
            if not review.next_date:
                raise UserError(self.env._("Write the day of the next meeting first."))
            review.next_id = self.create(
                {
                    "kind": review.kind,
                    "company_id": review.company_id.id,
                    "client_id": review.client_id.id,
                    "date": review.next_date,
                    "hour": review.hour,
                    "location": review.location,
                    "user_id": review.user_id.id,
                    "our_user_ids": [fields.Command.set(review.our_user_ids.ids)],
                    "partner_ids": [fields.Command.set(review.partner_ids.ids)],
                }
            )
            review.next_id.previous_id = review
        if len(self) != 1:
            return True
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.next_id.id,
            "views": [(False, "form")],
        }

    def action_open_new_actions(self):
        """The actions this meeting decided on."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_actions"
        )
        action["domain"] = [("id", "in", self.line_ids.new_action_id.ids)]
        action["context"] = {}
        return action

    def action_ask_contacts(self):
        """Ask the people who were there how satisfied they are (R24)."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask at the service review"),
            "res_model": "satisfaction.ask.contacts",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_company_id": self.company_id.id,
                "default_trigger": "service_review",
                "default_delivery": "meeting",
                "default_partner_ids": [fields.Command.set(self.partner_ids.ids)],
                "active_model": "res.partner",
                "active_ids": self.partner_ids.ids,
            },
        }

    # ------------------------------------------------------------------
    # The minutes
    # ------------------------------------------------------------------
    def action_print(self):
        """The minutes as the client gets them."""
        return self.env.ref(
            "client_satisfaction.action_report_review_minutes"
        ).report_action(self)

    def action_print_commitment(self):
        """What we heard from this client and what we do about it (R80)."""
        return self.env.ref(
            "client_satisfaction.action_report_client_commitment"
        ).report_action(self.client_id)

    def action_send(self):
        """Send the minutes to those who were there; a job prints and mails them."""
        for review in self:
            if review.state not in HELD_STATES:
                raise UserError(self.env._("“%s” didn't take place yet.", review.name))
            if not any(review.partner_ids.mapped("email")):
                raise UserError(
                    self.env._(
                        "Nobody of %s on this meeting has an e-mail address. Print the"
                        " minutes, or add an address.",
                        review.client_id.name,
                    )
                )
        self._queue_mail("mail_template_review_minutes")

    def _get_lang(self):
        """The client's language, where it is installed."""
        self.ensure_one()
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        people = self.partner_ids.filtered("lang")
        for lang in (
            self.client_id.lang,
            people[:1].lang,
            self.company_id.partner_id.lang,
        ):
            if lang in installed:
                return lang
        return self.env.lang or "en_US"

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...points_field import PointsField

# The stages in their order, and where the moment of reaching each is kept
STAGES = [
    ("new", "New"),
    ("contacted", "Contacted"),
    ("analysed", "Analysed"),
    ("committed", "Committed"),
    ("done", "Done"),
    ("reviewed", "Reviewed with client"),
    ("closed", "Closed"),
]
STAGE_ORDER = [code for code, _label in STAGES]
STAGE_STAMPS = {code: f"{code}_at" for code in STAGE_ORDER[1:]}

PEOPLE_FIELDS = {"client_manager_id", "service_manager_id", "senior_manager_id"}


class SatisfactionCase(models.Model):
    """One piece of negative feedback until it is settled with the client (R83).

    Cases come from low answers (see ``case_opening``) or are recorded by hand when a
    client complains directly (R84). People and deadlines are computed the same way
    for both, and stay editable. Who does what until when is a plan of activities
    chosen by automation rules (see ``case_plan``): a customer may edit or drop these
    without the case losing anything.
    """

    _name = "satisfaction.case"
    _description = "Satisfaction Case"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "severity desc, contact_deadline, id desc"
    _check_company_auto = True
    _rec_names_search = ["name", "client_id", "ticket_number"]

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
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
        compute="_compute_program_id",
        store=True,
        precompute=True,
    )
    origin = fields.Selection(
        [("answer", "Low answer"), ("complaint", "Direct complaint")],
        required=True,
        default="complaint",
        readonly=True,
    )
    # About what
    request_id = fields.Many2one(
        "satisfaction.request", "Ask", ondelete="restrict", readonly=True, copy=False
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        ondelete="set null",
        index="btree_not_null",
        help="The ticket it is about, if any: its assignee and team are named from it.",
    )
    ticket_number = fields.Char(
        compute="_compute_from_ticket", store=True, precompute=True
    )
    ticket_title = fields.Char(
        compute="_compute_from_ticket", store=True, precompute=True
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        ondelete="set null",
        compute="_compute_from_ticket",
        store=True,
        readonly=False,
        precompute=True,
    )
    category_id = fields.Many2one(
        "helpdesk.ticket.category",
        "Type of service",
        ondelete="set null",
        compute="_compute_from_ticket",
        store=True,
        readonly=False,
        precompute=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Contact",
        ondelete="set null",
        compute="_compute_from_ticket",
        store=True,
        readonly=False,
        precompute=True,
    )
    client_id = fields.Many2one(
        "res.partner",
        ondelete="restrict",
        index=True,
        compute="_compute_client_id",
        store=True,
        readonly=False,
        precompute=True,
        help="The commercial partner. Empty only while nobody knows who complained.",
    )
    received_at = fields.Datetime(
        "Received",
        default=fields.Datetime.now,
        help="When the client told us. Deadlines count from here.",
    )
    complaint = fields.Html(help="What the client complained about, in their words.")
    opened_at = fields.Datetime(default=fields.Datetime.now, readonly=True, copy=False)
    worst_points = PointsField(
        aggregator="min",
        readonly=True,
        help="The worst scored question, in points of 100.",
    )
    answer_comment = fields.Text(
        related="request_id.comment", string="Client's comment"
    )
    answer_reasons = fields.Char(related="request_id.reasons")
    answer_points = fields.Float(related="request_id.points", string="Points")
    answered_at = fields.Datetime(related="request_id.answered_at")
    answer_html = fields.Html(
        "Answer",
        compute="_compute_answer_html",
        # Participants read the answer the case is about, also where the ledger row
        # itself isn't theirs, e.g. a service manager outside the ticket's team.
        compute_sudo=True,
        sanitize=False,
    )
    severity = fields.Selection(
        [("1", "Minor"), ("2", "Serious"), ("3", "Critical")],
        required=True,
        default="2",
        tracking=True,
        help="The most severe cases come first in the lists.",
    )
    follow_up_level = fields.Selection(
        [
            ("manager", "Client and service manager"),
            ("senior", "With senior management"),
        ],
        "On the call",
        required=True,
        default="manager",
        tracking=True,
        help="Who is on the call.",
    )
    state = fields.Selection(
        STAGES,
        "Stage",
        required=True,
        default="new",
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
        help="Drag the card or use the buttons. Each stage asks for what belongs"
        " to it: a contact, a cause, a promise with a day, the result, the"
        " client's word.",
    )
    _request_unique = models.UniqueIndex(
        "(request_id)", "An answer opens one case only."
    )
    _open_contact_idx = models.Index("(contact_deadline) WHERE contacted_at IS NULL")

    # ------------------------------------------------------------------
    # About what
    # ------------------------------------------------------------------
    @api.depends("request_id", "company_id")
    def _compute_program_id(self):
        for case in self:
            case.program_id = case.request_id.program_id
        unknown = self.filtered(lambda case: case.company_id and not case.program_id)
        for company, cases in unknown.grouped("company_id").items():
            cases.program_id = self.env["satisfaction.program"]._find(
                company, fields.Date.context_today(cases), running=False
            )

    @api.depends("ticket_id", "request_id")
    def _compute_from_ticket(self):
        for case in self:
            # What was frozen when the client was asked wins (D16)
            source = case.request_id or case.ticket_id
            if source == case.request_id:
                case.ticket_number = source.ticket_number
                case.ticket_title = source.ticket_title
            else:
                case.ticket_number = source.number
                case.ticket_title = source.name
            case.team_id = source.team_id or case.team_id
            case.category_id = source.category_id or case.category_id
            case.partner_id = source.partner_id or case.partner_id

    @api.depends("partner_id")
    def _compute_client_id(self):
        for case in self:
            case.client_id = (
                case.request_id.client_id
                or case.partner_id.commercial_partner_id
                or case.client_id
            )

    @api.depends("request_id.user_input_id", "request_id.answered_at")
    def _compute_answer_html(self):
        """The questions with the client's answers; low ones stand out."""
        for case in self:
            below = case.program_id.follow_up_below or 80
            rows = [
                Markup(
                    "<tr><td>%s</td>"
                    '<td class="text-end text-%s fw-bold %s">%s</td></tr>'
                )
                % (
                    line.question_id.title,
                    "nowrap" if line.answer_type == "scale" else "wrap",
                    "text-danger"
                    if line.satisfaction_is_scored and line.satisfaction_points < below
                    else "",
                    f"{line.value_scale} / {line.question_id.scale_max}"
                    if line.answer_type == "scale"
                    else line.display_name,
                )
                for line in case.request_id.answer_line_ids
                # The comment and the reasons stand below, in full.
                if not line.skipped
                and line.answer_type != "text_box"
                and not line.question_id.satisfaction_when_low
            ]
            case.answer_html = rows and Markup(
                '<table class="table table-sm mb-0"><tbody>%s</tbody></table>'
            ) % Markup().join(rows)

    @api.depends("name", "client_id")
    def _compute_display_name(self):
        for case in self:
            # The client's name is all a participant learns here, also where the
            # partner itself isn't readable.
            client = case.sudo().client_id.name or ""
            number = case.name if case.name != "/" else self.env._("New case")
            case.display_name = f"{number} · {client}" if client else number

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    # What a case is about is settled by the answer it came from.
    _answer_fields = frozenset(
        {
            "origin",
            "request_id",
            "company_id",
            "ticket_id",
            "partner_id",
            "client_id",
            "worst_points",
        }
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_answers(vals)
        unnamed = {}
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                unnamed.setdefault(vals.get("company_id"), []).append(vals)
        for company_id, some in unnamed.items():
            numbers = self._next_numbers(company_id, len(some))
            for vals, number in zip(some, numbers, strict=True):
                vals["name"] = number
        cases = super().create(vals_list)
        cases._subscribe_people()
        cases._log_missing_people()
        return cases

    def _refuse_answers(self, vals):
        """A case shows the words and figures of its answers: nobody picks them."""
        if not self.env.su and (
            vals.get("request_id") or vals.get("recovery_request_id")
        ):
            raise UserError(
                self.env._(
                    "Cases from answers are opened by the programme. Record a direct"
                    " complaint instead."
                )
            )

    def write(self, vals):
        self._refuse_answers(vals)
        if (
            not self.env.su
            and self._answer_fields.intersection(vals)
            and "answer" in self.mapped("origin")
        ):
            raise UserError(
                self.env._(
                    "Client, contact and ticket of a case come from the client's answer"
                    " and can't be changed."
                )
            )
        moved = self.browse()
        if "state" in vals:
            moved = self.filtered(lambda case: case.state != vals["state"])
        result = super().write(vals)
        if moved:
            moved._stamp_stage(vals["state"])
        if PEOPLE_FIELDS.intersection(vals):
            self._subscribe_people()
        if vals.get("activity_plan_id"):
            self._start_plans()
        return result

    @api.model
    def _next_numbers(self, company_id, count):
        """The next case numbers of a company.

        A company may have a sequence of its own under the same code.
        """
        company = self.env["res.company"].browse(company_id) or self.env.company
        # sudo: whoever may record a complaint needs a number for it
        sequences = self.env["ir.sequence"].sudo().with_company(company)
        sequence = sequences.search(
            [
                ("code", "=", "satisfaction.case"),
                ("company_id", "in", [company.id, False]),
            ],
            order="company_id",
            limit=1,
        )
        if not sequence:
            return ["/"] * count
        if sequence.implementation != "standard" or sequence.use_date_range:
            return [sequence._next() for _number in range(count)]
        # What Odoo asks the database once for each number
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}",
                count,
            )
        )
        return [sequence.get_next_char(number) for (number,) in rows]

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..controllers.answer_form import can_carry
from ..exceptions import AnswerError, AnswerRefused

MODES = [("phone", "Telephone"), ("meeting", "Meeting"), ("paper", "Paper")]
# What stays when the next answer is typed.
KEPT_FIELDS = ("company_id", "channel_id", "date", "mode")


class SatisfactionAnswerEntry(models.TransientModel):
    """Type an answer a client gave on the phone, on paper or in a meeting.

    One screen: whom, about what, and the questions of the channel. The answer counts
    for the client; who typed it stays on it (R15, R17, R18, R26, R28).
    """

    _name = "satisfaction.answer.entry"
    _description = "Enter an Answer"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date = fields.Date(
        required=True,
        default=lambda self: self.env.company._satisfaction_today(),
        help="When the client said it. It decides the period the answer counts in.",
    )
    program_id = fields.Many2one(
        "satisfaction.program",
        "Programme",
        compute="_compute_program_id",
        compute_sudo=True,
    )
    channel_id = fields.Many2one(
        "satisfaction.channel",
        compute="_compute_channel_id",
        store=True,
        readonly=False,
        domain="[('program_id', '=', program_id)]",
    )
    channel_kind = fields.Selection(related="channel_id.kind")
    survey_id = fields.Many2one("survey.survey", compute="_compute_survey_id")
    mode = fields.Selection(
        MODES,
        "Told by",
        compute="_compute_mode",
        store=True,
        readonly=False,
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        domain="[('company_id', 'in', (company_id, False)),"
        " ('commercial_partner_id', '=?', client_id)]",
    )
    client_id = fields.Many2one(
        "res.partner",
        compute="_compute_client_id",
        store=True,
        readonly=False,
        domain=lambda self: self._get_client_domain(),
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Contact",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        domain="[('commercial_partner_id', '=', client_id)]",
        help="Who answered.",
    )
    line_ids = fields.One2many(
        "satisfaction.answer.entry.line",
        "entry_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "satisfaction_answer_entry_attachment_rel",
        string="Scan",
        help="The questionnaire on paper, kept with the answer.",
    )
    # Which columns the questions need
    has_scale = fields.Boolean(compute="_compute_columns")
    has_choice = fields.Boolean(compute="_compute_columns")
    has_choices = fields.Boolean(compute="_compute_columns")
    has_text = fields.Boolean(compute="_compute_columns")

    # ------------------------------------------------------------------
    # Whose answers somebody may type
    # ------------------------------------------------------------------
    @api.model
    def _types_for_all(self):
        """Interviewers and programme managers; client managers for own clients."""
        return self.env.user.has_group("client_satisfaction.group_interviewer")

    @api.model
    def _get_client_domain(self):
        domain = Domain("parent_id", "=", False)
        if not self._types_for_all():
            domain &= Domain("client_manager_id", "=", self.env.uid)
        return list(domain)

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------
    @api.depends("company_id", "date")
    def _compute_program_id(self):
        programs = self.env["satisfaction.program"]
        for entry in self:
            entry.program_id = (
                programs._find(entry.company_id, entry.date)
                if entry.company_id and entry.date
                else False
            )

    @api.depends("program_id")
    def _compute_channel_id(self):
        for entry in self:
            channels = entry.program_id.channel_ids
            if entry.channel_id not in channels:
                # Another year's programme has the same channel under the same code.
                same = channels.filtered(
                    lambda channel, code=entry.channel_id.code: channel.code == code
                )
                calls = channels.filtered(lambda channel: channel.kind == "callback")
                entry.channel_id = (same or calls or channels)[:1]

    @api.depends("channel_id")
    def _compute_mode(self):
        for entry in self:
            by_kind = {"callback": "phone", "monthly": "meeting"}
            entry.mode = by_kind.get(entry.channel_kind) or entry.mode or "phone"

    @api.depends("ticket_id")
    def _compute_client_id(self):
        for entry in self:
            if entry.ticket_id.commercial_partner_id:
                entry.client_id = entry.ticket_id.commercial_partner_id

    @api.depends("ticket_id", "client_id")
    def _compute_partner_id(self):
        for entry in self:
            if entry.ticket_id.partner_id:
                entry.partner_id = entry.ticket_id.partner_id
            elif entry.partner_id.commercial_partner_id != entry.client_id:
                contacts = entry.client_id.child_ids
                entry.partner_id = contacts if len(contacts) == 1 else False

    @api.depends("channel_id", "client_id", "partner_id")
    def _compute_survey_id(self):
        for entry in self:
            entry.survey_id = entry.channel_id._get_survey(
                entry.client_id, entry.partner_id
            )

    @api.depends("survey_id")
    def _compute_line_ids(self):
        for entry in self:
            questions = entry.survey_id.question_ids
            if entry.line_ids.question_id != questions:
                entry.line_ids = [Command.clear()] + [
                    Command.create({"question_id": question.id, "sequence": index})
                    for index, question in enumerate(questions)
                ]

    @api.depends("line_ids.question_type")
    def _compute_columns(self):
        for entry in self:
            types = set(entry.line_ids.mapped("question_type"))
            entry.has_scale = "scale" in types
            entry.has_choice = "simple_choice" in types
            entry.has_choices = "multiple_choice" in types
            entry.has_text = not types.isdisjoint(("text_box", "char_box"))

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_save(self):
        """Store the answers and show what became of them."""
        requests = self._save_entries()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_requests"
        )
        action["domain"] = [("id", "in", requests.ids)]
        if len(requests) == 1:
            action.update(res_id=requests.id, view_mode="form", views=[(False, "form")])
        return action

    def action_save_and_next(self):
        """Store the answers and begin with the next one of the same kind."""
        self._save_entries()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_answer_entry"
        )
        last = self[-1:]
        action["context"] = {
            f"default_{name}": last._fields[name].convert_to_write(last[name], last)
            for name in KEPT_FIELDS
        }
        return action

    def _save_entries(self):
        """Put the typed answers in the ledger; any number at once.

        :return: the answered requests
        :raises UserError: somebody may not type this, or it doesn't fit; nothing is
            stored then
        """
        self._check_entries()
        requests = self._make_requests()
        ledger = requests.browse()
        pairs = list(zip(self, requests, strict=True))
        for mode in set(self.mapped("mode")):
            answers = {
                request.id: entry.line_ids._collect_answers()
                for entry, request in pairs
                if entry.mode == mode
            }
            try:
                ledger._record_answers(answers, mode=mode, typed_by=self.env.user)
            except AnswerRefused as refusal:
                raise UserError(refusal.args[0]) from refusal
            except AnswerError as error:
                raise ValidationError(self._word_problems(error)) from error
        for entry, request in pairs:
            entry._keep_scan(request)
        return requests.sudo(False)

    def _make_requests(self):
        """Ledger rows to answer, one for each entry, in their order."""
        # sudo: typists may not write the ledger; _check_entries has seen that each
        # of them may type this answer, and typed_by says who did.
        ledger = self.env["satisfaction.request"].sudo()
        return ledger._create_entry([entry._prepare_request() for entry in self])

    def _keep_scan(self, request):
        """Move the uploaded scan to the ledger row, where it is kept."""
        # sudo: typists may not write the ledger. Only what they have just uploaded
        # here is moved, never an attachment of something else.
        scans = self.attachment_ids.sudo().filtered(
            lambda scan: (
                scan.create_uid == self.env.user and scan.res_model == self._name
            )
        )
        scans.write({"res_model": request._name, "res_id": request.id})

    def _prepare_request(self):
        """Values of the ledger row; what the ticket and the contact say is added."""
        self.ensure_one()
        values = {
            "channel_id": self.channel_id.id,
            "partner_id": self.partner_id.id,
            "ticket_id": self.ticket_id.id,
            "survey_id": self.survey_id.id,
            "event_date": self.date,
        }
        if self.date != self.company_id._satisfaction_today():
            # Noon, so that every time zone sees the same day.
            values["event_at"] = datetime.combine(self.date, time(12))
        return values

    def _word_problems(self, error):
        questions = self.line_ids.question_id.filtered(
            lambda question: question.id in error.problems
        )
        return "\n".join(
            f"{question.title} {error.problems[question.id]}" for question in questions
        )

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------
    def _check_entries(self):
        if not self._types_for_all() and not self.env.user.has_group(
            "client_satisfaction.group_client_manager"
        ):
            raise AccessError(
                self.env._(
                    "Only interviewers, client managers and programme managers type"
                    " answers of clients."
                )
            )
        for entry in self:
            entry._check_programme()
            entry._check_client()
            entry._check_ticket()
        about_tickets = self.filtered("ticket_id")
        subjects = {(entry.ticket_id, entry.channel_id) for entry in about_tickets}
        if len(subjects) < len(about_tickets):
            raise UserError(
                self.env._("Two of these answers are about the same ticket.")
            )

    def _check_programme(self):
        for name in ("channel_id", "client_id", "partner_id", "mode"):
            if not self[name]:
                raise UserError(
                    self.env._(
                        "Fill in %(field)s.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("Choose one of your own companies."))
        if self.date > self.company_id._satisfaction_today():
            raise UserError(self.env._("The date lies in the future."))
        if not self.program_id or self.channel_id.program_id != self.program_id:
            raise UserError(
                self.env._(
                    "%(company)s has no running programme with this channel on"
                    " %(date)s. Start the programme of that year first.",
                    company=self.company_id.name,
                    date=self.date,
                )
            )
        if not self.survey_id.question_ids:
            raise UserError(
                self.env._(
                    "The channel %(channel)s has no questionnaire. Choose one in the"
                    " programme.",
                    channel=self.channel_id.name,
                )
            )
        if not can_carry(self.survey_id):
            raise UserError(
                self.env._(
                    "The questionnaire %(survey)s has pages, conditions or question"
                    " types that can't be typed on one screen.",
                    survey=self.survey_id.title,
                )
            )

    def _check_client(self):
        if self.partner_id.commercial_partner_id != self.client_id:
            raise UserError(
                self.env._(
                    "%(contact)s does not belong to %(client)s.",
                    contact=self.partner_id.display_name,
                    client=self.client_id.display_name,
                )
            )
        if not self._types_for_all() and self.client_id.client_manager_id != (
            self.env.user
        ):
            raise AccessError(
                self.env._(
                    "You type answers of your own clients only; %(client)s is looked"
                    " after by somebody else.",
                    client=self.client_id.display_name,
                )
            )
        # sudo: also companies this user doesn't work for
        companies = self.env["res.company"].sudo()
        if companies.search_count([("partner_id", "=", self.client_id.id)], limit=1):
            raise UserError(self.env._("Your own company is not a client."))

    def _check_ticket(self):
        # sudo: an interviewer may not see the ticket, but must not have worked on it
        ticket = self.ticket_id.sudo()
        if not ticket:
            return
        if ticket.commercial_partner_id != self.client_id:
            raise UserError(
                self.env._(
                    "Ticket %(ticket)s is not one of %(client)s.",
                    ticket=ticket.number,
                    client=self.client_id.display_name,
                )
            )
        workers = ticket.user_id
        if self.channel_kind == "callback":
            workers |= ticket._find_satisfaction_workers()[ticket.id]
        if self.env.user in workers:
            raise UserError(
                self.env._(
                    "You worked on ticket %(ticket)s yourself: let a colleague ask the"
                    " client and type the answer.",
                    ticket=ticket.number,
                )
            )
        answered = (
            self.env["satisfaction.request"]
            .sudo()
            .search_count(
                [
                    ("ticket_id", "=", ticket.id),
                    ("channel_code", "=", self.channel_id.code),
                    ("state", "=", "answered"),
                ],
                limit=1,
            )
        )
        if answered:
            raise UserError(
                self.env._(
                    "Ticket %(ticket)s has already been answered in this channel; the"
                    " first answer counts.",
                    ticket=ticket.number,
                )
            )

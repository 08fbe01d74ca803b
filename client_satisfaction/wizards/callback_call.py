# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import asdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime, html2plaintext

from ..controllers.answer_form import AnswerForm, can_carry

# Of the ticket's talk with the client: enough to know what it was about.
LAST_MESSAGES = 3
MESSAGE_LENGTH = 300


class SatisfactionCallbackCall(models.TransientModel):
    """One screen to call a client: whom, about what, what to say, what was said.

    An interviewer may have no rights on tickets. What they need to know of one is
    read for them here, for calls that are theirs and nothing else (R15, R118).
    """

    _name = "satisfaction.callback.call"
    _description = "Call a Client"

    request_id = fields.Many2one(
        "satisfaction.request", required=True, readonly=True, ondelete="cascade"
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language of the call",
        compute="_compute_lang",
        store=True,
        readonly=False,
        help="Of the script and of the questions.",
    )
    # About what
    ticket_number = fields.Char(compute="_compute_summary")
    ticket_title = fields.Char(compute="_compute_summary")
    ticket_category = fields.Char(compute="_compute_summary")
    ticket_description = fields.Html(compute="_compute_summary")
    ticket_opened_at = fields.Datetime("Opened", compute="_compute_summary")
    ticket_closed_at = fields.Datetime("Closed", compute="_compute_summary")
    ticket_messages = fields.Html("Last messages", compute="_compute_summary")
    # Whom
    client_name = fields.Char("Client", compute="_compute_summary")
    contact_name = fields.Char("Contact", compute="_compute_summary")
    contact_role = fields.Char("Role", compute="_compute_summary")
    phone = fields.Char(compute="_compute_summary")
    email = fields.Char(compute="_compute_summary")
    local_time = fields.Char("Client's time", compute="_compute_summary")
    call_window = fields.Char("Best time", compute="_compute_summary")
    is_good_time = fields.Boolean(compute="_compute_summary")
    call_due = fields.Datetime("Call by", compute="_compute_summary")
    attempts = fields.Html("Attempts so far", compute="_compute_summary")
    unreachable_count = fields.Integer("Not reached", compute="_compute_summary")
    offers_mail = fields.Boolean(compute="_compute_summary")
    # What to say and what was said
    script = fields.Html(compute="_compute_questions")
    questions = fields.Json(compute="_compute_questions")
    answers = fields.Json(help="Question id to what was answered.")
    note = fields.Char(help="For colleagues who call after you.")
    later_at = fields.Datetime("Call again")
    opt_out = fields.Boolean(
        "No more surveys", help="The contact does not want to be asked ever again."
    )

    # ------------------------------------------------------------------
    # What the screen shows
    # ------------------------------------------------------------------
    def _get_call(self):
        """The request of this screen to be read as superuser, if it is the user's.

        Everything the screen tells about a ticket goes through here: another one's
        call stays empty, whatever id somebody writes into the screen.
        """
        # sudo: interviewers may see no tickets; the filter is what they may see
        request = self.request_id.sudo()
        is_mine = (
            request
            and request.interviewer_id == self.env.user
            and request.company_id in self.env.companies
        )
        return request if is_mine else request.browse()

    @api.depends("request_id")
    def _compute_display_name(self):
        for screen in self:
            call = screen._get_call()
            screen.display_name = " · ".join(
                filter(None, (call.ticket_number, call.partner_id.name))
            ) or self.env._("Call")

    @api.depends("request_id")
    def _compute_lang(self):
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        for screen in self:
            lang = screen._get_call().partner_id.lang
            screen.lang = lang if lang in installed else self.env.lang

    @api.depends("request_id")
    def _compute_summary(self):
        for screen in self:
            call = screen._get_call()
            ticket = call.ticket_id
            roles = dict(
                self.env["res.partner"]
                ._fields["satisfaction_role"]
                ._description_selection(self.env)
            )
            screen.ticket_number = call.ticket_number
            screen.ticket_title = call.ticket_title
            screen.ticket_category = call.category_id.name
            screen.ticket_description = ticket.description
            screen.ticket_opened_at = ticket.create_date
            screen.ticket_closed_at = call.event_at
            screen.ticket_messages = screen._word_messages(ticket)
            screen.client_name = call.client_id.name
            screen.contact_name = call.partner_id.name
            screen.contact_role = roles.get(call.respondent_role)
            screen.phone = call.call_phone
            screen.email = call.partner_id.email
            screen.local_time = call.call_local_time
            screen.call_window = call.call_window
            screen.is_good_time = call.call_is_good_time
            screen.call_due = call.call_due
            screen.attempts = screen._word_attempts(call)
            screen.unreachable_count = call.call_unreachable_count
            screen.offers_mail = bool(call) and call._is_call_in_vain()

    def _word_messages(self, ticket):
        """The last things said between client and service desk, oldest first."""
        if not ticket:
            return False
        messages = ticket.env["mail.message"].search(
            Domain("model", "=", ticket._name)
            & Domain("res_id", "=", ticket.id)
            & Domain("message_type", "in", ("comment", "email", "email_outgoing"))
            # Internal notes are not the client's business.
            & Domain("subtype_id.internal", "=", False)
            & Domain("is_internal", "=", False),
            order="id desc",
            limit=LAST_MESSAGES,
        )
        return Markup().join(
            Markup("<p><strong>%s</strong> <small>%s</small><br/>%s</p>")
            % (
                message.author_id.name or message.email_from or "",
                format_datetime(self.env, message.date, dt_format="short"),
                _shorten(html2plaintext(message.body or "")),
            )
            for message in reversed(messages)
        )

    def _word_attempts(self, call):
        outcomes = dict(
            self.env["satisfaction.callback.attempt"]
            ._fields["outcome"]
            ._description_selection(self.env)
        )
        lines = [
            Markup("<li>%s</li>")
            % " · ".join(
                filter(
                    None,
                    (
                        format_datetime(self.env, attempt.called_at, dt_format="short"),
                        attempt.user_id.name,
                        outcomes[attempt.outcome],
                        attempt.note,
                    ),
                )
            )
            for attempt in call.call_attempt_ids
        ]
        if not lines:
            return False
        return Markup("<ul class='mb-0 ps-3'>%s</ul>") % Markup().join(lines)

    @api.depends("request_id", "lang")
    def _compute_questions(self):
        for screen in self:
            call = screen._get_call().with_context(lang=screen.lang or self.env.lang)
            # An empty record is no text.
            program = call.program_id
            screen.script = program._get_call_script(call) if call else False
            if not call or not can_carry(call.survey_id):
                screen.questions = []
                continue
            screen.questions = [
                {
                    key: str(value) if isinstance(value, Markup) else value
                    for key, value in asdict(question).items()
                }
                for question in AnswerForm(call).fields
            ]

    # ------------------------------------------------------------------
    # What came of the call
    # ------------------------------------------------------------------
    def action_save_and_next(self):
        """Store the answers and take the next call."""
        self._save_answers()
        return self._go_on()

    def action_save(self):
        """Store the answers and go back to the worklist."""
        self._save_answers()
        return self._get_worklist()

    def action_unreachable(self):
        """Nobody answered. After some attempts the mail survey is offered here."""
        self.ensure_one()
        if self.request_id._record_call_unreachable(self.note):
            self.note = False
            return None
        return self._go_on()

    def action_later(self):
        """The client named a better time."""
        self.ensure_one()
        self.request_id._record_call_later(self.later_at, self.note)
        return self._go_on()

    def action_refused(self):
        """The client doesn't want to answer."""
        self.ensure_one()
        self.request_id._record_call_refused(self.note, self.opt_out)
        return self._go_on()

    def action_send_mail(self):
        """Ask by mail instead."""
        self.ensure_one()
        self.request_id._send_mail_instead(self.note)
        return self._go_on()

    def action_give_back(self):
        """Leave this call to a colleague and take another one."""
        self.ensure_one()
        self.request_id._give_back_call()
        return self._go_on()

    def action_skip(self):
        """Look at the next call; this one stays one's own."""
        self.ensure_one()
        return self._go_on()

    def _save_answers(self):
        self.ensure_one()
        answers = self._collect_answers()
        if not answers:
            raise UserError(
                self.env._(
                    "No question is answered yet. If nobody picked up, press Not"
                    " reached."
                )
            )
        self.request_id._record_call_answers(answers, self.note)

    def _collect_answers(self):
        """The answers as ``_record_answers`` takes them; empty ones left out."""
        answers = self.answers if isinstance(self.answers, dict) else {}
        return {
            int(key): raw
            for key, raw in answers.items()
            if key.isdecimal() and len(key) < 10 and raw not in ("", None, False, [])
        }

    # ------------------------------------------------------------------
    # Going on
    # ------------------------------------------------------------------
    def _go_on(self):
        """Show the next call in the same place; without one, the worklist."""
        call = self.request_id._find_next_call()
        if not call:
            return self._get_worklist()
        call._take_call()
        # The screen stays, its content changes: no trail of old calls behind it.
        self.write(
            {
                "request_id": call.id,
                "answers": False,
                "note": False,
                "later_at": False,
                "opt_out": False,
            }
        )
        return None

    def _get_worklist(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_callbacks"
        )
        return {**action, "target": "main"}

    def _get_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Call"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }


def _shorten(text):
    text = " ".join(text.split())
    return text if len(text) <= MESSAGE_LENGTH else f"{text[:MESSAGE_LENGTH]}…"

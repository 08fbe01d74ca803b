# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date


class SatisfactionAnswerEntry(models.TransientModel):
    """A contact who was asked already answers that ask, only by another way (R28)."""

    _inherit = "satisfaction.answer.entry"

    # Never in a view: typists need not see the ledger row itself
    open_request_id = fields.Many2one(
        "satisfaction.request", compute="_compute_open_request_id", compute_sudo=True
    )
    open_ask_text = fields.Char(
        "Open ask", compute="_compute_open_request_id", compute_sudo=True
    )
    answers_open_ask = fields.Boolean(
        "Answer the open ask",
        default=True,
        help="The answer counts on the day of that ask, and its link in the mail"
        " closes. Otherwise it is an answer of its own.",
    )

    @api.depends("company_id", "channel_id", "partner_id", "ticket_id")
    @api.depends_context("lang")
    def _compute_open_request_id(self):
        for entry in self:
            ask = entry._find_open_ask()
            entry.open_request_id = ask
            entry.open_ask_text = entry._word_ask(ask) if ask else False

    def _find_open_ask(self):
        """The contact's latest open ask in the channel, about the ticket if one is
        chosen."""
        asks = self.env["satisfaction.request"]
        if not self.partner_id or not self.channel_id or not self._may_type():
            return asks
        domain = (
            Domain("partner_id", "=", self.partner_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("channel_code", "=", self.channel_id.code)
            & Domain("state", "in", ("planned", "sent"))
        )
        if self.ticket_id:
            domain &= Domain("ticket_id", "=", self.ticket_id.id)
        return asks.search(domain, order="event_date desc, id desc", limit=1)

    def _may_type(self):
        """Whether this user may type for the client: nobody else is told that, and
        about what, somebody was asked."""
        if self.company_id not in self.env.companies:
            return False
        # sudo: only compares who manages whom
        client = self.partner_id.sudo().commercial_partner_id
        return self._types_for_all() or client.client_manager_id == self.env.user

    def _word_ask(self, ask):
        about = " ".join(filter(None, (ask.ticket_number, ask.ticket_title)))
        day = ask.sent_at and ask.company_id._satisfaction_date(ask.sent_at)
        parts = [
            ask._get_month_name() or about or ask.survey_id.title,
            self.env._("sent on %s", format_date(self.env, day))
            if day
            else self.env._("not sent yet"),
        ]
        return ", ".join(filter(None, parts))

    def _get_answered_ask(self):
        self.ensure_one()
        # sudo: which ask it is was decided by contact, company and channel
        ask = self.sudo().open_request_id
        return ask if self.answers_open_ask else ask.browse()

    @api.depends("answers_open_ask", "open_request_id")
    def _compute_survey_id(self):
        result = super()._compute_survey_id()
        for entry in self:
            if survey := entry._get_answered_ask().survey_id:
                entry.survey_id = survey.sudo(False)
        return result

    def _check_entries(self):
        for entry in self.filtered(lambda entry: not entry.ticket_id):
            # Then all that is checked about tickets is checked about this one.
            if ticket := entry._get_answered_ask().ticket_id:
                entry.sudo().ticket_id = ticket
        return super()._check_entries()

    def _make_requests(self):
        """The open asks that are answered, and new rows for all other entries."""
        asks = {entry: entry._get_answered_ask() for entry in self}
        fresh = self.filtered(lambda entry: not asks[entry])
        created = super(SatisfactionAnswerEntry, fresh)._make_requests()
        asks.update(zip(fresh, created, strict=True))
        for entry, request in asks.items():
            request.told_on = entry.date
        return created.browse(asks[entry].id for entry in self)

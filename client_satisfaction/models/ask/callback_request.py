# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .callback_time import CallTime


class SatisfactionRequest(models.Model):
    """Calls in the ledger: who makes them, when, and what the worklist shows."""

    _inherit = "satisfaction.request"

    skip_reason = fields.Selection(
        selection_add=[
            ("no_phone", "No phone number"),
            ("contact_capped", "Contact called often enough"),
        ]
    )
    callback_sample_id = fields.Many2one(
        "satisfaction.callback.sample",
        "Sample",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    interviewer_id = fields.Many2one(
        "res.users",
        readonly=True,
        ondelete="set null",
        help="Who calls. Never somebody who worked on the ticket.",
    )
    call_due = fields.Datetime(
        "Call by", readonly=True, help="Or the time that was agreed with the client."
    )
    call_after = fields.Datetime(
        "Not before", readonly=True, help="Tried before, or asked to call later."
    )
    call_attempt_count = fields.Integer("Attempts", readonly=True, aggregator=None)
    call_unreachable_count = fields.Integer(
        "Not reached", readonly=True, aggregator=None
    )
    call_is_reached = fields.Boolean(
        "Reached", readonly=True, help="The client was on the line at least once."
    )
    call_attempt_ids = fields.One2many(
        "satisfaction.callback.attempt",
        "request_id",
        groups="client_satisfaction.group_interviewer,"
        "client_satisfaction.group_senior_management",
    )
    # The contact's display name repeats the client's.
    call_contact = fields.Char("Contact person", related="partner_id.name")
    call_phone = fields.Char("Phone", compute="_compute_call_phone", compute_sudo=True)
    call_local_time = fields.Char(
        "Client's time",
        compute="_compute_call_time",
        compute_sudo=True,
        help="What time it is for the client right now.",
    )
    call_window = fields.Char(
        "Best time",
        compute="_compute_call_time",
        compute_sudo=True,
        help="Working hours where the client is.",
    )
    call_is_good_time = fields.Boolean(
        "Good time now", compute="_compute_call_time", compute_sudo=True
    )

    _worklist_idx = models.Index(
        "(interviewer_id, call_due) WHERE state = 'planned' AND delivery = 'call'"
    )

    @api.depends("partner_id.phone", "client_id.phone")
    def _compute_call_phone(self):
        for request in self:
            request.call_phone = request.partner_id._get_call_phone()

    @api.depends_context("lang", "tz", "uid")
    @api.depends("partner_id.tz", "client_id.tz", "company_id")
    def _compute_call_time(self):
        now = fields.Datetime.now()
        for request in self:
            company = request.company_id
            zone = request.partner_id.tz or request.client_id.tz
            time = CallTime(
                self.env,
                now,
                zone or str(company._satisfaction_timezone()),
                company.resource_calendar_id,
            )
            request.call_local_time = time.word_now()
            request.call_window = time.word_window()
            request.call_is_good_time = time.is_good

    def _find_drop_reason(self, own_addresses):
        """A mail instead of calls in vain goes out however long the closing is ago."""
        reason = super()._find_drop_reason(own_addresses)
        if reason == "too_old" and self.call_attempt_count:
            return None
        return reason


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_call_phone(self):
        """Number to call this contact under: its own, otherwise the client's."""
        return self.phone or self.commercial_partner_id.phone or ""

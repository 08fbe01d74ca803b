# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...points_field import PointsField

SATISFACTION_GROUPS = (
    "client_satisfaction.group_agent,client_satisfaction.group_interviewer,"
    "client_satisfaction.group_senior_management"
)
# Only these may close or reopen a ticket: the stage follows the team, the team the
# assignee (see the computes of helpdesk_mgmt).
STAGE_FIELDS = frozenset({"stage_id", "team_id", "user_id"})


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    satisfaction_request_ids = fields.One2many(
        "satisfaction.request", "ticket_id", groups=SATISFACTION_GROUPS
    )
    satisfaction_summary = fields.Char(
        "Satisfaction",
        compute="_compute_satisfaction",
        groups=SATISFACTION_GROUPS,
        help="What became of the latest ask about this ticket.",
    )
    satisfaction_points = PointsField(
        "Satisfaction points",
        compute="_compute_satisfaction",
        groups=SATISFACTION_GROUPS,
        help="Points of 100 of the latest answer; empty without one.",
    )

    @api.depends_context("lang", "uid")
    @api.depends("satisfaction_request_ids.state", "satisfaction_request_ids.points")
    def _compute_satisfaction(self):
        latest = dict(
            self.env["satisfaction.request"]._read_group(
                [("ticket_id", "in", self.ids)], ["ticket_id"], ["id:max"]
            )
        )
        requests = self.env["satisfaction.request"].browse(latest.values())
        by_ticket = {request.ticket_id.id: request for request in requests}
        for ticket in self:
            request = by_ticket.get(ticket._origin.id)
            ticket.satisfaction_summary = request and request.summary
            ticket.satisfaction_points = request and request.points

    # ------------------------------------------------------------------
    # Closing, reopening, duplicates
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        closed = tickets.sudo().filtered("stage_id.closed")
        if closed:
            # Imported history brings its own date of closing; nothing else sets
            # closed_date on a ticket that is created closed.
            closed._note_closing(is_history=True)
        return tickets

    def write(self, vals):
        if STAGE_FIELDS.isdisjoint(vals) and "duplicate_id" not in vals:
            return super().write(vals)
        # sudo: only to compare before and after; the user's own rights decide in super
        stages = {ticket.id: ticket.stage_id for ticket in self.sudo()}
        result = super().write(vals)
        moved = self.sudo().filtered(
            lambda ticket: ticket.stage_id != stages[ticket.id]
        )
        closed = moved.filtered(
            lambda ticket: ticket.stage_id.closed and not stages[ticket.id].closed
        )
        reopened = moved.filtered(
            lambda ticket: not ticket.stage_id.closed and stages[ticket.id].closed
        )
        if vals.get("duplicate_id"):
            (self.sudo() - closed)._drop_satisfaction("duplicate")
        if reopened:
            reopened._drop_satisfaction("reopened")
        if closed:
            closed._note_closing()
        return result

    def unlink(self):
        # The link in a mail would go on asking about something that never was.
        self._drop_satisfaction("deleted")
        return super().unlink()

    def _note_closing(self, is_history=False):
        """Write down that these were closed; a job decides about asks, see there."""
        self.env["satisfaction.closing"]._note(self, is_history)

    def _is_change(self):
        """Whether the ticket is a change (R21); hook for other ways to tell."""
        self.ensure_one()
        return self.category_id.satisfaction_is_change

    def _drop_satisfaction(self, reason):
        """Nobody is asked any more about tickets reopened or found to be duplicates."""
        # What was closed a moment ago has no row of the ledger yet.
        self.env["satisfaction.closing"]._decide_about(self)
        # sudo: whoever reopens a ticket neither sees nor steers whom we ask
        asks = (
            self.env["satisfaction.request"]
            .sudo()
            .search(
                Domain("ticket_id", "in", self.ids)
                & Domain("state", "in", ("planned", "sent"))
            )
        )
        asks._drop(reason)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_open_satisfaction(self):
        """The ledger of this ticket: every ask and what became of it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_requests"
        )
        return {
            **action,
            "domain": [("ticket_id", "=", self.id)],
            "context": {"create": False},
        }

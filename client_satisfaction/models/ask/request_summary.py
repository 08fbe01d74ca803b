# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from ...scoring import round_points


class SatisfactionRequest(models.Model):
    """The one-line summary people read on tickets and in lists."""

    _inherit = "satisfaction.request"

    summary = fields.Char(
        compute="_compute_summary",
        help="What became of the ask: rating of 5 and points of 100, or why not asked.",
    )
    lang_name = fields.Char("Language", compute="_compute_lang_name")

    @api.depends("lang")
    def _compute_lang_name(self):
        for request in self:
            request.lang_name = self.env["res.lang"]._name_of_code(request.lang)

    @api.depends_context("lang")
    @api.depends(
        "state",
        "skip_reason",
        "cancel_reason",
        "is_scored",
        "points",
        "send_error",
        "is_suspicious",
        "suspicion_verdict",
    )
    def _compute_summary(self):
        reasons = dict(self._fields["skip_reason"]._description_selection(self.env))
        states = dict(self._fields["state"]._description_selection(self.env))
        for request in self:
            summary = states.get(request.state, "")
            if request.state == "answered" and request.is_scored:
                summary = request._word_points()
            elif request.state == "answered" and request.is_suspicious:
                summary = (
                    self.env._("Rejected")
                    if request.suspicion_verdict
                    else self.env._("To be confirmed")
                )
            elif request.state == "skipped":
                summary = self.env._(
                    "Not asked: %(reason)s",
                    reason=reasons.get(request.skip_reason, "").lower(),
                )
            elif request.state == "planned" and request.send_error:
                summary = self.env._("Not sent: %(error)s", error=request.send_error)
            elif request.state == "sent" and request.sent_at:
                day = request.company_id._satisfaction_date(request.sent_at)
                summary = self.env._("Sent %(date)s", date=format_date(self.env, day))
            request.summary = summary

    def _word_points(self):
        """E.g. "4.3 / 5 · 86": points of 100 as a rating of 5 and as they are (D1)."""
        self.ensure_one()
        if not self.is_scored:
            return ""
        rating = round_points(self.points / 20)
        words = f"{rating:.1f} / 5 · {round_points(self.points):g}"
        return words.replace(".", self.env["satisfaction.score"]._get_decimal_point())

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_send_now(self):
        """Don't wait for the delay: the next run of the job sends these asks."""
        self._check_may_steer()
        due = self.filtered(
            lambda request: (
                request.state == "planned"
                and request.delivery == "mail"
                and (request.send_after or request.send_error)
            )
        )
        # sudo: the ledger is written by the product only, see _check_may_steer
        due.sudo().write({"send_after": fields.Datetime.now(), "send_attempts": 0})
        if due:
            self._trigger_cron("ir_cron_send_requests")

    def action_cancel(self):
        """Take back asks that wait or wait for an answer."""
        self._check_may_steer()
        open_asks = self.filtered(lambda request: request.state in ("planned", "sent"))
        # sudo: see action_send_now
        open_asks.sudo().write(
            {
                "state": "cancelled",
                "cancel_reason": self.env._(
                    "Cancelled by %(user)s.", user=self.env.user.name
                ),
            }
        )

    def _check_may_steer(self):
        """Nobody writes into the ledger by hand; its manager may steer it."""
        self.check_access("read")
        if not self.env.user.has_group("client_satisfaction.group_program_manager"):
            raise AccessError(
                self.env._("Only programme managers can change when clients are asked.")
            )

    def action_open_ticket(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "helpdesk.ticket",
            "res_id": self.ticket_id.id,
            "view_mode": "form",
        }

    def action_open_case(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "satisfaction.case",
            "res_id": self.case_id.id,
            "view_mode": "form",
        }

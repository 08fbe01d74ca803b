# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .planner import is_no_reply
from .rule import TICKET_TRIGGERS

EXPIRE_BATCH = 1000


class SatisfactionRequest(models.Model):
    """Asks that must not go out, or not be answered any more, and why."""

    _inherit = "satisfaction.request"

    def _recheck(self):
        """Drop what must not go out any more; the world moved since the planning."""
        own_addresses = self._find_own_addresses()
        dropped = {}
        for request in self:
            if reason := request._find_drop_reason(own_addresses):
                dropped.setdefault(reason, self.browse())
                dropped[reason] |= request
        for reason, requests in dropped.items():
            requests._drop(reason)
        return self.filtered(lambda request: request.state == "planned")

    def _find_own_addresses(self):
        """Our own mailboxes among the addresses: asking them would make a loop."""
        domains = self.env["mail.alias.domain"].search(Domain.TRUE)
        addresses = [request._get_current_address() for request in self]
        aliases = self.env["mail.alias"].search(
            [("alias_full_name", "in", list(filter(None, addresses)))]
        )
        return {
            *domains.mapped("bounce_email"),
            *domains.mapped("catchall_email"),
            *domains.mapped("default_from_email"),
            *aliases.mapped("alias_full_name"),
        }

    def _find_drop_reason(self, own_addresses):
        self.ensure_one()
        ticket, partner = self.ticket_id, self.partner_id
        if self.program_id.state != "running":
            return "program_not_running"
        trigger = self.rule_id.trigger
        is_event = self.channel_kind in ("ticket", "callback")
        if trigger in TICKET_TRIGGERS or (is_event and not trigger):
            if not ticket:
                return "deleted"
            if not ticket.stage_id.closed:
                return "reopened"
            if not ticket.stage_id.satisfaction_survey:
                return "stage_excluded"
            if ticket.duplicate_id:
                return "duplicate"
        if not self.survey_id.question_ids:
            return "no_survey"
        address = self._get_current_address()
        if not partner or not address:
            return "no_contact"
        if is_no_reply(address) or address in own_addresses:
            return "no_reply"
        if self.is_mandatory:
            return None
        if partner.satisfaction_opt_out:
            return "opted_out"
        patience = timedelta(
            hours=self.rule_id.delay_hours, days=self.rule_id.expiry_days or 14
        )
        if self.event_at and self.event_at + patience < fields.Datetime.now():
            return "too_old"
        return None

    def _drop(self, reason):
        """These asks shall not go out, or not be answered any more.

        What was only planned is skipped with its reason, as if found out at closing;
        a reopened or deleted ticket, and whatever was sent already, is cancelled.

        :param reason: a skip reason, ``reopened`` or ``deleted``
        """
        cancel_reasons = {
            "reopened": self.env._("The ticket was reopened."),
            "deleted": self.env._("The ticket was deleted."),
            "duplicate": self.env._("The ticket is a duplicate."),
            "opted_out": self.env._("The contact opted out."),
        }
        skipped = self.filtered(lambda request: request.state == "planned")
        if reason in ("reopened", "deleted"):
            skipped = self.browse()
        skipped.write({"state": "skipped", "skip_reason": reason})
        (self - skipped).write(
            {
                "state": "cancelled",
                "cancel_reason": cancel_reasons.get(reason) or reason,
            }
        )

    @api.model
    def _cron_expire(self, batch_size=EXPIRE_BATCH):
        """Close asks whose time is over. It stops answering, nothing else."""
        cron = self.env["ir.cron"]
        domain = Domain("state", "=", "sent") & Domain(
            "expires_at", "<", fields.Datetime.now()
        )
        cron._commit_progress(remaining=self.search_count(domain))
        while requests := self._lock_first(domain, "expires_at, id", batch_size):
            requests.write({"state": "expired"})
            if not cron._commit_progress(len(requests)):
                break

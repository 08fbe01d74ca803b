# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .mail_rendering import for_batch

_logger = logging.getLogger(__name__)

REMIND_BATCH = 100
RETRY_HOURS = 6
MOST_ATTEMPTS = 3


class SatisfactionRequest(models.Model):
    """One reminder to whoever has not answered, and no second one."""

    _inherit = "satisfaction.request"

    reminder_attempts = fields.Integer(readonly=True, aggregator=None)

    @api.model
    def _cron_remind(self, batch_size=REMIND_BATCH):
        """Queue the reminders that are due.

        Counted in the same transaction as the mail is queued, so the job may be
        killed at any instant: nobody is reminded twice.
        """
        cron = self.env["ir.cron"]
        now = fields.Datetime.now()
        due = Domain("state", "=", "sent") & Domain("remind_after", "<=", now)
        cron._commit_progress(remaining=self.search_count(due))
        while requests := self._lock_first(due, "remind_after, id", batch_size):
            requests._send_reminders()
            if not cron._commit_progress(len(requests)):
                break

    def _send_reminders(self):
        """Remind these locked, due asks; whoever can't be reminded is left alone."""
        now = fields.Datetime.now()
        holidays = self.rule_id._find_holidays(now)
        own_addresses = self._find_own_addresses()
        ready = self.browse()
        for request in self:
            rule = request.rule_id
            opens = rule and rule._next_open(now, request.partner_id, holidays[rule])
            if (
                request.reminder_count
                or request.expires_at <= max(opens or now, now)
                # An agreed survey is put once; who opted out is not pressed.
                or request.partner_id.satisfaction_opt_out
                or request._find_drop_reason(own_addresses) not in (None, "too_old")
            ):
                request.remind_after = False
            elif opens and opens > now:
                request.remind_after = opens
            else:
                ready |= request
        if len(ready) > 1 and ready._queue_reminders(is_last_try=False):
            return
        # One of them can't be rendered: find it, the others go out.
        for request in ready:
            request._queue_reminders(is_last_try=True)

    def _queue_reminders(self, *, is_last_try):
        """Queue the mails of these asks, all or none.

        :param is_last_try: note a failure on the ask
        :return: whether they were queued
        """
        now = fields.Datetime.now()
        try:
            with self.env.cr.savepoint():
                for request in self:
                    request.write(
                        {
                            "remind_after": False,
                            "reminded_at": now,
                            "reminder_count": 1,
                            "reminder_attempts": request.reminder_attempts + 1,
                            "send_error": False,
                        }
                    )
                template = self.env.ref("client_satisfaction.mail_template_reminder")
                mails = for_batch(template).send_mail_batch(self.ids)
                for request, mail in zip(self, mails, strict=True):
                    mail.headers = repr(request._prepare_mail_headers())
                    request.invitation_mail_id = mail
                self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        # A template that customers may edit can raise anything.
        except Exception as error:
            if is_last_try:
                _logger.warning(
                    "Reminder of ask %s could not be sent", self.id, exc_info=error
                )
                cause = error.__cause__ or error
                self.reminder_attempts += 1
                self._retry_reminder(str(cause).strip().split("\n")[0])
            return False
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
        return True

    def _retry_reminder(self, reason):
        """It did not arrive: nobody was reminded yet, so it is tried again."""
        later = fields.Datetime.now() + timedelta(hours=RETRY_HOURS)
        cause = (reason or "")[:280]
        for request in self:
            request.write(
                {
                    "reminder_count": 0,
                    "reminded_at": False,
                    "remind_after": (
                        request.reminder_attempts < MOST_ATTEMPTS and later
                    ),
                    "send_error": self.env._("Reminder: %s", cause),
                }
            )

    def _get_reminder_moment(self, sent_at):
        """When to remind an ask sent then; False for never."""
        self.ensure_one()
        days = self.rule_id.reminder_days
        if not days or days >= (self.rule_id.expiry_days or 14):
            return False
        return sent_at + timedelta(days=days)

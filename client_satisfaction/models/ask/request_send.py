# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .mail_rendering import for_batch

SEND_BATCH = 100
# Mails with a limit per hour go out in slices of this length.
PACE_MINUTES = 5


class SatisfactionRequest(models.Model):
    """How planned asks leave the house: when, how many at once, in which mail."""

    _inherit = "satisfaction.request"

    # ------------------------------------------------------------------
    # Jobs
    # ------------------------------------------------------------------
    @api.model
    def _cron_send(self, batch_size=SEND_BATCH):
        """Send the asks that are due: mails are queued, never sent from here.

        Each batch is one transaction with its mails and its new states, so the job
        may be killed at any instant, and two of them share the work.
        """
        cron = self.env["ir.cron"]
        due = (
            Domain("state", "=", "planned")
            & Domain("delivery", "=", "mail")
            & Domain("send_after", "<=", fields.Datetime.now())
        )
        slow_rules = self._find_slow_rules(due)
        free = due & Domain("rule_id", "not in", slow_rules.ids)
        cron._commit_progress(remaining=self.search_count(free))
        while requests := self._lock_first(free, "send_after, id", batch_size):
            requests._send_invitations()
            if not cron._commit_progress(len(requests)):
                return
        for rule in slow_rules:
            self._send_slowly(rule, due & Domain("rule_id", "=", rule.id), batch_size)

    @api.model
    def _find_slow_rules(self, due):
        """Rules with a limit of mails per hour that have something to send."""
        rules = self.env["satisfaction.rule"].search(
            [("max_per_hour", ">", 0), ("active", "in", [True, False])]
        )
        if not rules:
            return rules
        groups = self._read_group(due & Domain("rule_id", "in", rules.ids), ["rule_id"])
        return rules.union(*(rule for (rule,) in groups)) if groups else rules.browse()

    @api.model
    def _send_slowly(self, rule, due, batch_size):
        """Send as many asks of a rule as its pace allows now, evenly over the hour.

        The rest stays planned for the next runs. The rule is locked while its mails
        are counted and queued: two workers can't both use up what is left.
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM satisfaction_rule WHERE id = %s"
                " FOR NO KEY UPDATE SKIP LOCKED",
                rule.id,
            )
        )
        if not rows:
            return
        now = fields.Datetime.now()
        left = []
        slice_size = -(-rule.max_per_hour * PACE_MINUTES // 60)
        for minutes, most in ((60, rule.max_per_hour), (PACE_MINUTES, slice_size)):
            since = now - timedelta(minutes=minutes)
            sent = self.search_count(
                Domain("rule_id", "=", rule.id) & Domain("sent_at", ">", since)
            )
            left.append(most - sent)
        if min(left) > 0:
            # One batch, one commit: the lock must last until the mails stand.
            limit = min(*left, batch_size)
            if requests := self._lock_first(due, "send_after, id", limit):
                requests._send_invitations()
                self.env["ir.cron"]._commit_progress(len(requests))

    @api.model
    def _lock_first(self, domain, order, limit):
        """The first rows of a domain that nobody else works on, locked.

        Search and lock are one statement on purpose: between two statements another
        worker could commit, and this one would fail instead of taking other rows.
        """
        query = self._search(domain, order=order, limit=limit)
        rows = self.env.execute_query(
            SQL("%s FOR NO KEY UPDATE SKIP LOCKED", query.select())
        )
        return self.browse(row_id for (row_id,) in rows)

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------
    def _send_invitations(self):
        """Queue the mails of these locked, due asks; failures stay planned."""
        requests = self._recheck()._keep_window()
        try:
            with self.env.cr.savepoint():
                requests._queue_invitations()
            return
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        # A template that customers may edit can raise anything.
        except Exception as error:  # noqa: BLE001
            if len(requests) == 1:
                requests._note_failure(error)
                return
        # One of them can't be rendered: find it, the others go out.
        for request in requests:
            try:
                with self.env.cr.savepoint():
                    request._queue_invitations()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception as error:  # noqa: BLE001
                request._note_failure(error)

    def _keep_window(self):
        """Those that may go out now; the others wait until their window opens.

        They were planned into it, but a job may have stood still, or tried in vain.
        """
        now = fields.Datetime.now()
        holidays = self.rule_id._find_holidays(now)
        ready = self.browse()
        for request in self:
            rule = request.rule_id
            opens = now
            if rule:
                opens = rule._next_open(now, request.partner_id, holidays[rule])
            if opens > now:
                request.send_after = opens
            else:
                ready |= request
        return ready

    def _queue_invitations(self):
        if not self:
            return
        now = fields.Datetime.now()
        for request in self:
            request.write(
                {
                    "state": "sent",
                    "sent_at": now,
                    "expires_at": request._get_expiry(now),
                    "email": request._get_current_address(),
                    "lang": request.partner_id.lang,
                    "remind_after": request._get_reminder_moment(now),
                    "send_error": False,
                    "send_attempts": request.send_attempts + 1,
                }
            )
        by_template = self.grouped(lambda request: request._get_invitation_template())
        for template, requests in by_template.items():
            mails = for_batch(template).send_mail_batch(requests.ids)
            for request, mail in zip(requests, mails, strict=True):
                mail.headers = repr(request._prepare_mail_headers())
                request.invitation_mail_id = mail
        self.env.flush_all()
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _get_expiry(self, sent_at):
        """The end of the last day, in the company's time zone, an answer is taken."""
        company = self.company_id
        last_day = company._satisfaction_date(sent_at) + timedelta(
            days=self.rule_id.expiry_days or 14
        )
        return company._satisfaction_day_end(last_day)

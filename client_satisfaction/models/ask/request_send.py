# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .mail_rendering import for_batch
from .planner import is_no_reply
from .rule import TICKET_TRIGGERS

_logger = logging.getLogger(__name__)

SEND_BATCH = 100
EXPIRE_BATCH = 1000
RETRY_MINUTES = 15
LONGEST_RETRY_MINUTES = 24 * 60
MOST_ATTEMPTS = 12
# Mails with a limit per hour go out in slices of this length.
PACE_MINUTES = 5
# An address that can't receive mail: trying again would not help.
BAD_ADDRESS = ("mail_email_invalid", "mail_email_missing")


class SatisfactionRequest(models.Model):
    """How planned asks leave the house, fail visibly, and expire."""

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

    def _get_current_address(self):
        return tools.email_normalize(
            self.partner_id.email or self.ticket_id.partner_email or ""
        )

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

    def _prepare_mail_headers(self):
        """No answering machine shall reply, and one click ends it (RFC 8058)."""
        return {
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "List-Unsubscribe": f"<{self._get_opt_out_url()}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    # ------------------------------------------------------------------
    # Failing
    # ------------------------------------------------------------------
    def _note_failure(self, error):
        """Keep the ask planned, say why on it, and try again later."""
        _logger.warning(
            "Satisfaction ask %s could not be sent", self.id, exc_info=error
        )
        cause = error.__cause__ or error
        self._postpone(str(cause).strip().split("\n")[0] or type(cause).__name__)

    def _postpone(self, reason):
        now = fields.Datetime.now()
        for request in self:
            attempts = request.send_attempts + (request.state == "planned")
            # After the last attempt it stays visible among those that failed, until
            # somebody mends the cause and sends it.
            gives_up = attempts >= MOST_ATTEMPTS
            minutes = min(
                RETRY_MINUTES * 2 ** min(attempts - 1, 10), LONGEST_RETRY_MINUTES
            )
            request.write(
                {
                    "state": "planned",
                    "sent_at": False,
                    "expires_at": False,
                    "remind_after": False,
                    "send_error": (reason or "")[:300],
                    "send_attempts": attempts,
                    "send_after": not gives_up and now + timedelta(minutes=minutes),
                }
            )

    def _take_back(self, failure_type, failure_reason):
        """The mail server refused the mail: the ask is planned again, nothing lost."""
        requests = self.filtered(lambda request: request.state == "sent")
        if reminders := requests.filtered("reminder_count"):
            # The first mail arrived: only the reminder failed.
            reminders._retry_reminder(failure_reason or failure_type)
            return reminders | (self - reminders)._take_back(
                failure_type, failure_reason
            )
        if failure_type in BAD_ADDRESS:
            requests.write(
                {
                    "state": "planned",
                    "sent_at": False,
                    "expires_at": False,
                    "remind_after": False,
                }
            )
            requests._drop("no_contact")
            requests.write({"send_error": (failure_reason or "")[:300]})
        else:
            requests._postpone(failure_reason or failure_type)
        return requests

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

    # ------------------------------------------------------------------
    # What the mail says
    # ------------------------------------------------------------------
    def _get_invitation_template(self):
        """The mail that asks; hook for asks that are not about a ticket."""
        self.ensure_one()
        # What ``ref`` does without asking for each mail whether it still exists: who
        # deletes the template deletes this name of it, too.
        template_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "client_satisfaction.mail_template_invitation", raise_if_not_found=True
        )
        return self.env["mail.template"].browse(template_id)

    def _get_answer_url(self, value=None):
        """The personal link to the answer page.

        :param value: the number to show as chosen, if any
        """
        self.ensure_one()
        if not self.env.su:
            # The token leaves in mails to the contact only, which jobs write. To a
            # colleague who takes the template for a mail of their own it isn't told.
            return f"{self.get_base_url()}/my/satisfaction"
        url = f"{self.get_base_url()}/satisfaction/{self.access_token}"
        return url if value is None else f"{url}?value={value}"

    def _get_opt_out_url(self):
        """The personal link to be asked no more."""
        return f"{self._get_answer_url()}/opt-out"

    def _get_link_question(self):
        """The question whose numbers stand in the mail; empty if there is none."""
        self.ensure_one()
        scored = self.survey_id.question_ids.filtered("satisfaction_is_scored")[:1]
        return scored.filtered(lambda question: question.question_type == "scale")

    def _get_link_values(self):
        """The numbers of that question, e.g. 1 to 5."""
        question = self._get_link_question()
        if not question:
            return []
        return list(range(question.scale_min, question.scale_max + 1))

    def _get_expiry_date(self):
        """Last day of answering, as a date in the company's time zone."""
        return self.expires_at and self.company_id._satisfaction_date(self.expires_at)

    def _get_closing_date(self):
        """Day of the event, as a date in the company's time zone."""
        return self.event_date

    def _get_recipient(self):
        """Name and address the mail goes to."""
        return tools.formataddr((self.partner_id.name or "", self.email or ""))

    def _get_reply_to(self):
        """A person the client knows: replies are talk, not answers (R122, R123)."""
        manager = self.client_id.client_manager_id
        person = manager if manager.active and manager.email else self.company_id
        return person.email_formatted or self.company_id.email_formatted

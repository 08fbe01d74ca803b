# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date, format_time

from ...scoring import follow_up_level
from ..ask.mail_rendering import for_batch
from .people import find_person, find_stand_in, roles_of_level

_logger = logging.getLogger(__name__)

# So that nobody's out-of-office notice answers our thanks.
AUTOMATIC_MAIL_HEADERS = {
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "OOF, AutoReply",
}


THANKS_BATCH = 100
THANKS_RETRY = timedelta(minutes=15)


class SatisfactionRequest(models.Model):
    """What follows an answer: thanks at once, and a case where it was low."""

    _inherit = "satisfaction.request"

    thanked_at = fields.Datetime(
        readonly=True, copy=False, help="When the thank-you mail was queued."
    )
    thanks_pending = fields.Boolean(
        readonly=True,
        copy=False,
        help="The thank-you mail is written by the next run of its job.",
    )
    thanks_retry_after = fields.Datetime(
        readonly=True,
        copy=False,
        help="The thank-you mail could not be written and is tried again then.",
    )

    _thanks_pending_idx = models.Index("(id) WHERE thanks_pending")

    # ------------------------------------------------------------------
    # Level of the follow-up
    # ------------------------------------------------------------------
    def _get_follow_up_program(self):
        """The programme whose thresholds and people count for this answer."""
        self.ensure_one()
        if self.program_id or not self.company_id:
            return self.program_id
        return self.env["satisfaction.program"]._find(
            self.company_id,
            self.event_date or self.company_id._satisfaction_today(),
            running=False,
        )

    def _get_follow_up_level(self):
        """Who follows this answer up, by its worst question (R75–R78, D4).

        :return: "none", "manager" or "senior"
        """
        self.ensure_one()
        if self.state != "answered" or not self.is_scored:
            return "none"
        program = self._get_follow_up_program()
        if not program:
            return follow_up_level(self.worst_points)
        return follow_up_level(
            self.worst_points,
            follow_up_below=program.follow_up_below,
            senior_below=program.senior_below,
        )

    def _lock_for_follow_up(self):
        """The answered ones among these that no other worker is opening."""
        return self.filtered(
            lambda request: request.state == "answered"
        ).try_lock_for_update(allow_referencing=True)

    # ------------------------------------------------------------------
    # What the client is promised
    # ------------------------------------------------------------------
    def _get_follow_up_promises(self):
        """Who calls and until when, for the page and the mail after an answer.

        The same people and deadlines the case will have: they are computed from the
        same moment (when the client answered) by the same functions.

        :return: ``{request id: {"level": …, "callers": [{"name": …, "role": …}],
            "contact_by": datetime in UTC or False, "report_by": date or False}}``;
            ``role`` is a technical name, callers come in the order of speaking
        """
        # sudo: names and dates the client is told on purpose (R79)
        requests = self.sudo()
        promises = {}
        low = requests.browse()
        for request in requests:
            level = request._get_follow_up_level()
            promises[request.id] = {
                "level": level,
                "callers": [],
                "contact_by": False,
                "report_by": False,
            }
            if level != "none":
                low += request
                promises[request.id]["callers"] = request._get_callers(level)
        Case = self.env["satisfaction.case"].sudo()
        for (company, program), group in low.grouped(
            lambda request: (request.company_id, request._get_follow_up_program())
        ).items():
            heard_at = {request: request._get_heard_at() for request in group}
            deadlines = Case._get_deadlines(company, program, list(heard_at.values()))
            for request in group:
                contact, report = deadlines[heard_at[request]]
                promises[request.id].update(contact_by=contact, report_by=report)
        return promises

    def _get_callers(self, level):
        """Everybody on the call, each person once.

        :return: ``[{"name": …, "role": …}]``
        """
        self.ensure_one()
        callers = {}
        for role in roles_of_level(level):
            user = find_person(self, role)
            if user:
                callers.setdefault(user, role)
            else:
                callers.setdefault(find_stand_in(self), "program_manager")
        return [
            {"name": user.name, "role": role} for user, role in callers.items() if user
        ]

    def _get_follow_up_promise(self):
        """The promise of one answer in words, in the language of the context.

        :return: the dict of ``_get_follow_up_promises`` with ``contact_text`` ("Monday,
            23 November 2026, 16:00") and ``report_text`` (a day) added
        """
        self.ensure_one()
        prepared = self.env.context.get("satisfaction_promises") or {}
        promise = dict(prepared.get(self.id) or self._get_follow_up_promises()[self.id])
        lang = self.env.lang
        promise["contact_text"] = promise["report_text"] = ""
        if promise["contact_by"]:
            zone = self.sudo().partner_id.tz or str(
                self.company_id._satisfaction_timezone()
            )
            local = fields.Datetime.context_timestamp(
                self.with_context(tz=zone), promise["contact_by"]
            )
            promise["contact_text"] = self.env._(
                "%(day)s, %(time)s",
                day=format_date(self.env, local.date(), lang, "full"),
                time=format_time(self.env, promise["contact_by"], zone, "short", lang),
            )
        if promise["report_by"]:
            promise["report_text"] = format_date(
                self.env, promise["report_by"], lang, "full"
            )
        return promise

    # ------------------------------------------------------------------
    # Thanks (R30, R74)
    # ------------------------------------------------------------------
    def _put_off_thanks(self):
        """Leave the thank-you mail of these answers to its job, every minute.

        Writing a mail takes longer than storing the answer, and the client waits.
        """
        self.filtered(lambda request: request._may_thank()).thanks_pending = True

    def _may_thank(self):
        self.ensure_one()
        return (
            not self.thanked_at
            and self.answer_mode != "import"
            # The page says thanks; a mail would come back to the person.
            and not self.survey_id.satisfaction_is_anonymous
        )

    @api.model
    def _cron_send_thanks(self, batch_size=THANKS_BATCH):
        """Write the thank-you mails that wait; each batch is one transaction."""
        cron = self.env["ir.cron"]
        pending = Domain("thanks_pending", "=", True) & (
            Domain("thanks_retry_after", "=", False)
            | Domain("thanks_retry_after", "<=", fields.Datetime.now())
        )
        cron._commit_progress(remaining=self.search_count(pending))
        while requests := self._lock_first(pending, "id", batch_size):
            requests._send_thanks()
            # Nobody to thank, e.g. the contact has no address (any more)
            unreachable = requests.filtered(
                lambda request: (
                    request.thanks_pending and not request.thanks_retry_after
                )
            )
            unreachable.thanks_pending = False
            if not cron._commit_progress(len(requests)):
                break

    def _send_thanks(self):
        """Queue the thank-you mail of each answer, once, whatever the score.

        Never again after a correction, none where there is no address (e.g. an answer
        typed on the phone for an unknown contact) nor for imported history. An edited
        template that can't be rendered never loses the answer: the mail is tried
        again by the scheduled action.
        """
        if self.env.context.get("satisfaction_history"):
            return
        # sudo: the public visitor of the answer page may not write mails
        to_thank = self.sudo().filtered(
            lambda request: (
                request.state == "answered"
                and request._may_thank()
                and request._get_thanks_address()
            )
        )
        if not to_thank:
            return
        if not to_thank._queue_thanks():
            for request in to_thank if len(to_thank) > 1 else ():
                request._queue_thanks()
        to_thank.filtered(lambda request: not request.thanked_at).write(
            {
                "thanks_pending": True,
                "thanks_retry_after": fields.Datetime.now() + THANKS_RETRY,
            }
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _queue_thanks(self):
        """Render and queue the mails in one batch; False (and no mail) on an error."""
        promises = self._get_follow_up_promises()
        low = self.filtered(lambda request: promises[request.id]["level"] != "none")
        try:
            with self.env.cr.savepoint():
                for requests, xmlid in (
                    (low, "mail_template_thanks_follow_up"),
                    (self - low, "mail_template_thanks"),
                ):
                    template = self.env.ref(
                        f"client_satisfaction.{xmlid}", raise_if_not_found=False
                    )
                    if requests and template:
                        for_batch(template.sudo()).with_context(
                            satisfaction_promises=promises
                        ).send_mail_batch(
                            requests.ids,
                            email_values={"headers": repr(AUTOMATIC_MAIL_HEADERS)},
                        )
                self.write(
                    {
                        "thanked_at": fields.Datetime.now(),
                        "thanks_pending": False,
                        "thanks_retry_after": False,
                    }
                )
        except psycopg2.OperationalError:
            raise  # the database's business: the whole transaction is tried again
        except Exception:
            _logger.exception("The thank-you mail could not be written for %s.", self)
            return False
        return True

    def _get_thanks_address(self):
        """Where the thanks go: the address that was asked, else the contact's."""
        self.ensure_one()
        return self.email or self.partner_id.email

    def _get_thanks_lang(self):
        """The contact's language, where it is installed."""
        self.ensure_one()
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        for lang in (self.lang, self.partner_id.lang, self.company_id.partner_id.lang):
            if lang in installed:
                return lang
        return self.env.lang or "en_US"

    def _get_thanks_reply_to(self):
        """Replies reach a person: the client's manager, else the company."""
        self.ensure_one()
        manager = find_person(self, "client_manager") or find_stand_in(self)
        return manager.email_formatted or self.company_id.email_formatted

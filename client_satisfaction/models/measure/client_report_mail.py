# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
import secrets
from datetime import timedelta

import psycopg2

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .client_report import LINK_DAYS

_logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
TEMPLATE = "client_satisfaction.mail_template_client_report"


class SatisfactionClientReport(models.Model):
    """A released report is told to the client's decision leaders, by mail (R91).

    Releasing only notes that a mail is due; a job finds who wants one, gives the
    report a link with an end and queues a mail for each, once. The PDF itself is
    behind the link: a withdrawn report can't be read in a mailbox.
    """

    _inherit = "satisfaction.client.report"

    mail_state = fields.Selection(
        [
            ("waiting", "Waits to be sent"),
            ("sent", "Mailed"),
            ("nobody", "Nobody wants a mail"),
            ("failed", "Mail failed"),
        ],
        "Mail",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="“Nobody wants a mail”: the client has no decision leader with an e-mail"
        " address who wants reports by mail. The report waits in the portal.",
    )
    mail_attempts = fields.Integer(readonly=True, copy=False, aggregator=None)
    mail_problem = fields.Char(readonly=True, copy=False)
    delivery_ids = fields.One2many(
        "satisfaction.client.report.delivery", "report_id", "Mailed to", readonly=True
    )

    def action_release(self):
        """The client's decision leaders hear of it, too."""
        fresh = self.filtered(lambda report: report.state == "ready")
        result = super().action_release()
        # sudo: checked by the release itself
        fresh.sudo()._queue_mail()
        return result

    def action_withdraw(self):
        result = super().action_withdraw()
        # sudo: checked by the withdrawal itself; a mail that waits isn't written
        self.sudo().filtered(lambda report: report.mail_state == "waiting").write(
            {"mail_state": False}
        )
        return result

    def action_mail_again(self):
        """Mail those who had no mail yet, e.g. after an address was mended."""
        self._check_may_decide()
        if self.filtered(lambda report: report.state != "released"):
            raise UserError(
                self.env._("Release the report first; then it can be mailed.")
            )
        # sudo: checked above
        self.sudo()._queue_mail()

    def _queue_mail(self):
        self.write({"mail_state": "waiting", "mail_attempts": 0, "mail_problem": False})
        if self:
            # sudo: wakes a job, no more
            self.env.ref("client_satisfaction.ir_cron_report_mails").sudo()._trigger()

    @api.model
    def _cron_mail(self):
        """Write the mails of released reports, a report a transaction."""
        cron = self.env["ir.cron"]
        waiting = self.search([("mail_state", "=", "waiting")], order="id")
        cron._commit_progress(remaining=len(waiting))
        for report in waiting:
            if report.try_lock_for_update(allow_referencing=True):
                report.invalidate_recordset(["mail_state", "state"])
                if report.mail_state == "waiting" and report.state == "released":
                    report._mail_readers()
            if not cron._commit_progress(1):
                return

    def _mail_readers(self):
        """Queue a mail for each decision leader who had none of this report yet."""
        self.ensure_one()
        readers = self.client_id._find_report_readers(self.company_id)[self.client_id]
        fresh = readers - self.delivery_ids.partner_id
        if not fresh:
            self.mail_state = "sent" if self.delivery_ids else "nobody"
            return
        try:
            with self.env.cr.savepoint():
                self._keep_link_alive()
                self.delivery_ids = [
                    Command.create({"partner_id": reader.id, "email": reader.email})
                    for reader in fresh
                ]
                template = self.env.ref(TEMPLATE)
                for delivery in self.delivery_ids.filtered(
                    lambda one: one.partner_id in fresh
                ):
                    template.send_mail(delivery.id, force_send=False)
                self.write({"mail_state": "sent", "mail_problem": False})
        except psycopg2.OperationalError:
            raise  # the database's business: the whole transaction is tried again
        except Exception as error:
            _logger.exception("The mails of %s could not be written.", self)
            attempts = self.mail_attempts + 1
            self.write(
                {
                    "mail_attempts": attempts,
                    "mail_problem": str(error)[:200],
                    "mail_state": "failed" if attempts >= MAX_ATTEMPTS else "waiting",
                }
            )

    def _keep_link_alive(self):
        """A link that opens the report for the usual time from now on.

        One that lives is kept, only longer: it may stand in a mail already.
        """
        self.write(
            {
                "link_token": self.link_token
                if self._is_shared()
                else secrets.token_hex(16),
                "link_until": fields.Datetime.now() + timedelta(days=LINK_DAYS),
            }
        )


class SatisfactionClientReportDelivery(models.Model):
    """Who of a client was told about a report, and when."""

    _name = "satisfaction.client.report.delivery"
    _description = "Mail about a Client's Report"
    _order = "id"
    _rec_name = "partner_id"

    report_id = fields.Many2one(
        "satisfaction.client.report",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True)
    client_id = fields.Many2one(related="report_id.client_id", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Contact", required=True, readonly=True, ondelete="cascade"
    )
    email = fields.Char("E-mail", readonly=True)
    mailed_at = fields.Datetime(
        "Mailed on", required=True, readonly=True, default=fields.Datetime.now
    )

    _once = models.UniqueIndex(
        "(report_id, partner_id)", "A contact is told of a report once."
    )

    def _get_lang(self):
        """The contact's language, where it is installed."""
        self.ensure_one()
        installed = dict(self.env["res.lang"].get_installed())
        wishes = (
            self.partner_id.lang,
            self.client_id.lang,
            self.company_id.partner_id.lang,
        )
        return next((lang for lang in wishes if lang in installed), "en_US")

    def _get_reply_to(self):
        """Replies reach a person: the client's manager, else whoever released it."""
        self.ensure_one()
        user = (
            self.client_id.client_manager_id.filtered("active")
            or self.report_id.released_by_id
        )
        return user.email_formatted or self.company_id.email_formatted

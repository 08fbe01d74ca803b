# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
TEMPLATE = "client_satisfaction.mail_template_program_report"


class SatisfactionProgramReportDelivery(models.Model):
    """Who got which edition of a programme report, and when (R107)."""

    _name = "satisfaction.program.report.delivery"
    _description = "Delivery of a Programme Report"
    _order = "edition desc, id"
    _rec_name = "user_id"

    report_id = fields.Many2one(
        "satisfaction.program.report",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True)
    user_id = fields.Many2one(
        "res.users", "Who", required=True, readonly=True, ondelete="cascade"
    )
    edition = fields.Integer(required=True, readonly=True, aggregator=None)
    state = fields.Selection(
        [("waiting", "Waits"), ("sent", "Mailed"), ("failed", "Failed")],
        required=True,
        default="waiting",
        readonly=True,
        index=True,
    )
    attempts = fields.Integer(readonly=True, aggregator=None)
    problem = fields.Char(readonly=True)
    mailed_at = fields.Datetime("Mailed on", readonly=True)

    _once = models.UniqueIndex(
        "(report_id, user_id, edition)", "Everybody gets an edition once."
    )
    _waiting_idx = models.Index("(id) WHERE state = 'waiting'")

    @api.model
    def _send_waiting(self):
        """Write the mails that wait, one a transaction."""
        cron = self.env["ir.cron"]
        waiting = self.search([("state", "=", "waiting")], order="id")
        cron._commit_progress(remaining=len(waiting))
        for delivery in waiting:
            if delivery.try_lock_for_update(allow_referencing=True):
                delivery.invalidate_recordset(["state"])
                if delivery.state == "waiting":
                    delivery._send()
            if not cron._commit_progress(1):
                return

    def _send(self):
        """Queue the mail with the PDF; a failure is noted and tried again."""
        self.ensure_one()
        report = self.report_id
        if report.state != "released" or report.edition != self.edition:
            # A new edition is being written: the old one goes to nobody any more.
            self.write({"state": "failed", "problem": self.env._("Replaced")})
            return
        try:
            with self.env.cr.savepoint():
                if not self.user_id.email:
                    raise UserError(
                        self.env._("%s has no e-mail address.", self.user_id.name)
                    )
                attachment = report._get_mailed_document()
                self.env.ref(TEMPLATE).send_mail(
                    self.id,
                    force_send=False,
                    email_values={"attachment_ids": attachment.ids},
                )
                self.write(
                    {
                        "state": "sent",
                        "mailed_at": fields.Datetime.now(),
                        "problem": False,
                    }
                )
        except psycopg2.OperationalError:
            raise  # the database's business: the whole transaction is tried again
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.exception("The mail of %s could not be written.", self)
            attempts = self.attempts + 1
            self.write(
                {
                    "attempts": attempts,
                    "problem": str(error)[:200],
                    "state": "failed"
                    if attempts >= MAX_ATTEMPTS or isinstance(error, UserError)
                    else "waiting",
                }
            )

    def action_retry(self):
        """Try those again that failed."""
        self.report_id.check_access("write")
        # sudo: checked above
        self.sudo().filtered(lambda one: one.state == "failed").write(
            {"state": "waiting", "attempts": 0, "problem": False}
        )
        self.report_id._trigger_printing()

    def _get_lang(self):
        """The reader's language, where it is installed."""
        installed = dict(self.env["res.lang"].get_installed())
        wishes = (self.user_id.lang, self.report_id.lang)
        return next((lang for lang in wishes if lang in installed), "en_US")

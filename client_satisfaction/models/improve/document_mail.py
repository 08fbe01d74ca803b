# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError

_logger = logging.getLogger(__name__)

MAIL_FIELDS = frozenset({"mail_pending", "mail_attempts", "mail_error", "mailed_at"})
#: How often a mail that can't be written is tried before a person has to look.
MAX_ATTEMPTS = 5


class SatisfactionDocumentMail(models.AbstractModel):
    """A mail with a PDF that a job writes, once, after somebody asked for it.

    Printing takes a second or more and needs another program: neither belongs in the
    transaction of whoever pressed the button.
    """

    _name = "satisfaction.document.mail"
    _description = "Mail with a Document"

    mail_pending = fields.Char(
        readonly=True,
        copy=False,
        help="Name of the mail template that still has to be written; empty: none.",
    )
    mail_attempts = fields.Integer(readonly=True, copy=False, aggregator=None)
    mail_error = fields.Char("Mail problem", readonly=True, copy=False)
    mailed_at = fields.Datetime("Mailed", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_mail_is_ours(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_mail_is_ours(vals)
        return super().write(vals)

    def _check_mail_is_ours(self, vals):
        """Which mail goes out when is said by buttons, after their checks."""
        if not self.env.su and MAIL_FIELDS.intersection(vals):
            raise AccessError(
                self.env._("Mails are sent with the buttons, not by writing fields.")
            )

    def _queue_mail(self, template_name):
        """Have the job write this mail for each record.

        :param template_name: XML id of a mail template of this addon, without module
        """
        # sudo: what the job has to do is the product's business
        self.sudo().write(
            {"mail_pending": template_name, "mail_attempts": 0, "mail_error": False}
        )
        self.env.ref("client_satisfaction.ir_cron_documents").sudo()._trigger()

    @api.model
    def _cron_send_documents(self):
        """Write all mails that wait, a record a transaction."""
        cron = self.env["ir.cron"]
        for name in self._inherit_children:
            model = self.env[name]
            waiting = model.search(
                [("mail_pending", "!=", False), ("mail_attempts", "<", MAX_ATTEMPTS)]
            )
            cron._commit_progress(remaining=len(waiting))
            for record in waiting:
                if record.try_lock_for_update(allow_referencing=True):
                    record.invalidate_recordset(["mail_pending"])
                    record._send_document()
                if not cron._commit_progress(1):
                    return

    def _send_document(self):
        """Print, write and queue the mail that waits; a failure is noted and tried
        again by the next run."""
        self.ensure_one()
        template = self.mail_pending and self.env.ref(
            f"client_satisfaction.{self.mail_pending}", raise_if_not_found=False
        )
        if not template or template.model != self._name:
            self.mail_pending = False
            return
        try:
            with self.env.cr.savepoint():
                template.send_mail(self.id, force_send=False)
                self._after_document_mail(self.mail_pending)
                self.write(
                    {
                        "mail_pending": False,
                        "mail_error": False,
                        "mailed_at": fields.Datetime.now(),
                    }
                )
        except psycopg2.OperationalError:
            raise  # the database's business: the whole transaction is tried again
        except Exception as error:
            _logger.exception("The mail of %s could not be written.", self)
            self.write(
                {
                    "mail_attempts": self.mail_attempts + 1,
                    "mail_error": str(error)[:200],
                }
            )

    def _after_document_mail(self, template_name):
        """Hook: a mail was queued, in the same transaction."""

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

import psycopg2

from odoo import fields, models

from .satisfaction_request import AUTOMATIC_MAIL_HEADERS

_logger = logging.getLogger(__name__)


class SatisfactionActionNotice(models.Model):
    """One contact who was told that an action is done, and when (R94).

    Contacts whose remarks asked for it are told with their remarks; this is for the
    clients whose cases asked for it, and those named by hand.
    """

    _name = "satisfaction.action.notice"
    _description = "Contact Told of an Action"
    _order = "told_at desc, id desc"

    action_id = fields.Many2one(
        "satisfaction.action",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="action_id.company_id", store=True, index=True, precompute=True
    )
    client_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", "Contact", required=True, readonly=True, ondelete="cascade"
    )
    told_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    told_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        ondelete="set null",
        default=lambda self: self.env.user,
    )

    _once = models.UniqueIndex(
        "(action_id, partner_id)", "This contact was already told of the action."
    )

    def _get_lang(self):
        """The contact's language, where it is installed."""
        self.ensure_one()
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        for lang in (self.partner_id.lang, self.company_id.partner_id.lang):
            if lang in installed:
                return lang
        return self.env.lang or "en_US"

    def _get_reply_to(self):
        """Replies reach a person: the client's manager, else the action's owner."""
        self.ensure_one()
        user = self.client_id.client_manager_id.filtered("active")
        return (user or self.action_id.user_id).email_formatted or (
            self.company_id.email_formatted
        )

    def _send(self):
        """Queue the mails in one batch; False (and nothing told) on an error."""
        template = self.env.ref(
            "client_satisfaction.mail_template_action_done", raise_if_not_found=False
        )
        if not template:
            return False
        try:
            with self.env.cr.savepoint():
                template.send_mail_batch(
                    self.ids,
                    email_values={"headers": repr(AUTOMATIC_MAIL_HEADERS)},
                )
        except psycopg2.OperationalError:
            raise  # the database's business: the whole transaction is tried again
        except Exception:
            _logger.exception("Mails about %s could not be written.", self.action_id)
            return False
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return True

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """An invitation that could not be sent goes back to its ask, with the error.

        The ask makes a new mail when it is due again, so the failed one is removed:
        retrying it by hand would ask the client twice.
        """
        failed = self.browse()
        if failure_type:
            # sudo: a job of the mail queue, whoever started it
            requests = (
                self.env["satisfaction.request"]
                .sudo()
                .search([("invitation_mail_id", "in", self.ids)])
            )
            for mail, group in requests.grouped("invitation_mail_id").items():
                reason = failure_reason or mail.failure_reason
                if group._take_back(failure_type, reason):
                    failed |= mail
        result = super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
        failed.exists().unlink()
        return result

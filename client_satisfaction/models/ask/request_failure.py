# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from odoo import fields, models

_logger = logging.getLogger(__name__)

RETRY_MINUTES = 15
LONGEST_RETRY_MINUTES = 24 * 60
MOST_ATTEMPTS = 12
# An address that can't receive mail: trying again would not help.
BAD_ADDRESS = ("mail_email_invalid", "mail_email_missing")


class SatisfactionRequest(models.Model):
    """An ask whose mail could not be written or delivered: tried again, visibly."""

    _inherit = "satisfaction.request"

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

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

MOST_TRIES = 3


class IrCron(models.Model):
    _inherit = "ir.cron"

    def _callback(self, cron_name, server_action_id):
        """The programme's jobs speak the language of the company they run for.

        What they write into a conversation stays as it was written, whoever reads it
        later; without this it would be English everywhere. Mails and tasks go on
        speaking their reader's language.

        Where somebody else was quicker with the same rows, a job begins again at once,
        as a click of a user does: some would otherwise wait until tomorrow.
        """
        if not self._is_of_satisfaction():
            return super()._callback(cron_name, server_action_id)
        lang = self.env.company.partner_id.lang or self.env.lang
        job = self.with_context(lang=lang)
        tries_left = MOST_TRIES
        while True:
            tries_left -= 1
            try:
                # What is not committed is rolled back when this raises.
                return super(IrCron, job)._callback(cron_name, server_action_id)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
                if not tries_left:
                    raise
                _logger.info("%s begins again: %s", cron_name, error)

    def _is_of_satisfaction(self):
        xml_id = self.get_external_id().get(self.id, "")
        return xml_id.startswith(("client_satisfaction.", "client_satisfaction_"))

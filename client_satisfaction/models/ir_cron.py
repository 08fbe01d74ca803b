# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IrCron(models.Model):
    _inherit = "ir.cron"

    def _callback(self, cron_name, server_action_id):
        """The programme's jobs speak the language of the company they run for.

        What they write into a conversation stays as it was written, whoever reads it
        later; without this it would be English everywhere. Mails and tasks go on
        speaking their reader's language.
        """
        lang = self.env.company.partner_id.lang or self.env.lang
        job = self.with_context(lang=lang) if self._is_of_satisfaction() else self
        return super(IrCron, job)._callback(cron_name, server_action_id)

    def _is_of_satisfaction(self):
        xml_id = self.get_external_id().get(self.id, "")
        return xml_id.startswith(("client_satisfaction.", "client_satisfaction_"))

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class BaseAutomation(models.Model):
    _inherit = "base.automation"

    def _get_actions(self, records, triggers):
        """Leave the rules out where one has just failed: no case is lost to a rule."""
        if (
            self.env.context.get("satisfaction_without_rules")
            and records._name == "satisfaction.case"
        ):
            return self.browse()
        return super()._get_actions(records, triggers)

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

    def _process(self, records, domain_post=None):
        """Rules that only name the plan of new cases do so for all of them at once.

        Odoo runs a rule's actions record by record, and each write of one looks for
        further rules: on a bad day that takes longer than opening the cases.
        """
        plan_id = (
            records._name == "satisfaction.case"
            and self.env.context.get("satisfaction_defer_plans")
            and self.env.context.get("old_values") is None
            and self._get_only_plan()
        )
        done = self.env.context.get("__action_done", {})
        if not plan_id or done.get(self):
            return super()._process(records, domain_post)
        if records:
            records.with_context(__action_done={**done, self: records}).write(
                {"activity_plan_id": plan_id}
            )
        return None

    def _get_only_plan(self):
        """Id of the plan that this rule writes on cases, if it does nothing else."""
        # sudo: rules are the system's, whoever's case it is
        action = self.sudo().action_server_ids
        if (
            len(action) == 1
            and action.state == "object_write"
            and action.update_path == "activity_plan_id"
            and action.evaluation_type == "value"
            and not action.group_ids
            and (action.value or "").isdigit()
        ):
            # A plan that was deleted is for Odoo to complain about.
            return self.env["mail.activity.plan"].browse(int(action.value)).exists().id
        return False

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .action import FINISHED_ACTION_STAGES, OPEN_ACTION_STAGES
from .remark import OPEN


class SatisfactionRemark(models.Model):
    """Actions of a remark (R87)."""

    _name = "satisfaction.remark"
    _inherit = ["satisfaction.remark", "satisfaction.action.source"]
    _action_field = "remark_ids"

    action_ids = fields.Many2many(
        "satisfaction.action",
        "satisfaction_action_remark_rel",
        "remark_id",
        "action_id",
        string="Actions",
        copy=False,
        check_company=True,
    )

    def _prepare_action_defaults(self):
        return {
            **super()._prepare_action_defaults(),
            "default_remark_ids": [fields.Command.set(self.ids)],
            "default_theme_ids": [fields.Command.set(self.theme_id.ids)],
            "default_name": self.name if len(self) == 1 else self.theme_id[:1].name,
        }

    def _finish_by_actions(self):
        """Those whose actions are all over, one of them at least done, are done.

        What was done goes into the words to the client (R90).
        """
        for remark in self:
            if remark.state not in OPEN:
                continue
            actions = remark.action_ids
            done = actions.filtered(
                lambda action: action.state in FINISHED_ACTION_STAGES
            )
            if done and not actions.filtered(
                lambda action: action.state in OPEN_ACTION_STAGES
            ):
                results = dict.fromkeys(filter(None, done.mapped("result")))
                remark._finish("\n".join(results))

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models

#: What a new programme sets out with (R61; S4 §3.4.2 demands 75 % and 80 points).
DEFAULT_RESPONSE_RATE = 30.0


class SatisfactionProgram(models.Model):
    """A programme's targets: three to begin with, copied to the next year."""

    _inherit = "satisfaction.program"

    target_ids = fields.One2many("satisfaction.target", "program_id", copy=True)
    target_count = fields.Integer(compute="_compute_target_count")

    @api.depends("target_ids")
    def _compute_target_count(self):
        counts = dict(
            self.env["satisfaction.target"]._read_group(
                [("program_id", "in", self.ids)], ["program_id"], ["__count"]
            )
        )
        for program in self:
            program.target_count = counts.get(program, 0)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if "target_ids" not in vals:
                vals["target_ids"] = [
                    Command.create(values)
                    for values in self.env["satisfaction.target"]._default_values()
                ]
        return super().create(vals_list)

    def action_open_targets(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_targets"
        )
        action["domain"] = [("program_id", "=", self.id)]
        action["context"] = {
            "default_program_id": self.id,
            "search_default_group_scope": 1,
        }
        return action


class SatisfactionTarget(models.Model):
    _inherit = "satisfaction.target"

    @api.model
    def _default_values(self):
        """The targets of a new programme; the first two follow its own numbers."""
        return [
            {"sequence": 10, "kpi": "satisfied_share"},
            {"sequence": 20, "kpi": "score"},
            {"sequence": 30, "kpi": "response_rate", "goal": DEFAULT_RESPONSE_RATE},
        ]

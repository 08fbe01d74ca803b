# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class SatisfactionCaseWhy(models.Model):
    """One "why?" on the way from what went wrong to its cause (R85).

    Asked again and again, about five times, each answer is the question of the next.
    The line that names a root cause ends its chain; a case may have several chains.
    """

    _name = "satisfaction.case.why"
    _description = "Why of a Case"
    _order = "case_id, sequence, id"

    case_id = fields.Many2one(
        "satisfaction.case", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    number = fields.Integer("Why no.", compute="_compute_number")
    name = fields.Char("Because", required=True)
    root_cause_id = fields.Many2one(
        "satisfaction.root.cause",
        "Root cause",
        ondelete="restrict",
        index="btree_not_null",
        help="Ends the chain: going further would change nothing.",
    )

    @api.depends("sequence", "root_cause_id", "case_id.why_ids")
    def _compute_number(self):
        self.number = 0
        for case in self.case_id:
            number = 0
            lines = case.why_ids.sorted(lambda line: (line.sequence, line._origin.id))
            for line in lines:
                number += 1
                line.number = number
                if line.root_cause_id:
                    number = 0

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._name_causes()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if vals.get("root_cause_id"):
            self._name_causes()
        return result

    def _name_causes(self):
        """What a chain ends with is a root cause of its case."""
        for case, lines in self.filtered("root_cause_id").grouped("case_id").items():
            missing = lines.root_cause_id - case.root_cause_ids
            if missing:
                case.root_cause_ids |= missing


class SatisfactionCase(models.Model):
    _inherit = "satisfaction.case"

    why_ids = fields.One2many(
        "satisfaction.case.why",
        "case_id",
        "Five whys",
        copy=False,
        help="Ask “why?” until the answer is something we can change.",
    )

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SatisfactionProgram(models.Model):
    """The scorecard a programme measures relationships with (R42)."""

    _inherit = "satisfaction.program"

    scorecard_id = fields.Many2one(
        "satisfaction.scorecard",
        compute="_compute_scorecard_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('state', '=', 'in_use'), ('company_id', 'in', [company_id, False])]",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="The levels, indicators and weights of a client's integrated score. Waves"
        " keep the version they were drawn with.",
    )

    @api.depends("company_id")
    def _compute_scorecard_id(self):
        """The company's own scorecard, or the shared one; what was chosen stays."""
        for company, programs in self.grouped("company_id").items():
            default = self.env["satisfaction.scorecard"]._get_default(company)
            for program in programs:
                if not program.scorecard_id or not program._may_measure_with(
                    program.scorecard_id
                ):
                    program.scorecard_id = default

    def _may_measure_with(self, scorecard):
        return scorecard.company_id in (self.company_id, self.env["res.company"])

    @api.constrains("scorecard_id", "company_id")
    def _check_scorecard_id(self):
        for program in self:
            scorecard = program.scorecard_id
            if not program._may_measure_with(scorecard):
                raise ValidationError(
                    self.env._(
                        "%(scorecard)s belongs to %(company)s. Choose a scorecard of"
                        " %(own)s or one for all companies.",
                        scorecard=scorecard.display_name,
                        company=scorecard.company_id.name,
                        own=program.company_id.name,
                    )
                )
            if scorecard.state == "draft":
                raise ValidationError(
                    self.env._(
                        "%(scorecard)s is a draft. Put it in use first.",
                        scorecard=scorecard.display_name,
                    )
                )

    def copy_data(self, default=None):
        """Next year's programme measures with the newest version."""
        values_list = super().copy_data(default)
        for program, values in zip(self, values_list, strict=True):
            if program.scorecard_id and "scorecard_id" not in (default or {}):
                values["scorecard_id"] = program.scorecard_id._get_newest().id
        return values_list

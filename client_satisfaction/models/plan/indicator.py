# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# What the provider wants to know (R35). The first seven are what clients expect of
# whoever serves them (R124); quality and partnership are measured apart (R8).
OBJECTIVES = [
    ("commitments", "Keeps commitments"),
    ("ease", "Easy to do business with"),
    ("understanding", "Understands the client"),
    ("communication", "Communicates"),
    ("competence", "Competent people"),
    ("cost", "Cost-effective"),
    ("responsibility", "Responsible and within reach"),
    ("solution", "Solves the problem"),
    ("speed", "Works quickly"),
    ("service_quality", "Quality of the service"),
    ("partnership", "Value of the partnership"),
    ("loyalty", "Loyalty"),
    ("improvement", "Improves after criticism"),
]
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


class SatisfactionIndicator(models.Model):
    """One thing clients are asked to judge; scorecards are made of them (R42, R44).

    The catalogue is shared: the same indicator may stand in several scorecards and
    is asked by several questionnaires, so that results compare over years.
    """

    _name = "satisfaction.indicator"
    _description = "Satisfaction Indicator"
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    sequence = fields.Integer(default=10)
    name = fields.Char("Indicator", required=True, translate=True)
    code = fields.Char(
        required=True,
        copy=False,
        index=True,
        help="Stable technical name, e.g. “commitments”: small letters, digits and _.",
    )
    text_executive = fields.Text(
        "Wording for executives",
        translate=True,
        help="What it means to those who decide: the relationship and its value.",
    )
    text_end_user = fields.Text(
        "Wording for end users",
        translate=True,
        help="What it means to those who work with the IT every day.",
    )
    objective = fields.Selection(
        OBJECTIVES, "What we want to know", help="Why it is measured at all."
    )
    active = fields.Boolean(default=True)
    question_ids = fields.One2many(
        "survey.question", "satisfaction_indicator_id", "Questions"
    )
    question_count = fields.Integer("Questions asked", compute="_compute_counts")
    line_ids = fields.One2many(
        "satisfaction.scorecard.line", "indicator_id", "In scorecards"
    )

    _code_unique = models.UniqueIndex(
        "(code)", "There is an indicator with this code already. Choose another code."
    )

    def _compute_counts(self):
        counts = self._count_questions()
        for indicator in self:
            indicator.question_count = counts.get(indicator._origin, 0)

    def _count_questions(self):
        """``{indicator: number of questions in questionnaires in use}`` (R39)."""
        # sudo: how many questions, not what was answered
        groups = (
            self.env["survey.question"]
            .sudo()
            ._read_group(
                [
                    ("satisfaction_indicator_id", "in", self.ids),
                    ("survey_id.active", "=", True),
                ],
                ["satisfaction_indicator_id"],
                ["__count"],
            )
        )
        return {indicator.sudo(False): count for indicator, count in groups}

    @api.constrains("code")
    def _check_code(self):
        for indicator in self:
            if not CODE.fullmatch(indicator.code or ""):
                raise ValidationError(
                    self.env._(
                        "The code “%(code)s” can't be used. Write small letters,"
                        " digits and _, beginning with a letter, e.g. “own_words”.",
                        code=indicator.code,
                    )
                )

    def write(self, vals):
        if "code" in vals:
            for indicator in self:
                if indicator.code != vals["code"]:
                    indicator._refuse_if_measured()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_measured(self):
        for indicator in self:
            indicator._refuse_if_measured()

    def _refuse_if_measured(self):
        """Results are kept under the code: it stays once a scorecard was in use."""
        # sudo: also scorecards of other companies count
        lines = self.sudo().line_ids
        for line in lines.filtered(lambda one: one.scorecard_id.state != "draft"):
            raise UserError(
                self.env._(
                    "“%(indicator)s” is measured by the scorecard “%(scorecard)s”, and"
                    " results are kept under its code. Archive it instead and make"
                    " another one.",
                    indicator=line.indicator_id.name,
                    scorecard=line.scorecard_id.display_name,
                )
            )

    def copy_data(self, default=None):
        """A copy is another indicator with another code."""
        values_list = super().copy_data(default)
        # sudo and active_test: the code is unique among all of them
        taken = set(
            self.sudo()
            .with_context(active_test=False)
            .search([("code", "!=", False)])
            .mapped("code")
        )
        for indicator, values in zip(self, values_list, strict=True):
            if values.get("code"):
                continue
            number = 2
            while (code := f"{indicator.code[:36]}_{number}") in taken:
                number += 1
            taken.add(code)
            values["code"] = code
            values["name"] = self.env._("%(name)s (copy)", name=indicator.name)
        return values_list

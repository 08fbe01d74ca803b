# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionBusinessGoal(models.Model):
    """A business goal of the year, and what of the programme serves it (R2, R5).

    Questionnaires that serve no goal are "just sending surveys": they are named on
    the programme before it starts.
    """

    _name = "satisfaction.business.goal"
    _description = "Business Goal of a Satisfaction Programme"
    _order = "program_id, sequence, id"
    _check_company_auto = True

    program_id = fields.Many2one(
        "satisfaction.program",
        "Programme",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    sequence = fields.Integer(default=10, aggregator=None)
    name = fields.Char("Goal", required=True)
    description = fields.Text(
        "Why, and how the programme helps",
        help="What clients' feedback has to do with it.",
    )
    measure = fields.Char(
        "Measured by", help="How you will know that it is reached, in a few words."
    )
    owner_id = fields.Many2one(
        "res.users",
        check_company=True,
        domain="[('share', '=', False)]",
        help="Answers for the goal, usually in management.",
    )
    survey_ids = fields.Many2many(
        "survey.survey",
        "satisfaction_goal_survey_rel",
        string="Questionnaires",
        domain="[('survey_type', '=', 'satisfaction')]",
        help="What is asked because of this goal.",
    )
    indicator_ids = fields.Many2many(
        "satisfaction.indicator",
        "satisfaction_goal_indicator_rel",
        string="Indicators",
        help="What of the scorecard says how far it is reached.",
    )
    target_ids = fields.Many2many(
        "satisfaction.target",
        "satisfaction_goal_target_rel",
        string="Targets",
        domain="[('program_id', '=', program_id)]",
        copy=False,
        help="Figures of the programme that were set because of this goal.",
    )

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionProgram(models.Model):
    """How a programme deals with complaints: pace, guides, looking back."""

    _inherit = "satisfaction.program"

    escalate_after_hours = fields.Integer(
        "Escalate again after (hours)",
        default=24,
        help="A missed deadline goes to the service manager at once, and on to senior"
        " management and to the programme manager each time so many working hours"
        " pass. 24 hours are one working day.",
    )
    reopen_days = fields.Integer(
        "Clients may reopen for (days)",
        default=30,
        help="For how many days after the actions are done, or the case is closed, the"
        " client may reopen it.",
    )
    recovery_after_days = fields.Integer(
        "Ask again after (days)",
        default=14,
        help="So many days after a case is closed its contact is asked how satisfied"
        " they are with what we did. 0: never.",
    )
    recovery_survey_id = fields.Many2one(
        "survey.survey",
        "Questionnaire after a case",
        domain="[('survey_type', '=', 'satisfaction')]",
        ondelete="restrict",
        help="Empty: the ready-made one.",
    )
    guide_upset = fields.Html(
        "How to talk to an upset client",
        translate=True,
        help="Shown beside the call notes of every case. Empty: the ready-made text.",
    )
    guide_partnership = fields.Html(
        "Partnership ideas",
        translate=True,
        help="What helps a client beyond the call. Empty: the ready-made text.",
    )

    _case_pace = models.Constraint(
        "CHECK (escalate_after_hours BETWEEN 1 AND 720"
        " AND reopen_days BETWEEN 0 AND 365"
        " AND recovery_after_days BETWEEN 0 AND 365)",
        "Escalation comes after 1 to 720 hours; clients may reopen for 0 to 365 days"
        " and are asked again after 0 to 365 days.",
    )

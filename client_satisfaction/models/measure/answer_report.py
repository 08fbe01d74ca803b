# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL

from ...points_field import PointsField
from ..ask.request import ANSWER_MODES
from ..plan.channel import CHANNEL_KINDS, FOLLOW_UP_CODES
from ..plan.indicator import OBJECTIVES


class SatisfactionAnswerReport(models.Model):
    """Analysis of answers: one row per scored question answered (R35, R82, R109).

    By question, indicator, objective and client, over any period: where it hurts.
    Asks after a case or an improvement count in no score, and so not here.
    """

    _name = "satisfaction.answer.report"
    _description = "Analysis of Answers"
    _auto = False
    _order = "event_date desc, id desc"
    _rec_name = "question_id"

    request_id = fields.Many2one("satisfaction.request", "Ask", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    program_id = fields.Many2one("satisfaction.program", "Programme", readonly=True)
    channel_kind = fields.Selection(CHANNEL_KINDS, "Channel", readonly=True)
    channel_code = fields.Char("Channel code", readonly=True)
    wave_id = fields.Many2one("satisfaction.wave", readonly=True)
    answer_mode = fields.Selection(ANSWER_MODES, readonly=True)
    survey_id = fields.Many2one("survey.survey", "Questionnaire", readonly=True)
    question_id = fields.Many2one("survey.question", readonly=True)
    indicator_id = fields.Many2one("satisfaction.indicator", readonly=True)
    objective = fields.Selection(OBJECTIVES, readonly=True)
    event_date = fields.Date("Counts on", readonly=True)
    client_id = fields.Many2one("res.partner", readonly=True)
    client_manager_id = fields.Many2one("res.users", readonly=True)
    agreement_level_id = fields.Many2one("satisfaction.agreement.level", readonly=True)
    is_vip = fields.Boolean("VIP client", readonly=True)
    respondent_role = fields.Selection(
        lambda self: (
            self.env["res.partner"]
            ._fields["satisfaction_role"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    user_id = fields.Many2one("res.users", "Assignee", readonly=True)
    category_id = fields.Many2one("helpdesk.ticket.category", readonly=True)
    points = PointsField("Satisfaction", readonly=True, help="0 to 100 points.")
    satisfied_share = PointsField(
        "CSAT %", readonly=True, help="Answers of 80 points or more (4 or 5 of 5)."
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id, request.id AS request_id, request.company_id,
                   request.program_id, request.channel_kind, request.channel_code,
                   request.answer_mode, assessment.wave_id,
                   request.survey_id, line.question_id,
                   question.satisfaction_indicator_id AS indicator_id,
                   question.satisfaction_objective AS objective,
                   request.event_date, request.client_id, request.respondent_role,
                   request.team_id, request.user_id, request.category_id,
                   client.client_manager_id, client.agreement_level_id,
                   client.satisfaction_is_vip AS is_vip,
                   line.satisfaction_points AS points,
                   CASE WHEN line.satisfaction_points >= 80 THEN 100.0 ELSE 0.0 END
                       AS satisfied_share
              FROM satisfaction_request AS request
              JOIN survey_user_input_line AS line
                ON line.user_input_id = request.user_input_id
              JOIN survey_question AS question ON question.id = line.question_id
              LEFT JOIN satisfaction_assessment AS assessment
                     ON assessment.id = request.assessment_id
              LEFT JOIN res_partner AS client ON client.id = request.client_id
             WHERE request.state = 'answered' AND request.is_scored
               AND line.satisfaction_is_scored
               AND line.satisfaction_points IS NOT NULL
               AND request.channel_code NOT IN %(follow_up)s
            """,
            follow_up=FOLLOW_UP_CODES,
        )

    _depends = {
        "satisfaction.request": [
            "answer_mode",
            "assessment_id",
            "category_id",
            "channel_code",
            "channel_kind",
            "client_id",
            "company_id",
            "event_date",
            "is_scored",
            "program_id",
            "respondent_role",
            "state",
            "survey_id",
            "team_id",
            "user_id",
            "user_input_id",
        ],
        "satisfaction.assessment": ["wave_id"],
        "survey.user_input.line": [
            "question_id",
            "satisfaction_is_scored",
            "satisfaction_points",
            "user_input_id",
        ],
        "survey.question": ["satisfaction_indicator_id", "satisfaction_objective"],
        "res.partner": [
            "agreement_level_id",
            "client_manager_id",
            "satisfaction_is_vip",
        ],
    }

    def action_open_request(self):
        """The ledger row behind this row."""
        self.ensure_one()
        return self.request_id._get_records_action()

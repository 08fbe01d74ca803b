# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL

from ...points_field import PointsField
from ..ask.request import ANSWER_MODES, DELIVERIES, SKIP_REASONS
from ..plan.channel import CHANNEL_KINDS, FOLLOW_UP_CODES


class SatisfactionAskReport(models.Model):
    """Analysis of asks: one row per ask of the ledger (R82, R109).

    Rates are row-wise: each row says 0 or 100 percent, or nothing where it has no
    say (an ask whose time isn't over says nothing about the response rate). So the
    average is right at any grouping, and nothing is averaged twice.

    Who is asked after a case or an improvement was chosen for being dissatisfied:
    these asks are rows too, but have no say in any rate or mean; what was answered
    there stands in a column of its own.
    """

    _name = "satisfaction.ask.report"
    _description = "Analysis of Asks"
    _auto = False
    _order = "event_date desc, id desc"
    _rec_name = "request_id"

    request_id = fields.Many2one("satisfaction.request", "Ask", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    program_id = fields.Many2one("satisfaction.program", "Programme", readonly=True)
    rule_id = fields.Many2one("satisfaction.rule", readonly=True)
    channel_kind = fields.Selection(CHANNEL_KINDS, "Channel", readonly=True)
    channel_code = fields.Char("Channel code", readonly=True)
    wave_id = fields.Many2one("satisfaction.wave", readonly=True)
    delivery = fields.Selection(DELIVERIES, readonly=True)
    answer_mode = fields.Selection(ANSWER_MODES, readonly=True)
    survey_id = fields.Many2one("survey.survey", "Questionnaire", readonly=True)
    event_date = fields.Date("Counts on", readonly=True)
    state = fields.Selection(
        lambda self: (
            self.env["satisfaction.request"]
            ._fields["state"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    skip_reason = fields.Selection(SKIP_REASONS, "Reason not asked", readonly=True)
    client_id = fields.Many2one("res.partner", readonly=True)
    partner_id = fields.Many2one("res.partner", "Contact", readonly=True)
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
    was_sent = fields.Integer("Asked", readonly=True)
    was_answered = fields.Integer("Answered", readonly=True)
    response_rate = PointsField(
        "Response rate %",
        readonly=True,
        help="Answered of the asks whose time is over.",
    )
    asked_share = PointsField(
        "Asked share %",
        readonly=True,
        help="Asks that went out, of all there were reasons for.",
    )
    points = PointsField("Satisfaction", readonly=True, help="0 to 100 points.")
    satisfied_share = PointsField(
        "CSAT %",
        readonly=True,
        help="Answers of 80 points or more (4 or 5 of 5), of the scored answers.",
    )
    low_share = PointsField(
        "Followed up %",
        readonly=True,
        help="Scored answers whose worst question lies below the programme's"
        " follow-up threshold.",
    )
    nps = PointsField(
        "Promoter Score",
        readonly=True,
        help="−100 to 100: promoters (9–10) minus detractors (0–6), of those who"
        " answered the recommendation question.",
    )
    follow_up_points = PointsField(
        "Satisfaction afterwards",
        readonly=True,
        help="0 to 100 points, of clients asked again after a case or an improvement."
        " It counts in no score.",
    )
    hours_to_answer = PointsField("Hours to answer", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT request.id, request.id AS request_id, request.company_id,
                   request.program_id, request.rule_id, request.channel_kind,
                   request.delivery, request.answer_mode, request.survey_id,
                   request.event_date, request.state, request.skip_reason,
                   request.channel_code, assessment.wave_id,
                   request.client_id, request.partner_id, request.respondent_role,
                   request.team_id, request.user_id, request.category_id,
                   client.client_manager_id, client.agreement_level_id,
                   client.satisfaction_is_vip AS is_vip,
                   (request.sent_at IS NOT NULL)::int AS was_sent,
                   (request.state = 'answered')::int AS was_answered,
                   CASE WHEN regular.is_regular AND request.sent_at IS NOT NULL
                             AND request.state IN ('answered', 'expired')
                             AND request.expires_at < (now() AT TIME ZONE 'UTC')
                        THEN CASE WHEN request.state = 'answered'
                                       AND request.is_suspicious IS NOT TRUE
                                  THEN 100.0 ELSE 0.0 END
                   END AS response_rate,
                   CASE WHEN NOT regular.is_regular OR request.is_anonymous THEN NULL
                        WHEN request.state = 'skipped' THEN 0.0
                        WHEN request.sent_at IS NOT NULL
                             OR request.state = 'answered' THEN 100.0
                   END AS asked_share,
                   CASE WHEN scored.is_regular THEN request.points END AS points,
                   CASE WHEN scored.is_regular AND request.points >= 80 THEN 100.0
                        WHEN scored.is_regular THEN 0.0
                   END AS satisfied_share,
                   CASE WHEN scored.is_regular
                             AND request.worst_points
                                 < COALESCE(program.follow_up_below, 80) THEN 100.0
                        WHEN scored.is_regular THEN 0.0
                   END AS low_share,
                   CASE WHEN request.is_scored AND NOT regular.is_regular
                        THEN request.points END AS follow_up_points,
                   CASE WHEN regular.is_regular THEN recommendation.nps END AS nps,
                   CASE WHEN request.answered_at >= request.sent_at
                        THEN extract(epoch FROM
                             request.answered_at - request.sent_at) / 3600.0
                   END AS hours_to_answer
              FROM satisfaction_request AS request
             CROSS JOIN LATERAL (
                    SELECT request.channel_code NOT IN %(follow_up)s AS is_regular
                   ) AS regular
             CROSS JOIN LATERAL (
                    SELECT request.is_scored AND regular.is_regular AS is_regular
                   ) AS scored
              LEFT JOIN satisfaction_assessment AS assessment
                     ON assessment.id = request.assessment_id
              LEFT JOIN satisfaction_program AS program
                     ON program.id = request.program_id
              LEFT JOIN res_partner AS client ON client.id = request.client_id
              LEFT JOIN (
                    SELECT line.user_input_id,
                           avg(CASE WHEN line.value_scale >= 9 THEN 100.0
                                    WHEN line.value_scale <= 6 THEN -100.0
                                    ELSE 0.0 END) AS nps
                      FROM survey_user_input_line AS line
                      JOIN survey_question AS question
                        ON question.id = line.question_id
                     WHERE question.satisfaction_is_recommendation
                       AND line.skipped IS NOT TRUE
                       AND line.satisfaction_is_na IS NOT TRUE
                       AND line.value_scale IS NOT NULL
                     GROUP BY line.user_input_id
                   ) AS recommendation
                     ON recommendation.user_input_id = request.user_input_id
                    AND request.state = 'answered'
                    AND request.is_suspicious IS NOT TRUE
            """,
            follow_up=FOLLOW_UP_CODES,
        )

    _depends = {
        "satisfaction.request": [
            "answered_at",
            "assessment_id",
            "category_id",
            "channel_code",
            "channel_kind",
            "client_id",
            "company_id",
            "delivery",
            "event_date",
            "expires_at",
            "is_anonymous",
            "is_scored",
            "is_suspicious",
            "partner_id",
            "points",
            "program_id",
            "respondent_role",
            "rule_id",
            "sent_at",
            "skip_reason",
            "state",
            "survey_id",
            "team_id",
            "user_id",
            "user_input_id",
            "worst_points",
        ],
        "satisfaction.assessment": ["wave_id"],
        "satisfaction.program": ["follow_up_below"],
        "res.partner": [
            "agreement_level_id",
            "client_manager_id",
            "satisfaction_is_vip",
        ],
        "survey.user_input.line": [
            "question_id",
            "satisfaction_is_na",
            "skipped",
            "user_input_id",
            "value_scale",
        ],
        "survey.question": ["satisfaction_is_recommendation"],
    }

    def action_open_request(self):
        """The ledger row behind this row."""
        self.ensure_one()
        return self.request_id._get_records_action()

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...scoring import ChannelInput

CHANNEL_KINDS = [
    ("ticket", "Ticket rating"),
    ("callback", "Telephone callback"),
    ("questionnaire", "Questionnaire"),
    ("monthly", "Monthly rating"),
    ("other", "Other"),
]
#: Codes of asks after a case or an improvement: no channels, they count in no score
#: and no rate, because whoever is asked there was chosen for being dissatisfied.
FOLLOW_UP_CODES = ("recovery", "recheck")


class SatisfactionChannel(models.Model):
    """A way of learning what a client thinks, and its weight (S4 §3.4.1)."""

    _name = "satisfaction.channel"
    _description = "Satisfaction Channel"
    _order = "program_id, sequence, id"

    program_id = fields.Many2one(
        "satisfaction.program",
        "Programme",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(CHANNEL_KINDS, required=True, default="other")
    code = fields.Char(
        required=True,
        help="Stable technical name. Answers of earlier years count under the same"
        " code as long as the channel's validity lasts.",
    )
    weight = fields.Float(
        "Weight %",
        digits=(5, 2),
        required=True,
        help="Share of the overall score, in percent. All weights make 100.",
    )
    receives_missing = fields.Boolean(
        "Takes missing weight",
        help="Receives the weight of channels that have no answer. Exactly one"
        " channel of a programme does.",
    )
    validity_months = fields.Integer(
        "Valid for (months)",
        help="How long answers count when no newer ones came. 0: only in their own"
        " period.",
    )
    survey_id = fields.Many2one(
        "survey.survey",
        string="Questionnaire",
        domain="[('survey_type', '=', 'satisfaction')]",
        ondelete="restrict",
    )

    _code_unique = models.UniqueIndex(
        "(program_id, code)", "A programme has each channel code only once."
    )
    _weight_range = models.Constraint(
        "CHECK (weight >= 0 AND weight <= 100)",
        "A channel's weight lies between 0 and 100 percent.",
    )
    _validity_range = models.Constraint(
        "CHECK (validity_months >= 0 AND validity_months <= 60)",
        "A channel's answers stay valid for 0 to 60 months.",
    )

    @api.constrains("survey_id", "kind", "program_id")
    def _check_survey(self):
        """A running programme asks with sound questionnaires only (R32–R36)."""
        for channel in self:
            if channel.program_id.state == "running":
                channel.survey_id._refuse_errors()
            channel.survey_id._refuse_anonymous_kind(channel.kind)

    def _get_survey(self, client=None, contact=None):
        """The questionnaire of this channel for a client and contact (R7, R37)."""
        return self.survey_id._pick_for(client, contact)

    @api.model
    def _default_values(self):
        """The four channels of S4 §3.4.1.1 with their weights (R14–R18, R51)."""

        def ready_made(name):
            survey = self.env.ref(f"client_satisfaction.survey_{name}", False)
            return survey and survey.id

        return [
            {
                "sequence": 10,
                "kind": "ticket",
                "code": "ticket",
                "name": self.env._("Ticket rating"),
                "weight": 20,
                "survey_id": ready_made("event"),
            },
            {
                "sequence": 20,
                "kind": "callback",
                "code": "callback",
                "name": self.env._("Telephone callback"),
                "weight": 20,
                "survey_id": ready_made("callback"),
            },
            {
                "sequence": 30,
                "kind": "questionnaire",
                "code": "questionnaire",
                "name": self.env._("Questionnaire"),
                "weight": 30,
                "receives_missing": True,
                "validity_months": 12,
                "survey_id": ready_made("relationship"),
            },
            {
                "sequence": 40,
                "kind": "monthly",
                "code": "monthly",
                "name": self.env._("Monthly rating"),
                "weight": 30,
                "survey_id": ready_made("monthly"),
            },
        ]

    def _to_scoring(self, points_by_code=None):
        """These channels as plain values for ``scoring.channels``.

        :param points_by_code: mean points (0–100) of each channel that has any
        """
        points_by_code = points_by_code or {}
        return [
            ChannelInput(
                code=channel.code,
                weight=channel.weight,
                points=points_by_code.get(channel.code),
                receives_missing=channel.receives_missing,
            )
            for channel in self
        ]

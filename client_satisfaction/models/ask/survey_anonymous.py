# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# Kinds of channels whose asks are about what one contact had to do with
PERSONAL_KINDS = ("ticket", "callback", "monthly")


class SurveySurvey(models.Model):
    """Anonymous questionnaires: a choice that can't be taken back.

    Whoever was asked openly must not become anonymous on paper only, and whoever was
    promised anonymity must keep it. So the choice stands as soon as the first
    contact was asked.
    """

    _inherit = "survey.survey"

    satisfaction_is_anonymous = fields.Boolean(
        "Anonymous",
        help="Nobody can find out who gave which answer: it is kept apart from the"
        " contact, appears only when at least five are in, and can't be followed up."
        " This can't be changed once somebody was asked.",
    )
    satisfaction_sealed_count = fields.Integer(
        "Sealed answers",
        compute="_compute_satisfaction_sealed_count",
        help="Anonymous answers that wait until there are enough of them.",
    )

    def _compute_satisfaction_sealed_count(self):
        counts = self._count_sealed()
        for survey in self:
            survey.satisfaction_sealed_count = counts.get(survey._origin, 0)

    def _count_sealed(self):
        """``{questionnaire: number of answers still in the ballot box}``"""
        # sudo: how many there are, not what they say
        sealed = self.env["satisfaction.sealed.answer"].sudo()
        return {
            survey.sudo(False): count
            for survey, count in sealed._read_group(
                [("survey_id", "in", self.ids)], ["survey_id"], ["__count"]
            )
        }

    def write(self, vals):
        if "satisfaction_is_anonymous" in vals:
            changing = self.filtered(
                lambda survey: (
                    survey.satisfaction_is_anonymous
                    != bool(vals["satisfaction_is_anonymous"])
                )
            )
            changing._refuse_if_asked()
        return super().write(vals)

    def _refuse_if_asked(self):
        # sudo: whether anybody was asked, not who
        requests = self.env["satisfaction.request"].sudo()
        for survey in self:
            asked = requests.search_count(
                [
                    ("survey_id", "=", survey.id),
                    "|",
                    ("sent_at", "!=", False),
                    ("state", "in", ("sent", "answered", "expired")),
                ],
                limit=1,
            )
            if asked or survey._count_answers():
                raise UserError(
                    self.env._(
                        "“%(survey)s” has already been sent or answered: what the"
                        " contacts were told about anonymity can't change any more."
                        " Copy the questionnaire instead.",
                        survey=survey.title,
                    )
                )

    @api.constrains("satisfaction_is_anonymous", "satisfaction_purpose")
    def _check_satisfaction_anonymous_use(self):
        """Already chosen by a channel whose asks say who answers?"""
        for survey in self.filtered("satisfaction_is_anonymous"):
            # sudo: channels of every company
            channels = self.env["satisfaction.channel"].sudo()
            rules = self.env["satisfaction.rule"].sudo()
            used = channels.search([("survey_id", "=", survey.id)]) | (
                rules.search([("survey_id", "=", survey.id)]).channel_id
            )
            for kind in used.mapped("kind"):
                survey._refuse_anonymous_kind(kind)

    def _refuse_anonymous_kind(self, kind):
        """Refuse an anonymous questionnaire in a channel that knows who answers.

        :param kind: one of ``CHANNEL_KINDS``
        """
        for survey in self.filtered("satisfaction_is_anonymous"):
            if kind in PERSONAL_KINDS:
                raise ValidationError(
                    self.env._(
                        "“%(survey)s” is anonymous. Who had a ticket or rates the"
                        " month is known, so it can't be used in this channel.",
                        survey=survey.title,
                    )
                )


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    @api.model_create_multi
    def create(self, vals_list):
        """An answer to an anonymous questionnaire never carries a person.

        Whatever way it comes: the engine's own pages, invitations, an import.
        """
        surveys = self.env["survey.survey"].sudo()
        for vals in vals_list:
            survey = surveys.browse(vals.get("survey_id") or ())
            if survey.satisfaction_is_anonymous and not vals.get("test_entry"):
                vals.update(partner_id=False, email=False, nickname=False)
        return super().create(vals_list)

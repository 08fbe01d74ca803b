# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

PURPOSES = [
    ("event", "After a ticket"),
    ("callback", "Telephone callback"),
    ("monthly", "Monthly rating"),
    ("relationship", "Relationship"),
    ("service_review", "Service review"),
    ("recovery", "After a case"),
]
# Whose wording is for whom (R7); contacts without a role read the general one.
EXECUTIVE_ROLES = ("decision_leader", "interface")
USER_ROLES = ("end_user", "vip")


class SurveySurvey(models.Model):
    """Questionnaires are designed in the Survey app, under a type of our own.

    The type keeps clients' answers away from survey users who have nothing to do
    with them: the core record rules only open the core types.
    """

    _inherit = "survey.survey"

    survey_type = fields.Selection(
        selection_add=[("satisfaction", "Client satisfaction")],
        ondelete={"satisfaction": "set default"},
    )

    satisfaction_purpose = fields.Selection(
        PURPOSES,
        "Purpose",
        help="What the questionnaire is for: its check and the choice of a client's"
        " own copy go by it.",
    )
    satisfaction_audience = fields.Selection(
        [("executive", "Executives"), ("end_user", "End users")],
        "Wording for",
        help="Executives are asked about the partnership, end users about daily"
        " support. Empty: everybody.",
    )
    satisfaction_origin_id = fields.Many2one(
        "survey.survey",
        "Same questions as",
        domain="[('survey_type', '=', 'satisfaction'), ('id', '!=', id)]",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="The questionnaire this one is another wording or a client's copy of.",
    )
    satisfaction_variant_ids = fields.One2many(
        "survey.survey", "satisfaction_origin_id", "Other wordings"
    )
    satisfaction_client_id = fields.Many2one(
        "res.partner",
        "Only for client",
        domain="[('parent_id', '=', False)]",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="This client is asked with this questionnaire wherever others are asked"
        " with one of the same purpose.",
    )

    @api.constrains(
        "satisfaction_client_id",
        "satisfaction_purpose",
        "satisfaction_audience",
        "active",
    )
    def _check_satisfaction_client(self):
        for survey in self.filtered("satisfaction_client_id"):
            if not survey.satisfaction_purpose:
                raise ValidationError(
                    self.env._(
                        "Say what “%(survey)s” is for: without a purpose nobody knows"
                        " when %(client)s is asked with it.",
                        survey=survey.title,
                        client=survey.satisfaction_client_id.display_name,
                    )
                )
            twins = survey.satisfaction_client_id.satisfaction_survey_ids.filtered(
                lambda other, survey=survey: (
                    other.active
                    and other.satisfaction_purpose == survey.satisfaction_purpose
                    and other.satisfaction_audience == survey.satisfaction_audience
                )
            )
            if survey.active and len(twins | survey) > 1:
                raise ValidationError(
                    self.env._(
                        "%(client)s already has a questionnaire of its own for this"
                        " purpose: “%(survey)s”.",
                        client=survey.satisfaction_client_id.display_name,
                        survey=(twins - survey)[:1].title,
                    )
                )

    # ------------------------------------------------------------------
    # Which questionnaire for whom (R7, R37)
    # ------------------------------------------------------------------
    def _pick_for(self, client=None, contact=None):
        """The questionnaire to ask with where this one is the standard.

        The client's own one of the same purpose comes first, then the wording made
        for the contact's role. Partners that were read together cost together.

        :param client: ``res.partner``, a commercial partner; default: the contact's
        :param contact: ``res.partner`` who is asked
        :return: a questionnaire with questions, or an empty record set
        """
        survey = self[:1]
        client = client or (contact and contact.commercial_partner_id)
        # sudo: who may plan an ask need not see every questionnaire
        surveys = client.sudo().satisfaction_survey_ids if client else self.browse()
        surveys = surveys.filtered(
            lambda one: (
                survey.satisfaction_purpose
                and one.satisfaction_purpose == survey.satisfaction_purpose
                and survey._is_replaceable_by(one)
            )
        )
        if not surveys and survey.sudo()._is_usable():
            surveys = survey.sudo() | survey.sudo().satisfaction_variant_ids.filtered(
                lambda one: (
                    not one.satisfaction_client_id and survey._is_replaceable_by(one)
                )
            )
        picked = _pick_wording(surveys, contact, survey)
        return picked.with_env(self.env)

    def _copy_for_clients(self, clients):
        """Copies of this questionnaire, one for each client (R37).

        Codes of the questions are copied, so answers stay comparable.

        :param clients: ``res.partner``, commercial partners
        :return: the new questionnaires
        """
        self.ensure_one()
        copies = self.browse()
        for client in clients:
            copies |= self.copy(
                {
                    "satisfaction_client_id": client.id,
                    "satisfaction_origin_id": (self.satisfaction_origin_id or self).id,
                }
            )
        for client, survey in zip(clients, copies, strict=True):
            # In every language; the engine has appended "(copy)" to one of them.
            for lang, _name in self.env["res.lang"].get_installed():
                title = self.with_context(lang=lang).title
                survey.with_context(lang=lang).title = f"{title} – {client.name}"
        return copies

    def _is_replaceable_by(self, other):
        """Whether another questionnaire may be asked with in place of this one.

        It must measure something, and promise the same: a channel that knows who
        answers must not get an anonymous one by the back door.
        """
        return (
            other._is_usable()
            and other.satisfaction_is_anonymous == self.satisfaction_is_anonymous
            and other.satisfaction_check != "error"
        )

    def _is_usable(self):
        return bool(self.active and self.question_ids)

    @api.depends_context("uid")
    @api.depends("survey_type")
    def _compute_allowed_survey_types(self):
        result = super()._compute_allowed_survey_types()
        if self.env.user.has_group("client_satisfaction.group_program_manager"):
            for survey in self:
                survey.allowed_survey_types = (survey.allowed_survey_types or []) + [
                    "satisfaction"
                ]
        return result


def _pick_wording(surveys, contact, standard):
    """Of questionnaires of one purpose, the one worded for the contact's role."""
    role = contact.satisfaction_role if contact else False
    audience = (
        "executive"
        if role in EXECUTIVE_ROLES
        else "end_user"
        if role in USER_ROLES
        else False
    )
    for suits in (
        lambda one: audience and one.satisfaction_audience == audience,
        lambda one: one == standard,
        lambda one: not one.satisfaction_audience,
    ):
        if found := surveys.filtered(suits):
            return found[:1]
    return surveys[:1]

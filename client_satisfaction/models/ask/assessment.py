# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

# Talked with, so that somebody has to do it; the others answer by themselves.
INTERVIEW_MODES = ("call", "meeting", "paper")


class SatisfactionAssessment(models.Model):
    """One client is assessed once: who answers, how, and what came out (S1).

    Each respondent is one row of the ledger. An assessment belongs to a wave, or
    stands alone, e.g. because a client asked for it. Who interviews is checked in
    ``assessment_people.py``, the asks are made in ``assessment_planning.py``, the
    result is computed and stored in ``models/measure/assessment_result.py``.
    """

    _name = "satisfaction.assessment"
    _description = "Client Assessment"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["client_id", "wave_id"]

    wave_id = fields.Many2one(
        "satisfaction.wave",
        ondelete="cascade",
        index=True,
        help="Empty: a single assessment outside of any wave.",
    )
    client_id = fields.Many2one(
        "res.partner",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('parent_id', '=', False)]",
        help="The commercial partner.",
    )
    client_manager_id = fields.Many2one(related="client_id.client_manager_id")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    program_id = fields.Many2one(
        "satisfaction.program",
        "Programme",
        compute="_compute_program_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
        domain="[('company_id', '=', company_id)]",
    )
    survey_id = fields.Many2one(
        "survey.survey",
        "Questionnaire",
        compute="_compute_survey_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        domain="[('survey_type', '=', 'satisfaction')]",
        help="Each respondent gets the wording for their role, or the client's own"
        " questionnaire of the same purpose.",
    )
    mode = fields.Selection(
        [
            ("online", "Online"),
            ("call", "Telephone"),
            ("meeting", "Personal meeting"),
            ("paper", "Paper"),
        ],
        required=True,
        default="meeting",
        tracking=True,
        help="Online: each respondent gets the questionnaire by mail. Otherwise an"
        " interviewer writes the answers down.",
    )
    is_mandatory = fields.Boolean(
        "Agreed with client",
        compute="_compute_is_mandatory",
        store=True,
        readonly=False,
        precompute=True,
        help="Neither a recent ask nor an opt-out keeps the respondents from being"
        " asked. Interviews are agreed with the client by their nature.",
    )
    respondent_ids = fields.Many2many(
        "res.partner",
        "satisfaction_assessment_respondent_rel",
        "assessment_id",
        "partner_id",
        "Respondents",
        compute="_compute_respondent_ids",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('commercial_partner_id', '=', client_id), ('id', '!=', client_id)]",
        help="All contacts with a role are proposed. Invite as many as possible.",
    )
    scheduled_on = fields.Date(
        "Takes place on", tracking=True, help="The day agreed with the client."
    )
    date = fields.Date(
        compute="_compute_date",
        store=True,
        index=True,
        help="The agreed day; without one, the first day of the wave.",
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="planned",
        index=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    is_panel = fields.Boolean(
        "In an earlier wave",
        readonly=True,
        copy=False,
        help="This client was drawn before: its change over time is measured.",
    )
    left = fields.Char(
        "Left the panel",
        readonly=True,
        copy=False,
        help="Why a client of the earlier wave is not assessed this time.",
    )
    cancel_reason = fields.Char(readonly=True, copy=False)
    request_ids = fields.One2many(
        "satisfaction.request", "assessment_id", "Asks", readonly=True
    )
    answered_count = fields.Integer("Answered", compute="_compute_counts")
    asked_count = fields.Integer("Asked", compute="_compute_counts")
    skipped_count = fields.Integer("Not asked", compute="_compute_counts")

    _wave_client_unique = models.UniqueIndex(
        "(wave_id, client_id) WHERE wave_id IS NOT NULL",
        "A client is assessed once in a wave.",
    )

    # ------------------------------------------------------------------
    # Proposals
    # ------------------------------------------------------------------
    @api.depends("wave_id", "company_id")
    def _compute_program_id(self):
        programs = self.env["satisfaction.program"]
        running = {
            company: programs._find_running(company) for company in self.company_id
        }
        for assessment in self:
            assessment.program_id = (
                assessment.wave_id.program_id
                or (
                    assessment.program_id
                    if assessment.program_id.company_id == assessment.company_id
                    else programs
                )
                or running.get(assessment.company_id, programs)
            )

    @api.depends("wave_id", "program_id")
    def _compute_survey_id(self):
        for assessment in self:
            channel = assessment.program_id.channel_ids.filtered(
                lambda channel: channel.kind == "questionnaire"
            )[:1]
            assessment.survey_id = (
                assessment.wave_id.survey_id
                or assessment.survey_id
                or channel.survey_id
            )

    @api.depends("mode")
    def _compute_is_mandatory(self):
        for assessment in self:
            assessment.is_mandatory = assessment.mode in INTERVIEW_MODES

    @api.depends("client_id")
    def _compute_respondent_ids(self):
        """Everybody of the client who has a role in the programme (R71, R72)."""
        contacts = self.env["res.partner"].search(
            Domain("commercial_partner_id", "in", self.client_id.ids)
            & Domain("satisfaction_role", "!=", False),
            order="id",
        )
        by_client = contacts.grouped("commercial_partner_id")
        for assessment in self:
            client = assessment.client_id._origin or assessment.client_id
            if assessment.respondent_ids.commercial_partner_id != client:
                assessment.respondent_ids = by_client.get(client, contacts.browse())

    @api.depends("scheduled_on", "wave_id.date_start", "create_date")
    def _compute_date(self):
        for assessment in self:
            made = assessment.create_date
            company = assessment.company_id or self.env.company
            assessment.date = (
                assessment.scheduled_on
                or assessment.wave_id.date_start
                or (made and company._satisfaction_date(made))
                or company._satisfaction_today()
            )

    @api.depends("request_ids.state")
    def _compute_counts(self):
        counts = {
            (assessment.id, state): count
            for assessment, state, count in self.env["satisfaction.request"]
            # sudo: an interviewer may know how many of their own assessment answered
            .sudo()
            ._read_group(
                [("assessment_id", "in", self.ids)],
                ["assessment_id", "state"],
                ["__count"],
            )
        }
        for assessment in self:

            def count(*states, key=assessment.id):
                return sum(counts.get((key, state), 0) for state in states)

            assessment.answered_count = count("answered")
            assessment.asked_count = count("planned", "sent", "answered", "expired")
            assessment.skipped_count = count("skipped", "cancelled")

    @api.depends("client_id", "wave_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for assessment in self:
            when = assessment.wave_id.display_name or (
                assessment.date and format_date(self.env, assessment.date)
            )
            assessment.display_name = " · ".join(
                filter(None, (assessment.client_id.name, when))
            )

    # ------------------------------------------------------------------
    # Bad input
    # ------------------------------------------------------------------
    @api.constrains("respondent_ids", "client_id")
    def _check_respondents(self):
        for assessment in self:
            others = assessment.respondent_ids.filtered(
                lambda contact, client=assessment.client_id: (
                    contact.commercial_partner_id != client
                )
            )
            if others:
                raise ValidationError(
                    self.env._(
                        "%(contact)s doesn't belong to %(client)s.",
                        contact=others[0].display_name,
                        client=assessment.client_id.display_name,
                    )
                )

    @api.constrains("client_id")
    def _check_client(self):
        for client in self.client_id:
            if client != client.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(client)s: assess the client.",
                        contact=client.name,
                        client=client.commercial_partner_id.name,
                    )
                )

    @api.constrains("survey_id")
    def _check_survey(self):
        """An anonymous answer is nobody's, so it can't be part of an assessment."""
        for survey in self.survey_id:
            if survey.satisfaction_is_anonymous:
                raise ValidationError(
                    self.env._(
                        "“%(survey)s” is anonymous: its answers can't be counted for"
                        " one client's assessment. Choose another questionnaire.",
                        survey=survey.title,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        # sudo: the ledger guards itself, whoever is looking
        if self.sudo().request_ids:
            raise UserError(
                self.env._(
                    "Somebody has been asked in this assessment. Cancel it instead."
                )
            )


class SatisfactionRequest(models.Model):
    _inherit = "satisfaction.request"

    assessment_id = fields.Many2one(
        "satisfaction.assessment",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )

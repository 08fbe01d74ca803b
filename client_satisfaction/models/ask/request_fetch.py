# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

# What is read while an answer is checked, stored and handed on. Anything else is read
# when it is asked for.
REQUEST_FIELDS = (
    "survey_id",
    "program_id",
    "company_id",
    "partner_id",
    "client_id",
    "assessment_id",
    "event_date",
    "email",
    "lang",
    "state",
    "answered_at",
    "answer_mode",
    "expires_at",
    "case_id",
    "user_input_id",
    "is_scored",
    "is_suspicious",
    "is_anonymous",
    "score_pending",
    "remarks_pending",
    "follow_up_after",
    "thanked_at",
    "thanks_pending",
)
SURVEY_FIELDS = (
    "satisfaction_is_anonymous",
    "survey_type",
    "scoring_type",
    "scoring_success_min",
)
QUESTION_FIELDS = (
    "title",
    "is_page",
    "sequence",
    "question_type",
    "constr_mandatory",
    "constr_error_msg",
    "validation_required",
    "validation_email",
    "scale_min",
    "scale_max",
    "triggering_answer_ids",
    "is_scored_question",
    "answer_score",
    "satisfaction_is_scored",
    "satisfaction_when_low",
    "satisfaction_allow_na",
    "satisfaction_weight",
)
PROGRAM_FIELDS = ("follow_up_below", "senior_below", "correction_minutes")


class SatisfactionRequest(models.Model):
    _inherit = "satisfaction.request"

    def _fetch_for_answers(self):
        """Read in a few narrow queries what storing answers to these asks needs.

        Questionnaires, programmes and contacts have fifty to a hundred columns each;
        left to itself the ORM reads them all, which takes longer than the rest.
        """
        if self.env.context.get("satisfaction_version"):
            return  # the public page has read it already: see request_open.py
        self.fetch(REQUEST_FIELDS)
        self.survey_id.fetch(SURVEY_FIELDS)
        self.survey_id.question_and_page_ids.fetch(QUESTION_FIELDS)
        self.program_id.fetch(PROGRAM_FIELDS)

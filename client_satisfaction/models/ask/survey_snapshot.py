# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a questionnaire says, kept between one visitor and the next.

Every visitor of a questionnaire reads the same questions, and reading them takes half
the queries of a page. A worker keeps them for each version and language instead.
"""

from odoo import api, models, tools

SURVEY_FIELDS = (
    "title",
    "description",
    "survey_type",
    "questions_layout",
    "questions_selection",
    "is_time_limited",
    "users_login_required",
    "satisfaction_is_anonymous",
    "scoring_type",
    "scoring_success_min",
    "question_and_page_ids",
)
QUESTION_FIELDS = (
    "survey_id",
    "title",
    "description",
    "is_page",
    "question_type",
    "question_placeholder",
    "constr_mandatory",
    "scale_min",
    "scale_max",
    "scale_min_label",
    "scale_mid_label",
    "scale_max_label",
    "suggested_answer_ids",
    "triggering_answer_ids",
    "satisfaction_is_scored",
    "satisfaction_when_low",
    "satisfaction_allow_na",
    "satisfaction_weight",
    "page_id",
    "sequence",
    "constr_error_msg",
    "validation_required",
    "validation_email",
    "is_scored_question",
    "answer_score",
)
ANSWER_FIELDS = (
    "question_id",
    "matrix_question_id",
    "sequence",
    "value",
    "answer_score",
)

# The version of a questionnaire: what PostgreSQL itself writes down about each row
# (xmin, the transaction that wrote it). Whoever changes a question, by whatever way and
# in whatever process, changes the sum; nobody has to remember to empty a cache.
VERSION_QUERY = """
    SELECT concat_ws(
        ' ', survey.xmin, count(question), sum(question.xmin::text::bigint),
        sum(answer.number), sum(answer.written)
    )
      FROM survey_question question
      LEFT JOIN LATERAL (
        SELECT count(*) AS number, sum(xmin::text::bigint) AS written
          FROM survey_question_answer
         WHERE question_id = question.id
      ) answer ON true
     WHERE question.survey_id = survey.id
"""


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    def _recall(self, version):
        """Put all that pages show of this questionnaire into the records' cache.

        :param version: what ``VERSION_QUERY`` says in this transaction
        """
        lang = self.env.lang or "en_US"
        for model_name, ids, columns in self._get_snapshot(self.id, lang, version):
            records = self.env[model_name].browse(ids)
            for name, values in columns:
                # Like a fetch: what is known already, or changed, stays.
                records._fields[name]._insert_cache(records, values)

    @api.model
    @tools.ormcache("survey_id", "lang", "version")
    def _get_snapshot(self, survey_id, lang, version):
        """``[(model, ids, [(field, values as cached)])]`` of a questionnaire.

        Nothing here belongs to anybody: any respondent may read it. That is why it
        can be kept for whoever comes next.
        """
        # sudo: see above; who may read it was checked by the token of the ask
        survey = self.sudo().with_context(lang=lang).browse(survey_id)
        questions = survey.question_and_page_ids
        questions.fetch(QUESTION_FIELDS)
        return [
            _take(survey, SURVEY_FIELDS),
            _take(questions, QUESTION_FIELDS),
            _take(questions.suggested_answer_ids, ANSWER_FIELDS),
        ]


def _take(records, names):
    records.fetch(names)
    return (
        records._name,
        records._ids,
        [
            (name, [cache[record_id] for record_id in records._ids])
            for name in names
            for cache in (records._fields[name]._get_cache(records.env),)
        ],
    )

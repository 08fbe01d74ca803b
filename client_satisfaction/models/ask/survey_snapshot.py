# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a questionnaire says, kept between one visitor and the next.

Every visitor of a questionnaire reads the same questions, and reading them takes half
the queries of a page. A worker keeps them for each version and language instead.
"""

from odoo import models, tools

from . import request_fetch

# What the pages show beside what storing an answer reads.
SURVEY_FIELDS = (
    *request_fetch.SURVEY_FIELDS,
    "title",
    "description",
    "questions_layout",
    "questions_selection",
    "is_time_limited",
    "users_login_required",
    "question_and_page_ids",
    "question_ids",
    "page_ids",
)
QUESTION_FIELDS = (
    *request_fetch.QUESTION_FIELDS,
    "survey_id",
    "description",
    "question_placeholder",
    "scale_min_label",
    "scale_mid_label",
    "scale_max_label",
    "suggested_answer_ids",
    "page_id",
)
ANSWER_FIELDS = (
    "question_id",
    "matrix_question_id",
    "sequence",
    "value",
    "answer_score",
    "is_correct",
)

# The version of a questionnaire: what PostgreSQL itself writes down about each row, the
# transaction that wrote it (xmin) and where it lies (ctid: each change within the same
# transaction has another place). Whoever changes a question, by whatever way and in
# whatever process, changes the sums; nobody has to remember to empty a cache.
VERSION_QUERY = """
    SELECT concat_ws(
        ' ', (SELECT concat_ws(' ', xmin, ctid) FROM survey_survey
               WHERE id = request.survey_id),
        count(*), sum(question.xmin::text::bigint),
        sum(hashtext(question.ctid::text)),
        count(answer), sum(answer.xmin::text::bigint),
        sum(hashtext(answer.ctid::text))
    )
      FROM survey_question question
      LEFT JOIN survey_question_answer answer ON answer.question_id = question.id
     WHERE question.survey_id = request.survey_id
"""


class SurveySurvey(models.Model):
    """What is kept belongs to nobody: any respondent may read it.

    The version comes with the context, ``satisfaction_version``: what ``VERSION_QUERY``
    says in the same transaction. Without one nothing is kept.
    """

    _inherit = "survey.survey"

    def _recall(self):
        """Put all that pages show of this questionnaire into the records' cache."""
        self.ensure_one()
        for model_name, ids, columns in self._keep("records", self._take_snapshot):
            records = self.env[model_name].browse(ids)
            for name, values in columns:
                # Like a fetch: what is known already, or changed, stays.
                records._fields[name]._insert_cache(records, values)

    def _keep(self, key, make):
        """What ``make`` returns for this questionnaire, language and key.

        :param make: called when nothing is kept; must not return records
        """
        version = self.env.context.get("satisfaction_version")
        if not version:
            return make()
        return self._get_kept(version, self.env.lang, key, make)

    # This cache is emptied when a template of a page changes, too.
    @tools.ormcache(
        "self.id", "version", "lang", "key", cache="templates.cached_values"
    )
    def _get_kept(self, version, lang, key, make):
        return make()

    def _take_snapshot(self):
        """``[(model, ids, [(field, values as cached)])]`` of this questionnaire."""
        # sudo: see above; who may answer was checked by the token of the ask
        survey = self.sudo()
        questions = survey.question_and_page_ids
        questions.fetch(QUESTION_FIELDS)
        return [
            _take(survey, SURVEY_FIELDS),
            _take(questions, QUESTION_FIELDS),
            _take(questions.suggested_answer_ids, ANSWER_FIELDS),
        ]


def _take(records, names):
    records.fetch(names)
    for name in names:
        records.mapped(name)  # what is computed
    return (
        records._name,
        records._ids,
        [
            (name, [cache[record_id] for record_id in records._ids])
            for name in names
            for cache in (records._fields[name]._get_cache(records.env),)
        ],
    )

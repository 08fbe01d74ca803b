# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import uuid

from odoo import api, models, tools
from odoo.tools import SQL, split_every

from ...row_store import columns, has_automations
from .survey_question import CHOICE_TYPES

INPUT_COLUMNS = (
    "satisfaction_request_id",
    "survey_id",
    "partner_id",
    "email",
    "lang_id",
    "state",
    "start_datetime",
    "end_datetime",
    "access_token",
    "scoring_total",
    "scoring_percentage",
    "scoring_success",
)
LINE_COLUMNS = (
    "user_input_id",
    "survey_id",
    "question_id",
    "question_sequence",
    "skipped",
    "answer_type",
    "value_scale",
    "value_text_box",
    "value_char_box",
    "suggested_answer_id",
    "matrix_row_id",
    "answer_score",
    "answer_is_correct",
    "satisfaction_is_na",
    "satisfaction_is_scored",
    "satisfaction_points",
)
STAMPS = ("create_uid", "write_uid", "create_date", "write_date")
# Columns that stay empty in an answer to an ask
UNUSED = {
    "deadline",
    "invite_token",
    "is_session_answer",
    "last_displayed_page_id",
    "nickname",
    "survey_first_submitted",
    "test_entry",
    "value_date",
    "value_datetime",
    "value_numerical_box",
}
# Dates and numbers may have a right answer, which the engine looks for.
ROW_TYPES = ("scale", "simple_choice", "multiple_choice", "text_box", "char_box")
ROW_TYPES += ("matrix",)
# Who has a word in the creation of answers, and nothing to say about ours
KNOWN_MAKERS = (
    "odoo.orm.",
    "odoo.addons.mail.",
    "odoo.addons.survey.",
    "odoo.addons.client_satisfaction.",
)
# One statement finds the answer of each line among those it stores itself.
ASKS_A_STATEMENT = 50


class SatisfactionRequest(models.Model):
    """Answers and their lines as rows: one statement instead of four.

    An answer of a client passes no form and triggers nothing by itself: what there is
    to check was checked before, figures and follow-up are the ledger's. Created as
    records, answer and lines take half the time the client waits.
    """

    _inherit = "satisfaction.request"

    def _can_store_rows(self):
        """Whether nobody but us has anything to say about these answers."""
        return (
            self._knows_answer_columns()
            and not has_automations(self.env["survey.user_input"])
            and not has_automations(self.env["survey.user_input.line"])
            and not any(request._has_engine_score() for request in self)
            and all(
                question.question_type in ROW_TYPES
                for question in self.survey_id.question_ids
            )
        )

    @api.model
    @tools.ormcache()
    def _knows_answer_columns(self):
        """Whether no other addon takes part in making answers.

        Such an addon has a method ``create`` of its own, or a column that wants a
        value: then answers are created as records, and it has its say.
        """
        known = {*INPUT_COLUMNS, *LINE_COLUMNS, *STAMPS, *UNUSED, "id"}
        for model_name in ("survey.user_input", "survey.user_input.line"):
            model = self.env[model_name]
            if any(
                "create" in maker.__dict__
                and not maker.__module__.startswith(KNOWN_MAKERS)
                for maker in type(model).mro()
            ) or any(
                field.store
                and field.column_type
                and field.name not in known
                and (field.required or field.default or field.compute)
                for field in model._fields.values()
            ):
                return False
        return True

    def _store_rows(self, prepared, moments):
        """Write answers and lines; see ``_store_answers``."""
        for requests in split_every(ASKS_A_STATEMENT, self.ids, self.browse):
            unanswered = requests.filtered(lambda request: not request.user_input_id)
            lines = [
                row for request in requests for row in request._make_lines(prepared)
            ]
            answers = [request._make_input(moments) for request in unanswered]
            stored = dict(self._insert_answers(answers, lines))
            for request in unanswered:
                request.user_input_id = stored[request.id]
        for model_name, name in self._get_fields_about_answers():
            self.env[model_name]._fields[name]._invalidate_cache(self.env)

    def _make_input(self, moments):
        """The row of ``survey.user_input``, by ``INPUT_COLUMNS``."""
        self.ensure_one()
        survey = self.survey_id
        # What an anonymous answer never carries: see survey_anonymous.py
        is_known = not survey.satisfaction_is_anonymous
        moment = moments[self.id]
        lang = self.lang and self.env["res.lang"]._get_data(code=self.lang).id
        return (
            self.id,
            survey.id,
            (is_known and self.partner_id.id) or None,
            (is_known and self.email) or None,
            lang or None,
            "done",
            moment,
            moment,
            str(uuid.uuid4()),
            0.0,
            0.0,
            False,
        )

    def _make_lines(self, prepared):
        """The rows of ``survey.user_input.line``, by ``LINE_COLUMNS``.

        The first column is the answer, or where it is found in the same statement.
        """
        self.ensure_one()
        answer = self.user_input_id.id or SQL(
            "(SELECT id FROM answer WHERE satisfaction_request_id = %s)", self.id
        )
        questions = self.env["survey.question"]
        options = self.env["survey.question.answer"]
        rows = []
        for line in prepared[self.id]:
            question = questions.browse(line["question_id"])
            chosen = options
            if question.question_type in CHOICE_TYPES:
                chosen = options.browse(line.get("suggested_answer_id") or ())
            points = line.get("satisfaction_points")
            rows.append(
                (
                    answer,
                    self.survey_id.id,
                    question.id,
                    question.sequence,
                    line.get("skipped", False),
                    line["answer_type"] or None,
                    line.get("value_scale"),
                    line.get("value_text_box") or None,
                    line.get("value_char_box") or None,
                    line.get("suggested_answer_id") or None,
                    line.get("matrix_row_id") or None,
                    # As the engine copies them from the chosen answer
                    chosen.answer_score,
                    chosen.is_correct,
                    line.get("satisfaction_is_na"),
                    line.get("satisfaction_is_scored"),
                    None if points is False else points,
                )
            )
        return rows

    @api.model
    def _insert_answers(self, answers, lines):
        """Insert the rows.

        :return: (request id, id of its answer) of the new answers
        """
        stamps = (self.env.uid, self.env.uid, self.env.cr.now(), self.env.cr.now())
        insert_lines = SQL(
            "INSERT INTO survey_user_input_line (%s) VALUES %s",
            columns((*LINE_COLUMNS, *STAMPS)),
            _values(lines, stamps),
        )
        if not answers:
            self.env.cr.execute(insert_lines)
            return []
        return self.env.execute_query(
            SQL(
                """
                WITH answer AS (
                    INSERT INTO survey_user_input (%s) VALUES %s
                      RETURNING id, survey_id, satisfaction_request_id
                ), predefined AS (
                    INSERT INTO survey_question_survey_user_input_rel
                           (survey_user_input_id, survey_question_id)
                    SELECT answer.id, question.id
                      FROM answer
                      JOIN survey_question question USING (survey_id)
                     WHERE question.is_page IS NOT TRUE
                ), line AS (%s)
                SELECT satisfaction_request_id, id FROM answer
                """,
                columns((*INPUT_COLUMNS, *STAMPS)),
                _values(answers, stamps),
                insert_lines,
            )
        )

    @api.model
    @tools.ormcache()
    def _get_fields_about_answers(self):
        """(model, field) of what is worked out from answers: forgotten afterwards."""
        registry = self.env.registry
        found = set()
        for model_name in ("survey.user_input", "survey.user_input.line"):
            for field in self.env[model_name]._fields.values():
                found.update(registry.get_dependent_fields(field))
                found.update(registry.field_inverses[field])
        return sorted(
            (field.model_name, field.name)
            for field in found
            if not (field.store and field.column_type)
        )


def _values(rows, stamps):
    """The rows of an INSERT, in one piece: hundreds of values in as many pieces take
    longer than the statement.
    """
    row = f"({', '.join(['%s'] * (len(rows[0]) + len(stamps)))})"
    return SQL(
        ", ".join([row] * len(rows)), *(value for row in rows for value in row + stamps)
    )

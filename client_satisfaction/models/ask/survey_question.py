# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import math
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...scoring import to_points
from ..plan.indicator import OBJECTIVES

MAX_TEXT_LENGTH = 4000
SCORED_TYPES = ("scale", "simple_choice")
TEXT_TYPES = ("text_box", "char_box")
CHOICE_TYPES = ("simple_choice", "multiple_choice")
# Raw answer of a scale question that does not apply to the respondent (D10)
NOT_APPLICABLE = "na"


class SurveyQuestion(models.Model):
    """Questions of our questionnaires check their answers themselves.

    The survey engine accepts a 7 on a scale of 1 to 5, the answer id of another
    questionnaire and texts of any size, and it skips mandatory questions where
    going back is allowed. On questionnaires of type "satisfaction" every path
    (our page, the native page, the backend, an import) passes
    :meth:`_find_problem`.
    """

    _inherit = "survey.question"

    satisfaction_survey_type = fields.Selection(related="survey_id.survey_type")
    satisfaction_is_scored = fields.Boolean(
        "Counts in the score",
        help="The answer is converted to points of 100.",
    )
    satisfaction_weight = fields.Float(
        "Weight in the answer",
        default=1.0,
        help="Weight among the scored questions of this questionnaire.",
    )
    satisfaction_when_low = fields.Boolean(
        "Only after a low rating",
        help="Shown when a scored answer lies below the follow-up threshold.",
    )

    satisfaction_objective = fields.Selection(
        OBJECTIVES,
        "What we want to know",
        help="Why it is asked. Questions of the same purpose support one another in"
        " the analysis.",
    )
    satisfaction_indicator_id = fields.Many2one(
        "satisfaction.indicator",
        "Indicator",
        index="btree_not_null",
        ondelete="restrict",
        help="Its ratings count for this indicator of the scorecard. Several questions"
        " may support one indicator.",
    )
    satisfaction_code = fields.Char(
        "Code",
        help="Stable technical name. It is copied with the questionnaire, so that"
        " answers to a client's own wording stay comparable.",
    )
    satisfaction_allow_na = fields.Boolean(
        "Offer “not applicable”",
        help="For a question that not every respondent can judge. Such an answer"
        " counts neither for nor against.",
    )

    _satisfaction_code_unique = models.UniqueIndex(
        "(survey_id, satisfaction_code) WHERE satisfaction_code IS NOT NULL",
        "Each question of a questionnaire has a code of its own.",
    )
    _satisfaction_weight_range = models.Constraint(
        "CHECK (satisfaction_weight >= 0 AND satisfaction_weight <= 1000)",
        "The weight of a question lies between 0 and 1000.",
    )

    @api.constrains("satisfaction_is_scored", "question_type", "scale_min")
    def _check_satisfaction_is_scored(self):
        for question in self.filtered("satisfaction_is_scored"):
            if question.question_type not in SCORED_TYPES:
                raise ValidationError(
                    self.env._(
                        "“%(question)s” can't count in the score: only scales and"
                        " questions with one choice can.",
                        question=question.title,
                    )
                )
            if question.satisfaction_when_low:
                raise ValidationError(
                    self.env._(
                        "“%(question)s” can't both count in the score and appear only"
                        " after a low rating.",
                        question=question.title,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        questions = super().create(vals_list)
        questions._fill_codes()
        return questions

    def copy(self, default=None):
        """A copy within a questionnaire is another question, with another code."""
        if "survey_id" not in (default or {}):
            default = {**(default or {}), "satisfaction_code": False}
        return super().copy(default)

    def _fill_codes(self):
        """Give questions of our questionnaires that have none a code, once."""
        for survey in self.filtered(
            lambda question: (
                question.survey_id.survey_type == "satisfaction"
                and not question.is_page
                and not question.satisfaction_code
            )
        ).survey_id:
            questions = survey.question_and_page_ids
            taken = set(questions.mapped("satisfaction_code"))
            for question in (self & questions).filtered(
                lambda question: not question.is_page and not question.satisfaction_code
            ):
                words = re.findall(r"[a-z0-9]+", (question.title or "").lower())
                stem = "_".join(words)[:40].strip("_") or "question"
                code, number = stem, 1
                while code in taken:
                    number += 1
                    code = f"{stem}_{number}"
                taken.add(code)
                question.satisfaction_code = code

    # ------------------------------------------------------------------
    # Checking
    # ------------------------------------------------------------------
    def validate_question(self, answer, comment=None):
        """Native page of our questionnaires: the same checks as everywhere."""
        if self.survey_id.survey_type != "satisfaction":
            return super().validate_question(answer, comment)
        if problem := self._find_problem(
            answer,
            is_mandatory=self.constr_mandatory and not self.satisfaction_when_low,
        ):
            return {self.id: problem}
        if problem := self._find_text_problem(comment):
            return {self.id: problem}
        return super().validate_question(answer, comment)

    def _find_problem(self, raw, is_mandatory=None):
        """What is wrong with a raw answer, as a sentence for the respondent.

        :param raw: what came in: str for scales, numbers, dates and texts; an
            answer id or a list of them for choices; ``{row id: [column ids]}`` for a
            matrix; anything hostile
        :param is_mandatory: whether it must be answered; default: as designed
        :return: a translated sentence, or None when all is well
        """
        self.ensure_one()
        if is_mandatory is None:
            is_mandatory = self.constr_mandatory
        if self._is_blank(raw):
            if is_mandatory:
                return self.constr_error_msg or self.env._(
                    "This question requires an answer."
                )
            return None
        check = getattr(self, f"_find_{self.question_type}_problem", None)
        if check:
            return check(raw)
        # Numbers and dates: the engine checks their range, but only of a short text.
        if not isinstance(raw, str | int | float) or len(str(raw)) > 64:
            return self.env._("The answer you entered is not valid.")
        text = str(raw).strip()
        if self.question_type == "numerical_box" and not _is_finite_number(text):
            return self.env._("This is not a number")
        return self._find_engine_problem(text)

    def _find_engine_problem(self, text):
        """What the survey engine itself finds wrong with a text."""
        # super: our own override of that method calls this one
        engine = super()
        return engine.validate_question(text).get(self.id)

    @api.model
    def _is_blank(self, raw):
        if isinstance(raw, str):
            return not raw.strip()
        # 0 is an answer: the lowest one of a scale from 0 to 10.
        return raw is None or raw is False or raw in ([], {}, ())

    def _is_na(self, raw):
        """Whether a raw answer says that the question doesn't apply (D10)."""
        return bool(
            self.satisfaction_allow_na
            and self.question_type == "scale"
            and isinstance(raw, str)
            and raw.strip() == NOT_APPLICABLE
        )

    def _find_scale_problem(self, raw):
        if self._is_na(raw):
            return None
        number = _to_whole_number(raw)
        if number is None or not self.scale_min <= number <= self.scale_max:
            return self.env._(
                "Please choose a number from %(low)s to %(high)s.",
                low=self.scale_min,
                high=self.scale_max,
            )
        return None

    def _find_simple_choice_problem(self, raw):
        if isinstance(raw, list) and len(raw) > 1:
            return self.env._("For this question, you can only select one answer.")
        return self._find_multiple_choice_problem(raw)

    def _find_multiple_choice_problem(self, raw):
        values = raw if isinstance(raw, list) else [raw]
        own_ids = set(self.suggested_answer_ids.ids)
        if any(_to_whole_number(value) not in own_ids for value in values):
            return self.env._("Please choose one of the answers offered.")
        return None

    def _find_text_box_problem(self, raw):
        return self._find_text_problem(raw)

    def _find_char_box_problem(self, raw):
        return self._find_text_problem(raw) or self._find_engine_problem(raw)

    def _find_text_problem(self, raw):
        if raw and not isinstance(raw, str):
            return self.env._("Please answer with a text.")
        # Counting before cleaning would be wrong by the line ends browsers send,
        # and cleaning five megabytes would be work for nothing.
        if raw and (
            len(raw) > 4 * MAX_TEXT_LENGTH or len(clean_text(raw)) > MAX_TEXT_LENGTH
        ):
            return self.env._(
                "Your text is too long: please keep it below %(limit)s characters.",
                limit=MAX_TEXT_LENGTH,
            )
        return None

    def _find_matrix_problem(self, raw):
        if not isinstance(raw, dict):
            return self.env._("The answer you entered is not valid.")
        row_ids = set(self.matrix_row_ids.ids)
        column_ids = set(self.suggested_answer_ids.ids)
        for row, columns in raw.items():
            columns = columns if isinstance(columns, list) else [columns]
            if _to_whole_number(row) not in row_ids or any(
                _to_whole_number(column) not in column_ids for column in columns
            ):
                return self.env._("Please choose one of the answers offered.")
            if len(columns) > 1 and self.matrix_subtype == "simple":
                return self.env._("For this question, you can only select one answer.")
        if self.constr_mandatory and len(raw) != len(row_ids):
            return self.constr_error_msg or self.env._(
                "This question requires an answer."
            )
        return None

    # ------------------------------------------------------------------
    # Storing
    # ------------------------------------------------------------------
    def _prepare_lines(self, raw):
        """Values of the answer lines for a raw answer that has no problem.

        :return: list of values of ``survey.user_input.line``, without the answer
            they belong to; empty when the question was left blank
        """
        self.ensure_one()
        if self._is_blank(raw):
            return []
        if self._is_na(raw):
            # Neither for nor against: no value, no points, out of every sum.
            return [
                {
                    "question_id": self.id,
                    "skipped": True,
                    "answer_type": False,
                    "satisfaction_is_na": True,
                }
            ]
        base = {"question_id": self.id, "skipped": False}
        if self.question_type in CHOICE_TYPES:
            values = raw if isinstance(raw, list) else [raw]
            answer_ids = dict.fromkeys(_to_whole_number(value) for value in values)
            return [
                {
                    **base,
                    "answer_type": "suggestion",
                    "suggested_answer_id": answer_id,
                    **self._prepare_points(answer_id),
                }
                for answer_id in answer_ids
            ]
        if self.question_type == "matrix":
            return [
                {
                    **base,
                    "answer_type": "suggestion",
                    "matrix_row_id": _to_whole_number(row),
                    "suggested_answer_id": _to_whole_number(column),
                }
                for row, columns in raw.items()
                for column in (columns if isinstance(columns, list) else [columns])
            ]
        value = self._convert_simple_value(raw)
        return [
            {
                **base,
                "answer_type": self.question_type,
                f"value_{self.question_type}": value,
                **self._prepare_points(value),
            }
        ]

    def _convert_simple_value(self, raw):
        if self.question_type == "scale":
            return _to_whole_number(raw)
        if self.question_type == "numerical_box":
            return float(raw)
        if self.question_type in TEXT_TYPES:
            return clean_text(raw)
        return str(raw).strip()

    def _prepare_points(self, value):
        """Line values that say how an answer counts: points of 100 (D1).

        :param value: number on the scale, or id of the chosen answer
        """
        points = self._get_points(value) if self.satisfaction_is_scored else None
        if points is None:
            return {"satisfaction_is_scored": False, "satisfaction_points": False}
        return {"satisfaction_is_scored": True, "satisfaction_points": points}

    def _get_points(self, value):
        """Points of one answer, or None where it says nothing (R56, D1, D10).

        A scale gives value / end of scale × 100, a choice its own score / the best
        score × 100. A choice of score 0 is "not applicable" and drops out.
        """
        if self.question_type == "scale":
            return to_points(value, self.scale_max)
        if self.question_type == "simple_choice":
            best = max(self.suggested_answer_ids.mapped("answer_score"), default=0)
            own = self.suggested_answer_ids.filtered(
                lambda answer: answer.id == value
            ).answer_score
            if own > 0:
                return to_points(own, best)
        return None


def clean_text(text):
    """A text as it is stored: one kind of line end, nothing PostgreSQL can't hold."""
    text = text.replace("\r\n", "\n").replace("\x00", "")
    return text.encode("utf-8", "replace").decode("utf-8").strip()


def _to_whole_number(raw):
    """A whole number from 0 upwards out of a raw answer, or None."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int):
        return raw if raw >= 0 else None
    if isinstance(raw, str):
        text = raw.strip()
        # isdigit() alone would let "²" and "٣" through
        if len(text) <= 18 and text.isascii() and text.isdigit():
            return int(text)
    return None


def _is_finite_number(text):
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False

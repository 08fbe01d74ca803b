# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The questions of one ask as the fields of a web form, and a form as answers.

Nothing here touches the web or writes anything: records and raw text in, plain
values for the template and for ``_record_answers`` out.
"""

from dataclasses import dataclass, field, replace

from odoo.tools import is_html_empty

from ..scoring import follow_up_level

# What the light page can show. Everything else goes to the native survey page.
KINDS = {
    "scale": "scale",
    "simple_choice": "single",
    "multiple_choice": "multiple",
    "text_box": "text",
    "char_box": "line",
}
# The same limit as where answers are checked and stored; here it only helps the
# browser to stop people before they write more.
TEXT_LIMIT = 4000
# Likewise the raw answer of a question that doesn't apply; models can't be imported
# here, they import this.
NOT_APPLICABLE = "na"
# More digits than any id or scale value has; longer ones stay text and are refused.
MAX_DIGITS = 9


@dataclass
class Option:
    """One thing to choose."""

    value: str
    label: str
    is_low: bool = False
    is_chosen: bool = False
    is_first: bool = False
    is_last: bool = False
    is_na: bool = False


@dataclass
class FormField:
    """One question as the page shows it."""

    question_id: int
    kind: str
    title: str
    is_required: bool
    when_low: bool
    description: str = ""
    placeholder: str | None = None
    options: list[Option] = field(default_factory=list)
    low_label: str = ""
    middle_label: str = ""
    high_label: str = ""
    text: str = ""
    problem: str = ""
    # Title of the section that begins with this question
    heading: str = ""

    @property
    def name(self):
        return f"q{self.question_id}"

    @property
    def points(self):
        """The numbers of a scale."""
        return [option for option in self.options if not option.is_na]

    @property
    def na_option(self):
        """What to choose when the question doesn't apply, if that is offered."""
        return next((option for option in self.options if option.is_na), None)


def can_carry(survey):
    """Whether the light page can show this questionnaire.

    Several pages, conditional questions, a time limit, a required login and question
    types with widgets of their own are the native survey page's business.
    """
    return survey._keep("can_carry", lambda: _can_carry(survey))


def _can_carry(survey):
    questions = survey.question_ids
    is_paged = survey.questions_layout == "page_per_section" and (
        len(survey.page_ids) > 1
    )
    return bool(
        questions
        and not is_paged
        and not survey.is_time_limited
        and not survey.users_login_required
        and survey.questions_selection == "all"
        and all(
            question.question_type in KINDS and not question.triggering_answer_ids
            for question in questions
        )
    )


class AnswerForm:
    """The form of one ask.

    :param ask: ``satisfaction.request`` record (sudo), in the visitor's language
    """

    def __init__(self, ask):
        self.ask = ask
        self.survey = ask.survey_id
        self.questions = self.survey.question_ids
        program = ask._get_follow_up_program()
        self._thresholds = (
            (program.follow_up_below, program.senior_below) if program else ()
        )
        # Fields are filled in: everybody gets their own.
        self.fields = [
            replace(
                form_field, options=[replace(option) for option in form_field.options]
            )
            for form_field in self.survey._keep(
                ("fields", self._thresholds), self._build_fields
            )
        ]
        self._by_id = {field.question_id: field for field in self.fields}
        # What sets this form apart from the empty one: the rating of a link, or more
        self.link_value = None
        self.is_filled = False

    def render(self, make):
        """The fields as HTML: made for this form, or kept from an equal one.

        Whoever opens a link sees the same questions, with the link's rating chosen.
        """
        if self.is_filled:
            return make()
        key = ("html", self._thresholds, self.link_value)
        return self.survey._keep(key, make)

    @property
    def marks_required(self):
        """Whether to mark what must be answered, or what need not: the rarer."""
        required = sum(form_field.is_required for form_field in self.fields)
        return 2 * required < len(self.fields)

    # ------------------------------------------------------------------
    # Building
    # ------------------------------------------------------------------
    def _build_fields(self):
        fields = []
        section = self.survey.page_ids[:0]
        for question in self.questions:
            heading = ""
            if question.page_id != section:
                section = question.page_id
                # Above the section's first question: long forms stay readable.
                heading = section.title or ""
            if question.question_type in KINDS:
                fields.append(self._build_field(question))
                fields[-1].heading = heading
        return fields

    def _build_field(self, question):
        kind = KINDS[question.question_type]
        result = FormField(
            question_id=question.id,
            kind=kind,
            title=question.title,
            is_required=question.constr_mandatory
            and not question.satisfaction_when_low,
            when_low=question.satisfaction_when_low,
            # an empty rich text is not empty markup
            description=""
            if is_html_empty(question.description)
            else question.description,
            placeholder=question.question_placeholder or None,
        )
        if kind == "scale":
            result.low_label = question.scale_min_label or ""
            result.middle_label = question.scale_mid_label or ""
            result.high_label = question.scale_max_label or ""
            result.options = [
                Option(str(value), str(value), self._is_low(question, value))
                for value in range(question.scale_min, question.scale_max + 1)
            ]
            result.options[0].is_first = result.options[-1].is_last = True
            if question.satisfaction_allow_na:
                result.options.append(
                    Option(
                        NOT_APPLICABLE,
                        question.env._("I can't judge this"),
                        is_na=True,
                    )
                )
        elif kind in ("single", "multiple"):
            result.options = [
                Option(
                    str(answer.id),
                    answer.value or "",
                    self._is_low(question, answer.id),
                )
                for answer in question.suggested_answer_ids
            ]
        return result

    def _is_low(self, question, value):
        """Whether this answer brings a follow-up (D4) and so asks for reasons."""
        if not question.satisfaction_is_scored:
            return False
        points = question._get_points(value)
        return points is not None and (
            follow_up_level(points, *self._thresholds) != "none"
        )

    # ------------------------------------------------------------------
    # What is chosen
    # ------------------------------------------------------------------
    def choose_from_link(self, value):
        """Choose the rating a mail link carries, for the one question it is about.

        :param value: text from the address
        :return: False when no such rating exists; nothing is chosen then
        """
        form_field = self._by_id.get(self.ask._get_link_question().id)
        for option in form_field.options if form_field else ():
            if option.value == value:
                option.is_chosen = True
                self.link_value = value
                return True
        return False

    def fill(self, entered):
        """Show what was entered before. ``entered``: question id to list of texts."""
        self.is_filled = True
        for question_id, values in entered.items():
            form_field = self._by_id.get(question_id)
            if not form_field:
                continue
            if form_field.kind in ("text", "line"):
                form_field.text = values[0] if values else ""
            for option in form_field.options:
                option.is_chosen = option.value in values

    def fill_from_answer(self, user_input):
        """Show the respondent's own stored answer, to be corrected (D17)."""
        entered = {}
        for line in user_input.user_input_line_ids:
            values = entered.setdefault(line.question_id.id, [])
            if line.satisfaction_is_na:
                values.append(NOT_APPLICABLE)
            if line.skipped:
                continue
            if line.answer_type == "scale":
                values.append(str(line.value_scale))
            elif line.answer_type == "suggestion":
                values.append(str(line.suggested_answer_id.id))
            elif line.answer_type == "text_box":
                values.append(line.value_text_box or "")
            elif line.answer_type == "char_box":
                values.append(line.value_char_box or "")
        self.fill(entered)

    def show_problems(self, problems):
        """:param problems: question id to sentence, as in ``AnswerError.problems``"""
        self.is_filled = True
        for question_id, sentence in problems.items():
            if question_id in self._by_id:
                self._by_id[question_id].problem = sentence

    @property
    def problems(self):
        return [form_field for form_field in self.fields if form_field.problem]

    # ------------------------------------------------------------------
    # Reading a posted form
    # ------------------------------------------------------------------
    def collect(self, form):
        """Take the answers to known questions out of a posted form.

        Reasons for a low rating are dropped when no rating is low: a form shows them
        without style sheets and scripts, too.

        :param form: werkzeug MultiDict
        :return: (answers for ``_record_answers``, entered texts for :meth:`fill`)
        """
        answers, entered = {}, {}
        for form_field in self.fields:
            texts = [
                text.replace("\x00", "").replace("\r\n", "\n").strip()
                for text in form.getlist(form_field.name)
            ]
            texts = [text for text in texts if text]
            if texts:
                entered[form_field.question_id] = texts
                answers[form_field.question_id] = _to_raw(form_field.kind, texts)
        if not self._has_low(entered):
            for form_field in self.fields:
                if form_field.when_low:
                    answers.pop(form_field.question_id, None)
        return answers, entered

    def _has_low(self, entered):
        return any(
            option.is_low and option.value in entered.get(form_field.question_id, ())
            for form_field in self.fields
            for option in form_field.options
        )


def _to_raw(kind, texts):
    """Texts of a form as the raw answer ``_record_answers`` takes."""
    if kind in ("single", "multiple"):
        ids = [_to_id(text) for text in texts]
        return ids if kind == "multiple" or len(ids) > 1 else ids[0]
    # Two different ratings of one question are no rating: the list is refused.
    if kind == "scale" and len(set(texts)) > 1:
        return texts
    return texts[0]


def _to_id(text):
    is_number = text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS
    return int(text) if is_number else text

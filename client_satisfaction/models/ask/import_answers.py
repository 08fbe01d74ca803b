# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the answers of an imported row mean: which questions, which choices."""

import re

from .survey_question import CHOICE_TYPES, NOT_APPLICABLE, TEXT_TYPES

MAX_KEY = 100
MAX_TEXT = 300
MAX_COMMENT = 100_000
# A number of a thousand digits is no answer, and slow to write down.
LARGEST = 10**18
NA_WORDS = {NOT_APPLICABLE, "n/a", "n.a."}


class RowError(Exception):
    """A row that can't be imported, with a sentence for whoever imports it."""


def is_plain(value):
    """Whether a value is one that a cell of a table may hold."""
    if isinstance(value, int):
        return abs(value) < LARGEST
    return value is None or isinstance(value, str | float)


def to_text(value):
    """A text to compare and store; Odoo's clients send False for nothing."""
    if value is None or value is False:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).replace("\x00", "")
    return text.encode("utf-8", "replace").decode("utf-8").strip()


class AnswersReader:
    """Raw answers out of what people write into tables.

    :param ledger: ``satisfaction.request`` as superuser, with the importer's language
    """

    def __init__(self, ledger):
        self.ledger = ledger
        self.env = ledger.env
        self.langs = [code for code, _name in self.env["res.lang"].get_installed()]
        self._questions = {}
        self._drafts = {}

    def get_text(self, row, key, limit=MAX_TEXT):
        """A value of a row as text; what is no text or too long is refused."""
        value = row.get(key)
        if not is_plain(value):
            raise RowError(self.env._("%s must be a text.", key))
        text = to_text(value)
        if len(text) > limit:
            raise RowError(
                self.env._("%(key)s is longer than %(limit)s.", key=key, limit=limit)
            )
        return text

    def _read_answers(self, row, survey):
        given = row.get("answers") or {}
        if not isinstance(given, dict):
            raise RowError(
                self.env._("answers must be an object: question and answer.")
            )
        names = self._get_questions(survey)
        answers = {}
        for name, value in given.items():
            question = names.get(str(name).strip().casefold())
            if not question:
                raise RowError(
                    self.env._(
                        "“%(question)s” is no question of %(survey)s.",
                        question=str(name)[:MAX_KEY],
                        survey=survey.title,
                    )
                )
            raw = self._to_raw(question, value)
            if raw in ("", [], None):
                continue
            if question.id in answers:
                raise RowError(self.env._("“%s” is answered twice.", question.title))
            answers[question.id] = raw
        if comment := self.get_text(row, "comment", MAX_COMMENT):
            box = survey.question_ids.filtered(
                lambda question: question.question_type == "text_box"
            )[:1]
            if not box or box.id in answers:
                raise RowError(
                    self.env._("%s has no room for a comment.", survey.title)
                )
            answers[box.id] = comment
        return answers

    def _get_questions(self, survey):
        """``{code or title in any language, in small letters: question}``."""
        if survey not in self._questions:
            names = {}
            for question in survey.question_ids:
                for lang in self.langs:
                    title = question.with_context(lang=lang).title or ""
                    names.setdefault(title.strip().casefold(), question)
            # A code is never hidden by another question's title.
            for question in survey.question_ids:
                if question.satisfaction_code:
                    names[question.satisfaction_code.casefold()] = question
            names.pop("", None)
            self._questions[survey] = names
        return self._questions[survey]

    def _to_raw(self, question, value):
        """A value of the import as the raw answer ``_record_answers`` takes."""
        kind = question.question_type
        if kind == "multiple_choice":
            if not isinstance(value, list):
                value = re.split(r"[;\n]", self._answer_text(question, value))
            return [
                self._find_answer(question, text)
                for text in (self._answer_text(question, one) for one in value)
                if text
            ]
        text = self._answer_text(question, value)
        if not text:
            return text
        if kind in CHOICE_TYPES:
            return self._find_answer(question, text)
        if kind == "scale" and text.casefold() in NA_WORDS:
            return NOT_APPLICABLE
        if kind == "matrix":
            raise RowError(
                self.env._("“%s” is a table and can't be imported.", question.title)
            )
        return text

    def _answer_text(self, question, value):
        if not is_plain(value):
            raise RowError(
                self.env._("The answer to “%s” must be a text.", question.title)
            )
        text = to_text(value)
        return text if question.question_type in TEXT_TYPES else text[:MAX_TEXT]

    def _find_answer(self, question, text):
        for answer in question.suggested_answer_ids:
            labels = {answer.with_context(lang=lang).value or "" for lang in self.langs}
            if text.casefold() in {label.strip().casefold() for label in labels}:
                return answer.id
        raise RowError(
            self.env._(
                "“%(answer)s” is none of the answers to “%(question)s”.",
                answer=text[:MAX_KEY],
                question=question.title,
            )
        )

    def _check_answers(self, survey, program, answers):
        key = (survey, program)
        if key not in self._drafts:
            self._drafts[key] = self.ledger.new(
                {"survey_id": survey.id, "program_id": program.id}
            )
        _lines, problems = self._drafts[key]._check_answers(answers)
        if problems:
            questions = self.env["survey.question"].browse(problems)
            raise RowError(
                " ".join(
                    f"{question.title}: {problems[question.id]}"
                    for question in questions
                )
            )

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlsplit

from odoo import fields, http
from odoo.http import request

from odoo.addons.survey.controllers.main import Survey

from ..models.ask.survey_question import clean_text
from .answer_door import AnswerDoor

# Parameters that say which page or question is answered, or shown next.
PLACES = ("page_id", "question_id", "previous_page_id")
LARGEST_ID = 2**31 - 1


class SatisfactionSurvey(AnswerDoor, Survey):
    """The native survey page for questionnaires the light page can't show."""

    def _check_validity(
        self,
        survey_sudo,
        answer_sudo,
        answer_token,
        ensure_token=True,
        check_partner=True,
    ):
        """Let in who may answer the ask an answer belongs to, and nobody else.

        The core compares the answer's contact with whoever is signed in, which shuts
        out a colleague at the client the mail was passed on to. Here stands the same
        door as before the light page.
        """
        ask = answer_sudo.satisfaction_request_id
        if not ask:
            return super()._check_validity(
                survey_sudo, answer_sudo, answer_token, ensure_token, check_partner
            )
        result = super()._check_validity(
            survey_sudo, answer_sudo, answer_token, ensure_token, check_partner=False
        )
        if result is not True:
            return result
        stranger = answer_token and self._find_stranger(ask, is_personal=True)
        if not check_partner:
            # Reading an answer stays possible after expiry, and to those of us who
            # may read it anyway.
            may_read = (
                not stranger
                or stranger == "staff"
                and answer_sudo.with_user(request.env.user).has_access("read")
            )
            return result if may_read else "answer_wrong_user"
        if not answer_token or stranger:
            return "answer_wrong_user"
        if answer_sudo.state != "done" and (
            (ask.state not in ("planned", "sent") and not ask._is_doubtful())
            or (ask.expires_at and ask.expires_at <= fields.Datetime.now())
        ):
            return "answer_deadline"
        return True

    @http.route()
    def survey_start(self, survey_token, answer_token=None, email=False, **post):
        # A cookie of an earlier answer must not open it for the next person at the
        # same computer: our answers open by the token in their address only.
        if not answer_token:
            _survey, answer = self._fetch_from_access_token(
                survey_token, request.cookies.get(f"survey_{survey_token}")
            )
            if answer.satisfaction_request_id:
                return request.redirect("/")
        return super().survey_start(survey_token, answer_token, email, **post)

    @http.route()
    def survey_retry(self, survey_token, answer_token, **post):
        # The core begins another answer here, on a mere GET. Ours are asked once.
        _survey, answer = self._fetch_from_access_token(survey_token, answer_token)
        if answer.satisfaction_request_id:
            return request.redirect(answer.get_start_url())
        return super().survey_retry(survey_token, answer_token, **post)

    @http.route()
    def survey_submit(self, survey_token, answer_token, **post):
        """Answers of the native page: the same care as on the light one.

        The core trusts its own page: page numbers are cast, comments stripped and
        texts stored as they come, and whoever posts the last page first is done.
        """
        survey, answer = self._fetch_from_access_token(survey_token, answer_token)
        if survey.survey_type != "satisfaction":
            return super().survey_submit(survey_token, answer_token, **post)
        post = _clean(post)
        if _is_foreign_origin() or not self._is_in_survey(survey, post):
            return {}, {"error": "unauthorized"}
        if skipped := self._find_skipped(survey, answer, post):
            message = request.env._("This question requires an answer.")
            return {}, {
                "error": "validation",
                "fields": dict.fromkeys(skipped.ids, message),
            }
        return super().survey_submit(survey_token, answer_token, **post)

    def _extract_comment_from_answers(self, question, answers):
        if question.survey_id.survey_type == "satisfaction":
            if question.question_type == "matrix" and not isinstance(
                answers, dict | None
            ):
                return answers, None  # refused by validate_question
            parts = answers if isinstance(answers, list) else [answers]
            if any(
                isinstance(part, dict) and not isinstance(part.get("comment", ""), str)
                for part in parts
            ):
                return answers, None
        return super()._extract_comment_from_answers(question, answers)

    def _is_in_survey(self, survey, post):
        """Whether the pages and questions named belong to the questionnaire."""
        needed = {"page_per_section": "page_id", "page_per_question": "question_id"}
        own_ids = survey.question_and_page_ids.ids
        for name in PLACES:
            place = post.get(name)
            if place is None and name != needed.get(survey.questions_layout):
                continue
            if isinstance(place, bool) or not str(place).isdecimal():
                return False
            if int(place) > LARGEST_ID or int(place) not in own_ids:
                return False
        return True

    def _find_skipped(self, survey, answer, post):
        """Mandatory questions before the page answered now that have no answer."""
        questions = survey.question_and_page_ids
        if survey.questions_layout == "page_per_section":
            current = questions.browse(int(post["page_id"]))
        elif survey.questions_layout == "page_per_question":
            current = questions.browse(int(post["question_id"]))
        else:
            return questions.browse()
        order = {question: place for place, question in enumerate(questions)}
        answered = answer.user_input_line_ids.filtered(
            lambda line: not line.skipped or line.satisfaction_is_na
        ).question_id
        hidden = answer._get_inactive_conditional_questions()
        return questions.filtered(
            lambda question: (
                question.constr_mandatory
                and not question.is_page
                and not question.satisfaction_when_low
                and question in answer.predefined_question_ids
                and question not in answered
                and question not in hidden
                and order[question] < order[current]
            )
        )


def _is_foreign_origin():
    """Whether another site's page sent this (browsers always say so for JSON)."""
    origin = request.httprequest.headers.get("Origin")
    return bool(origin) and urlsplit(origin).netloc != request.httprequest.host


def _clean(value):
    """JSON whose texts PostgreSQL can hold."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {clean_text(key): _clean(item) for key, item in value.items()}
    return value

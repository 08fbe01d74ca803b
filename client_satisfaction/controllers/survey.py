# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, http
from odoo.http import request

from odoo.addons.survey.controllers.main import Survey

from .answer_door import AnswerDoor


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
        # Reading an answer (check_partner off) stays possible after expiry.
        if result is not True or not check_partner:
            return result
        if not answer_token or self._find_stranger(ask, is_personal=True):
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

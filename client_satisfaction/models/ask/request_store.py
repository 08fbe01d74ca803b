# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, models

from .survey_question import _to_whole_number

# Refused attempts are logged, but nobody may fill the database with them.
MAX_ATTEMPTS = 50
MAX_LOGGED_QUESTIONS = 30
MAX_LOGGED_TEXT = 500
# An exam nobody sits: the engine would read every offered answer to find that out.
NO_ENGINE_SCORE = {
    "scoring_total": 0.0,
    "scoring_percentage": 0.0,
    "scoring_success": False,
}


class SatisfactionRequest(models.Model):
    """Where answers are kept, and the log of what was refused or replaced."""

    _inherit = "satisfaction.request"

    def _store_answers(self, prepared, moments):
        """Write answers and lines.

        :param prepared: ``{request id: [line values]}``
        :param moments: ``{request id: naive UTC datetime}``
        """
        if self._can_store_rows():
            self._store_rows(prepared, moments)
        else:
            self._store_records(prepared, moments)

    def _store_records(self, prepared, moments):
        """The same with ``create``, where other addons or rules have a say in it.

        Two calls for all requests.
        """
        unanswered = self.filtered(lambda request: not request.user_input_id)
        langs = self.env["res.lang"]
        user_inputs = self.env["survey.user_input"].create(
            [
                {
                    "survey_id": request.survey_id.id,
                    "partner_id": request.partner_id.id,
                    "email": request.email,
                    "state": "done",
                    "start_datetime": moments[request.id],
                    "end_datetime": moments[request.id],
                    "satisfaction_request_id": request.id,
                    "lang_id": langs._lang_get(request.lang).id
                    if request.lang
                    else False,
                    # given, so that the engine doesn't look for them ask by ask
                    "predefined_question_ids": [
                        Command.set(request.survey_id.question_ids.ids)
                    ],
                    **({} if request._has_engine_score() else NO_ENGINE_SCORE),
                }
                for request in unanswered
            ]
        )
        for request, user_input in zip(unanswered, user_inputs, strict=True):
            request.user_input_id = user_input
        unscored = self.filtered(lambda request: not request._has_engine_score())
        engine_fields = [user_inputs._fields[name] for name in NO_ENGINE_SCORE]
        questions = self.env["survey.question"]
        for field in engine_fields:
            self.env.remove_to_compute(field, unscored.user_input_id)
        with self.env.protecting(engine_fields, unscored.user_input_id):
            self.env["survey.user_input.line"].create(
                [
                    {
                        **line,
                        "user_input_id": request.user_input_id.id,
                        # Stored copies: given, they need no second statement.
                        "survey_id": request.survey_id.id,
                        "question_sequence": (
                            questions.browse(line["question_id"]).sequence
                        ),
                    }
                    for request in self
                    for line in prepared[request.id]
                ]
            )

    def _has_engine_score(self):
        """Whether the survey engine scores the questionnaire as an exam, too."""
        return self.survey_id.scoring_type != "no_scoring"

    def _log_attempt(self, outcome, values, replaced=None):
        self.ensure_one()
        attempts = self.env["satisfaction.answer.attempt"].sudo()
        if attempts.search_count([("request_id", "=", self.id)]) >= MAX_ATTEMPTS:
            return
        attempts.create(
            {
                "request_id": self.id,
                "outcome": outcome,
                "values": _shorten_for_log(values),
                "replaced_values": _shorten_for_log(replaced or {}),
            }
        )


def _shorten_for_log(values):
    """Hostile answers go into the log, but not five megabytes of them."""
    short = {}
    for key, raw in list(values.items())[:MAX_LOGGED_QUESTIONS]:
        number = _to_whole_number(raw)
        text = str(raw)[:MAX_LOGGED_TEXT].replace("\x00", "")
        short[str(key)[:20]] = (
            number
            if number is not None
            else text.encode("utf-8", "replace").decode("utf-8")
        )
    return short

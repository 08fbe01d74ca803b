# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .request_answer import QUIET

NOTHING_MEASURED = {
    "is_scored": False,
    "points": False,
    "worst_points": False,
    "comment": False,
    "reasons": False,
    "score_pending": False,
}


class SatisfactionRequest(models.Model):
    """Answers to anonymous questionnaires.

    The ask of a contact only keeps that it was answered, and on which day. The answer
    itself goes into the ballot box and comes out of it as a ledger row of its own,
    which knows neither contact nor ask (see ``satisfaction.sealed.answer``).
    """

    _inherit = "satisfaction.request"

    is_anonymous = fields.Boolean(
        "Anonymous answer",
        readonly=True,
        help="An answer of nobody known, released together with others. It is no ask.",
    )

    def _get_day_start(self, moment):
        """The moment's day in the company's time zone: its beginning."""
        day = self.company_id._satisfaction_date(moment)
        last = self.company_id._satisfaction_day_end(day - timedelta(days=1))
        return last + timedelta(seconds=1)

    def _is_sealed(self):
        """Whether the answer to this ask goes into the ballot box."""
        self.ensure_one()
        return self.survey_id.satisfaction_is_anonymous and not self.is_anonymous

    # ------------------------------------------------------------------
    # In
    # ------------------------------------------------------------------
    def _store_answers(self, prepared, moments):
        secret = self.filtered(lambda request: request._is_sealed())
        open_ones = self - secret
        self.env["satisfaction.sealed.answer"]._seal(
            [
                {
                    "company_id": request.company_id.id,
                    "program_id": request.program_id.id,
                    "channel_id": request.channel_id.id,
                    "survey_id": request.survey_id.id,
                    "client_id": request.client_id.id,
                    "month": (
                        request.event_date or request.company_id._satisfaction_today()
                    ).replace(day=1),
                    "lines": prepared[request.id],
                }
                for request in secret
            ]
        )
        # Also for an empty rest: further layers may expect the call.
        return super(SatisfactionRequest, open_ones)._store_answers(prepared, moments)

    def _prepare_figures(self, lines):
        if self._is_sealed():
            return dict(NOTHING_MEASURED)
        return super()._prepare_figures(lines)

    def _prepare_follow_up(self, lines, moment, is_typed):
        """Nobody to call: an anonymous answer is not followed up."""
        if self._is_sealed() or self.is_anonymous:
            return {"follow_up_after": False}
        return super()._prepare_follow_up(lines, moment, is_typed)

    def _is_correctable(self, now=None):
        """What lies in the ballot box can't be taken out again."""
        if self._is_sealed() or self.is_anonymous:
            return False
        return super()._is_correctable(now)

    def _log_attempt(self, outcome, values, replaced=None):
        """That somebody tried is logged, what they tried to say is not."""
        if self._is_sealed():
            return super()._log_attempt(outcome, {}, {})
        return super()._log_attempt(outcome, values, replaced)

    def _after_answers(self):
        secret = self.filtered(lambda request: request._is_sealed())
        for request in secret:
            # The day is enough for reminders and rates.
            request.answered_at = request._get_day_start(request.answered_at)
        return super()._after_answers()

    def _get_link_question(self):
        """No numbers in the mail: the link itself would carry the answer."""
        if self.survey_id.satisfaction_is_anonymous:
            return self.env["survey.question"]
        return super()._get_link_question()

    def _start_native_answer(self, lang, value=None):
        if self._is_sealed():
            raise UserError(
                self.env._("This questionnaire can only be answered on its own page.")
            )
        return super()._start_native_answer(lang, value)

    # ------------------------------------------------------------------
    # Out
    # ------------------------------------------------------------------
    @api.model
    def _create_anonymous(self, values_list):
        """Ledger rows of released answers: no contact, no ask, no time of theirs.

        :param values_list: dicts of the records ``company_id``, ``program_id``,
            ``channel_id``, ``survey_id``, ``client_id`` (or False), the date
            ``event_date`` and ``lines``, values of the answer lines
        :return: the new rows
        """
        requests = self.with_context(**QUIET).create(
            [
                {
                    "company_id": values["company_id"].id,
                    "program_id": values["program_id"].id,
                    "channel_id": values["channel_id"].id,
                    "channel_kind": values["channel_id"].kind,
                    "channel_code": values["channel_id"].code,
                    "survey_id": values["survey_id"].id,
                    "client_id": values["client_id"] and values["client_id"].id,
                    "event_date": values["event_date"],
                    "is_anonymous": True,
                    "state": "planned",
                    # never picked by the sender
                    "send_after": False,
                }
                for values in values_list
            ]
        )
        now = fields.Datetime.now()
        prepared = {
            request.id: values["lines"]
            for request, values in zip(requests, values_list, strict=True)
        }
        moments = {request.id: request._get_day_start(now) for request in requests}
        requests._store_answers(prepared, moments)
        for request in requests:
            figures = request._prepare_figures(prepared[request.id])
            if not request.client_id:
                figures["score_pending"] = False  # a score is of a client
            request.write(
                {
                    "state": "answered",
                    "answered_at": moments[request.id],
                    "answer_mode": "mail",
                    **figures,
                }
            )
        if any(requests.mapped("score_pending")):
            self._trigger_cron("ir_cron_recompute_scores")
        return requests

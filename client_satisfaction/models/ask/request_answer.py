# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...exceptions import AnswerRefused

REFUSED_STATES = {
    "answered": "already_answered",
    "expired": "expired",
    "cancelled": "cancelled",
    "skipped": "cancelled",
}
# Channels of an answer that nobody typed on behalf of the client
OWN_MODES = ("mail", "portal")
# How often a process tells the job runner that an answer came (seconds)
TELL_EVERY = 10
# When it did so last, by database
_told = {}
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}


class SatisfactionRequest(models.Model):
    """How answers come in: checked, stored once, and handed on."""

    _inherit = "satisfaction.request"

    # ------------------------------------------------------------------
    # Entry points
    # ------------------------------------------------------------------
    @api.model
    def _record_answers(
        self, answers, *, mode, typed_by=None, answered_at=None, suspicion=None
    ):
        """Store the answers of any number of asks, all or nothing.

        Whoever calls has checked who may answer: by the token of the ask, or by the
        rights of the person who types for the client. Many asks cost about as many
        queries as one.

        :param answers: ``{request id: {question id: raw answer}}``; a raw answer is
            a str for scales, numbers, dates and texts, an answer id or a list of
            them for choices, ``{row id: [column ids]}`` for a matrix
        :param mode: one of ``ANSWER_MODES``
        :param typed_by: ``res.users`` who types on behalf of the client, if anyone
        :param answered_at: naive UTC datetime, or ``{request id: datetime}``;
            default: now
        :param suspicion: why the page takes the respondent for a machine, if it does:
            one of ``SUSPICIONS``; the answer is then stored, but held back
        :return: the answered requests
        :raises AnswerRefused: one of the asks takes no answer any more; the attempt
            is logged in this transaction, so catch it inside
        :raises AnswerError: an answer doesn't fit its question; nothing is changed
        """
        # sudo: the respondent has no rights of their own; see above who checked
        requests = self.sudo().browse(answers).with_context(**QUIET)
        now = fields.Datetime.now()
        rows = requests._lock_answer_state()
        known = requests.browse(rows)
        known._fetch_for_answers()
        suspicions = known.filtered(
            lambda request: request._can_be_held_back()
        )._find_suspicions(mode, suspicion)
        doubtful = known.filtered(
            lambda request: request not in suspicions and request._is_doubtful()
        )
        (requests - doubtful)._check_open(
            answers, rows, now, ignore_expiry=bool(typed_by)
        )
        prepared = requests._prepare_answers(answers)
        doubtful._give_way(answers)
        moments = {
            request_id: answered_at.get(request_id, now)
            if isinstance(answered_at, dict)
            else answered_at or now
            for request_id in requests.ids
        }
        requests._store_answers(prepared, moments)
        for request in requests:
            request.write(
                {
                    "state": "answered",
                    "answered_at": moments[request.id],
                    "answer_mode": mode,
                    "typed_by_id": typed_by.id if typed_by else False,
                    **request._prepare_figures(prepared[request.id]),
                    **request._prepare_follow_up(
                        prepared[request.id], moments[request.id], bool(typed_by)
                    ),
                    **request._prepare_suspicion(suspicions.get(request)),
                }
            )
        if welcome := requests.filtered(lambda request: not request.is_suspicious):
            welcome._after_answers()
        return requests

    @api.model
    def _correct_answer(self, answers):
        """Replace an answer by the respondent's own correction in time (D17).

        Same parameters and errors as :meth:`_record_answers`. The moment of the
        first answer stays; what was replaced is kept in the log.
        """
        # sudo: see _record_answers
        requests = self.sudo().browse(answers).with_context(**QUIET)
        now = fields.Datetime.now()
        requests._lock_answer_state()
        late = {
            request: "already_answered"
            for request in requests
            if not request._is_correctable(now)
        }
        requests._refuse(late, answers)
        prepared = requests._prepare_answers(answers)
        replaced = {
            request.id: request._get_raw_answers(request.user_input_id)
            for request in requests
        }
        doubtful = requests.filtered("is_suspicious")
        requests.user_input_id.user_input_line_ids.unlink()
        requests._store_answers(
            prepared, {request.id: request.answered_at for request in requests}
        )
        for request in requests:
            request.write(
                {
                    **request._prepare_figures(prepared[request.id]),
                    **request._prepare_follow_up(
                        prepared[request.id], request.answered_at, False
                    ),
                    **request._prepare_suspicion(None),
                }
            )
            request._log_attempt("corrected", answers[request.id], replaced[request.id])
        if doubtful:
            doubtful._after_answers()
        (requests - doubtful)._trigger_follow_up()
        return requests

    def _adopt_answers(self, user_inputs):
        """Take over answers finished on the survey engine's own page.

        :param user_inputs: ``survey.user_input`` in state done, with these requests
        """
        rows = self._lock_answer_state()
        suspicions = self._find_suspicions("mail")
        adopted = self.browse()
        for user_input in user_inputs:
            request = user_input.satisfaction_request_id
            reason = REFUSED_STATES.get(rows[request.id][0])
            if request not in suspicions and request._is_doubtful():
                request._log_attempt(
                    "replaced",
                    request._get_raw_answers(user_input),
                    request._get_raw_answers(request.user_input_id),
                )
                request.user_input_id.satisfaction_request_id = False
                reason = None
            if reason or request in adopted:
                request._log_attempt(
                    reason or "already_answered", request._get_raw_answers(user_input)
                )
                # It stays in the database but belongs to no ask: it never counts.
                user_input.satisfaction_request_id = False
                continue
            lines = request._score_lines(user_input)
            moment = user_input.end_datetime or fields.Datetime.now()
            request.with_context(**QUIET).write(
                {
                    "state": "answered",
                    "answered_at": moment,
                    "answer_mode": "mail",
                    "user_input_id": user_input.id,
                    **request._prepare_figures(lines),
                    **request._prepare_follow_up(lines, moment, False),
                    **request._prepare_suspicion(suspicions.get(request)),
                }
            )
            adopted |= request
        if welcome := adopted.filtered(lambda request: not request.is_suspicious):
            welcome._after_answers()

    # ------------------------------------------------------------------
    # Is an answer welcome?
    # ------------------------------------------------------------------
    def _lock_answer_state(self):
        """Wait for whoever writes these asks just now, and read their state.

        Waiting, not skipping: should the other one fail, this answer is the first
        valid one (D17). If the other one succeeds, PostgreSQL raises a serialization
        failure here, Odoo repeats the request, and it finds the answer given.

        :return: ``{id: (state, expires_at)}`` of those that exist
        """
        if not self.ids:
            return {}
        if self._is_in_turn():
            return {self.id: (self.state, self.expires_at)}
        self.flush_recordset(["state", "expires_at"])
        self.env.cr.execute(
            SQL(
                "SELECT id, state, expires_at FROM satisfaction_request"
                " WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                tuple(self.ids),
            ),
            # Being second is no error: it shall not look like one in the log.
            log_exceptions=False,
        )
        return {
            row_id: (state, expires_at)
            for row_id, state, expires_at in self.env.cr.fetchall()
        }

    def _check_open(self, answers, rows, now, ignore_expiry):
        refusals = {}
        for request in self:
            state, expires_at = rows.get(request.id, (None, None))
            if state is None:
                raise AnswerRefused(self._word_refusal("unknown"), "unknown")
            if reason := REFUSED_STATES.get(state):
                refusals[request] = reason
            elif expires_at and expires_at < now and not ignore_expiry:
                refusals[request] = "expired"
        self._refuse(refusals, answers)

    def _is_correctable(self, now=None):
        """Whether the respondent may still change the answer (D17)."""
        self.ensure_one()
        if self.state != "answered" or self.answer_mode not in OWN_MODES:
            return False
        window = timedelta(minutes=self.program_id.correction_minutes)
        return bool(window) and (
            (now or fields.Datetime.now()) <= self.answered_at + window
        )

    def _refuse(self, refusals, answers):
        """:param refusals: ``{request: reason}``; raises when there are any"""
        for request, reason in refusals.items():
            request._log_attempt(reason, answers[request.id])
        for reason in refusals.values():
            raise AnswerRefused(self._word_refusal(reason), reason)

    @api.model
    def _word_refusal(self, reason):
        sentences = {
            "already_answered": self.env._(
                "This has already been answered. The first answer counts."
            ),
            "expired": self.env._("The time for this answer is over."),
            "cancelled": self.env._("This question is no longer open."),
            "unknown": self.env._("We don't know this question."),
        }
        return sentences[reason]

    # ------------------------------------------------------------------
    # Afterwards
    # ------------------------------------------------------------------
    def _after_answers(self):
        """Hook: these asks were just answered; called once, not for corrections.

        Low answers that may be followed up get their case; thanks, scores and later
        cases are left to crons. Context ``satisfaction_history`` (answers of
        the past, e.g. an import) does without thanks and triggers.
        """
        if not self.env.context.get("satisfaction_history"):
            self._put_off_thanks()
        self._trigger_follow_up()

    def _trigger_follow_up(self):
        now = fields.Datetime.now()
        low = self.filtered("follow_up_after")
        due = low.filtered(lambda request: request.follow_up_after <= now)
        if due:
            self.env["satisfaction.case"]._open_from_requests(due)
        if self.env.context.get("satisfaction_history"):
            return
        if any(self.mapped("score_pending")):
            self._wake_cron("ir_cron_recompute_scores")
        if waiting := (low - due).mapped("follow_up_after"):
            self._trigger_cron("ir_cron_open_cases", max(waiting))

    @api.model
    def _trigger_cron(self, name, at=None):
        cron = self.env.ref(f"client_satisfaction.{name}", raise_if_not_found=False)
        if cron:
            # sudo: anyone's answer may wake a job
            cron.sudo()._trigger(at)

    @api.model
    def _wake_cron(self, name):
        """Run a job soon, by one statement: what ``_trigger`` does at three times the
        cost, and each answer wakes a job.

        The job runner looks for due jobs every minute, and as soon as it is told. Who
        tells it opens a connection to another database for it, which costs more than
        storing an answer; so one of many answers that come together speaks for all.
        """
        job_id = self.env["ir.model.data"]._xmlid_to_res_id(
            f"client_satisfaction.{name}", raise_if_not_found=False
        )
        cursor = self.env.cr
        cursor.execute(
            SQL(
                "INSERT INTO ir_cron_trigger (cron_id, call_at)"
                " SELECT id, %s FROM ir_cron WHERE id = %s AND active",
                fields.Datetime.now(),
                job_id or None,
            )
        )
        if cursor.rowcount and "satisfaction_wake" not in cursor.postcommit.data:
            cursor.postcommit.data["satisfaction_wake"] = True
            # sudo: anyone's answer may wake a job
            cursor.postcommit.add(self.sudo()._tell_job_runner)

    @api.model
    def _tell_job_runner(self):
        """Tell it that a job is due, unless this process did so a moment ago."""
        now = time.monotonic()
        database = self.env.cr.dbname
        if now - _told.get(database, -TELL_EVERY) >= TELL_EVERY:
            _told[database] = now
            self.env["ir.cron"]._notifydb()

# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
import unicodedata
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, hmac, html2plaintext

from ..ask.request_answer import QUIET
from ..measure.score_pending import CONCURRENCY_ERRORS, MAX_COLLISIONS

_logger = logging.getLogger(__name__)

#: Answers whose comments are taken over in one transaction.
ANSWERS_A_BATCH = 500
#: A corrected answer changes a remark only as long as nobody has worked on it.
UNTOUCHED = "new"


def clean(text):
    """The text without white space around it; nothing if it says nothing ("-").

    An emoji says something.
    """
    text = (text or "").strip()
    says = any(unicodedata.category(char)[0] not in "PZC" for char in text)
    return text if says else ""


class SatisfactionRequest(models.Model):
    """An answer with words is marked, in the row it writes anyway."""

    _inherit = "satisfaction.request"

    remark_ids = fields.One2many("satisfaction.remark", "request_id", readonly=True)
    remarks_pending = fields.Boolean(
        readonly=True,
        copy=False,
        help="Answered, but the comments are not yet among the remarks.",
    )

    _remarks_pending_idx = models.Index("(id) WHERE remarks_pending")

    def _prepare_figures(self, lines):
        figures = super()._prepare_figures(lines)
        # A correction may take words back that already are a remark.
        figures["remarks_pending"] = bool(
            figures.get("comment") or self.state == "answered"
        )
        return figures

    def _prepare_suspicion(self, reason):
        """What a machine said is no remark; what had become one is taken back."""
        values = super()._prepare_suspicion(reason)
        if reason:
            values["remarks_pending"] = True
        return values


class SatisfactionRemark(models.Model):
    """How remarks come in by themselves: from answers and from cases (R86).

    The answering transaction only marks its own ledger row. A job takes the marked
    rows, a batch a transaction; one remark for each question answered in words. The
    unique ``source_key`` is the last line against doubles.
    """

    _inherit = "satisfaction.remark"

    # ------------------------------------------------------------------
    # The job
    # ------------------------------------------------------------------
    @api.model
    def _cron_collect(self, limit=ANSWERS_A_BATCH):
        """Make remarks of all new comments, link them with cases, suggest themes.

        Killed at any instant it loses at most the batch at work, which is then still
        marked. Two at once share the work; an answer that can't be taken over is
        logged and left marked, the others go on.

        :param limit: answers per transaction
        """
        cron = self.env["ir.cron"]
        # sudo: the database of remarks is filled by the product, whoever runs the job
        remarks = self.sudo()
        pending = Domain("remarks_pending", "=", True)
        time_left = cron._commit_progress(
            remaining=remarks.env["satisfaction.request"].search_count(pending)
        )
        failed = set()
        collisions = 0
        while time_left and collisions < MAX_COLLISIONS:
            # First statement after a commit: it sees everything committed so far.
            ids = remarks._claim_answers(limit, failed)
            if not ids:
                break
            try:
                failed |= remarks._collect_or_log(ids)
            except CONCURRENCY_ERRORS:
                # Another worker had these rows after our snapshot was taken.
                self.env.cr.rollback()
                collisions += 1
                continue
            time_left = cron._commit_progress(len(ids))
        for step in ("_collect_cases", "_follow_cases", "_suggest_themes"):
            while time_left and getattr(remarks, step)():
                time_left = cron._commit_progress()

    @api.model
    def _claim_answers(self, limit, skip=()):
        """Lock marked answers until the end of this transaction."""
        requests = self.env["satisfaction.request"]
        requests.flush_model(["remarks_pending"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM satisfaction_request
                 WHERE remarks_pending AND id != ALL(%s)
              ORDER BY id LIMIT %s
                   FOR NO KEY UPDATE SKIP LOCKED
                """,
                list(skip),
                limit,
            )
        )
        return [row_id for (row_id,) in rows]

    @api.model
    def _collect_or_log(self, request_ids):
        """Take answers over; one that can't be doesn't hold up the others.

        :return: ids of the answers that can't be taken over
        """
        requests = self.env["satisfaction.request"].browse(request_ids)
        try:
            with self.env.cr.savepoint():
                self._collect(requests)
                self.env.flush_all()
        except CONCURRENCY_ERRORS:
            raise
        except Exception:
            self.env.invalidate_all(flush=False)
            if len(requests) == 1:
                _logger.exception(
                    "The comments of answer %s can't become remarks", requests.id
                )
                return set(request_ids)
            return set().union(
                *(self._collect_or_log([request_id]) for request_id in request_ids)
            )
        return set()

    # ------------------------------------------------------------------
    # From answers
    # ------------------------------------------------------------------
    @api.model
    def _collect(self, requests):
        """Make, mend or take back the remarks of these answers; the mark goes.

        :param requests: ``satisfaction.request``, as superuser, locked
        :return: the new remarks
        """
        valid = requests.filtered(
            lambda request: request.state == "answered" and not request.is_suspicious
        )
        texts = self._read_comments(valid)
        known = {
            remark.source_key: remark
            for remark in self.with_context(active_test=False).search(
                Domain("request_id", "in", requests.ids)
                | Domain("source_key", "in", list(texts))
            )
        }
        for key, remark in known.items():
            remark._follow_correction(texts.get(key, (None, None, ""))[2])
        created = self.with_context(**QUIET).create(
            [
                self._prepare_from_answer(key, *comment)
                for key, comment in texts.items()
                if key not in known
            ]
        )
        requests.remarks_pending = False
        return created

    @api.model
    def _read_comments(self, requests):
        """``{source key: (request, question, text)}`` of all words in the answers."""
        lines = self.env["survey.user_input.line"].search(
            Domain("user_input_id", "in", requests.user_input_id.ids)
            & Domain("skipped", "=", False)
            & Domain("answer_type", "in", ("text_box", "char_box")),
            order="id",
        )
        request_of = {request.user_input_id: request for request in requests}
        words = defaultdict(list)
        for line in lines:
            if text := clean(line.value_text_box or line.value_char_box):
                words[request_of[line.user_input_id], line.question_id].append(text)
        return {
            self._get_answer_key(request, question): (
                request,
                question,
                "\n\n".join(texts),
            )
            for (request, question), texts in words.items()
        }

    @api.model
    def _get_answer_key(self, request, question):
        """By what a comment is known again, without saying whose it is if it was
        anonymous."""
        key = f"{request.id}:{question.id}"
        if request.is_anonymous:
            return "secret:" + hmac(self.env, "satisfaction.remark", key)
        return f"answer:{key}"

    @api.model
    def _prepare_from_answer(self, key, request, question, text):
        """Values of the remark of one comment."""
        values = {
            "text": text,
            "kind": "suggestion"
            if question.satisfaction_objective == "improvement"
            else "comment",
            "source": "answer",
            "source_key": key,
            "company_id": request.company_id.id,
            "program_id": request.program_id.id,
            "client_id": request.client_id.id,
            "question_id": question.id,
            "lang": request.lang,
            "is_anonymous": request.is_anonymous,
            "said_on": request.event_date
            if request.is_anonymous
            else request.company_id._satisfaction_date(request.answered_at),
        }
        if not request.is_anonymous:
            values.update(
                {
                    "request_id": request.id,
                    "partner_id": request.partner_id.id,
                    "case_id": request.case_id.id,
                    "ticket_id": request.ticket_id.id,
                    "team_id": request.team_id.id,
                    "praised_user_id": request.user_id.id,
                    "points": request.worst_points,
                }
            )
        return values

    def _follow_correction(self, text):
        """The client changed its answer, or took the words back.

        :param text: the words now, empty if there are none any more
        """
        self.ensure_one()
        if (self.text or "").strip() == text:
            return
        if self.state != UNTOUCHED:
            self._message_log(
                body=self.env._("The client corrected the answer: “%s”", text)
                if text
                else self.env._("The client took these words back.")
            )
        elif text:
            self.text = text
        else:
            self.unlink()

    # ------------------------------------------------------------------
    # From cases
    # ------------------------------------------------------------------
    @api.model
    def _collect_cases(self, limit=ANSWERS_A_BATCH):
        """What clients complained about directly, in their words.

        :return: the new remarks; none: all are there
        """
        cases = (
            self.env["satisfaction.case"]
            .with_context(active_test=False)
            .search(
                Domain("origin", "=", "complaint")
                & Domain("complaint", "!=", False)
                & Domain("remark_ids", "=", False),
                limit=limit,
                order="id",
            )
        )
        return self.with_context(**QUIET).create(
            [
                self._prepare_from_case(case, text)
                for case in cases
                if (text := clean(html2plaintext(case.complaint)))
            ]
        )

    @api.model
    def _prepare_from_case(self, case, text):
        return {
            "text": text,
            "kind": "complaint",
            "source": "case",
            "source_key": f"case:{case.id}",
            "case_id": case.id,
            "company_id": case.company_id.id,
            "program_id": case.program_id.id,
            "client_id": case.client_id.id,
            "partner_id": case.partner_id.id,
            "lang": case.partner_id.lang,
            "ticket_id": case.ticket_id.id,
            "team_id": case.team_id.id,
            "praised_user_id": case.ticket_id.user_id.id,
            "said_on": case.company_id._satisfaction_date(
                case.received_at or case.opened_at or case.create_date
            ),
        }

    @api.model
    def _follow_cases(self, limit=ANSWERS_A_BATCH):
        """Name the case of remarks whose answer led to one; a closed case settles
        the remark, and its people have told the client (R91).

        :return: the remarks changed; none: all are right
        """
        unnamed = self.search(
            Domain("case_id", "=", False)
            & Domain("request_id.case_id", "!=", False)
            & Domain("state", "in", ("new", "in_progress")),
            limit=limit,
        )
        for case, remarks in unnamed.grouped(
            lambda remark: remark.request_id.case_id
        ).items():
            remarks.case_id = case
        settled = self.search(
            Domain("case_id.state", "=", "closed")
            & Domain("state", "in", ("new", "in_progress")),
            limit=limit,
        )
        settled.with_context(tracking_disable=True).state = "done"
        settled._note_told()
        settled._message_log_batch(
            bodies={
                remark.id: self.env._(
                    "Settled with the client in case %s.", remark.case_id.name
                )
                for remark in settled
            }
        )
        return unnamed | settled


class SatisfactionCase(models.Model):
    _inherit = "satisfaction.case"

    remark_ids = fields.One2many("satisfaction.remark", "case_id", "Remarks")

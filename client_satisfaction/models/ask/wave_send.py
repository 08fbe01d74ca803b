# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# Assessments opened in one transaction.
OPEN_BATCH = 50


class SatisfactionWave(models.Model):
    """The start of a wave: a job plans the asks of its clients, batch by batch.

    A batch is one transaction. Killed at any instant, the job goes on where it was:
    assessments that are still planned are the ones to open. Mails are queued by the
    sending job like all others.
    """

    _inherit = "satisfaction.wave"

    started_at = fields.Datetime(readonly=True, copy=False)
    opened_at = fields.Datetime(
        "All clients asked",
        readonly=True,
        copy=False,
        help="When the asks of the last client were planned.",
    )
    opened_count = fields.Integer("Clients asked", compute="_compute_progress")
    open_progress = fields.Float(
        "Progress", compute="_compute_progress", help="Clients asked, in percent."
    )
    is_opening = fields.Boolean(compute="_compute_progress")
    open_error_count = fields.Integer(
        "Could not be asked", compute="_compute_open_error_count"
    )

    @api.depends("assessment_ids.state", "state")
    def _compute_progress(self):
        waiting = dict(
            self._read_members(
                ["wave_id"],
                ["__count"],
                Domain("state", "=", "planned") & Domain("open_error", "=", False),
            )
        )
        for wave in self:
            left = waiting.get(wave._origin, 0)
            total = wave.client_count
            started = wave.state in ("running", "closed")
            wave.opened_count = total - left if started else 0
            wave.open_progress = 100 * wave.opened_count / total if total else 0
            wave.is_opening = wave.state == "running" and bool(left)

    @api.depends("assessment_ids.open_error")
    def _compute_open_error_count(self):
        failed = dict(
            self._read_members(
                ["wave_id"], ["__count"], Domain("open_error", "!=", False)
            )
        )
        for wave in self:
            wave.open_error_count = failed.get(wave._origin, 0)

    # ------------------------------------------------------------------
    # Start
    # ------------------------------------------------------------------
    def action_start(self):
        """Begin to ask. A job does it, from the first day of the wave on."""
        self.check_access("write")
        for wave in self:
            wave._check_may_start()
            wave.assessment_ids.filtered(
                lambda one: one.state == "planned"
            )._assign_interviewers()
            wave.write({"state": "running", "started_at": fields.Datetime.now()})
            wave._done_reminders()
            wave._trigger_opening()

    def _check_may_start(self):
        """The gate (R3), and what would make all asks vain."""
        self.ensure_one()
        if self.state != "drawn":
            raise UserError(
                self.env._(
                    "%s is not drawn: draw its clients, then start it.", self.name
                )
                if self.state == "draft"
                else self.env._("%s has started already.", self.name)
            )
        program = self.program_id
        if program.state != "running":
            raise UserError(
                self.env._(
                    "%(program)s is not running: approve its strategy and start it"
                    " before you start %(wave)s.",
                    program=program.name,
                    wave=self.name,
                )
            )
        if not program.date_start <= self.date_start <= program.date_end:
            raise UserError(
                self.env._(
                    "%(wave)s starts on %(start)s, outside of %(program)s. Choose"
                    " another day or the programme of that year.",
                    wave=self.name,
                    start=self.date_start,
                    program=program.name,
                )
            )
        if self.date_end < self.company_id._satisfaction_today():
            raise UserError(
                self.env._(
                    "%(wave)s should have ended on %(end)s. Choose new days.",
                    wave=self.name,
                    end=self.date_end,
                )
            )
        if not self.survey_id.question_ids:
            raise UserError(
                self.env._(
                    "%s has no questionnaire with questions: choose one.", self.name
                )
            )
        self.survey_id._refuse_errors()

    def _trigger_opening(self):
        """Let the job run as soon as it may; on the first day if that is later."""
        cron = self.env.ref("client_satisfaction.ir_cron_open_waves", False)
        if cron:
            # sudo: starts nothing but the job that runs every hour anyway
            cron.sudo()._trigger()

    # ------------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------------
    @api.model
    def _cron_open(self, batch_size=OPEN_BATCH):
        """Plan the asks of started waves' clients. Idempotent, safe to kill."""
        cron = self.env["ir.cron"]
        waves = self.search(
            Domain("state", "=", "running") & Domain("opened_at", "=", False)
        ).filtered(
            lambda wave: wave.date_start <= wave.company_id._satisfaction_today()
        )
        assessments = self.env["satisfaction.assessment"]
        todo = (
            Domain("wave_id", "in", waves.ids)
            & Domain("state", "=", "planned")
            & Domain("open_error", "=", False)
        )
        cron._commit_progress(remaining=assessments.search_count(todo))
        while batch := assessments._lock_to_open(todo, batch_size):
            batch._open_batch()
            batch.wave_id._note_opened()
            if not cron._commit_progress(len(batch)):
                return
        # A wave whose last ones were cancelled meanwhile is done as well.
        waves._note_opened()

    def _note_opened(self):
        """Tell once that everybody is asked, and how many are not and why."""
        for wave in self:
            wave.invalidate_recordset(["is_opening", "opened_count"])
            if wave.is_opening or wave.opened_at or wave.state != "running":
                continue
            wave.opened_at = fields.Datetime.now()
            wave.message_post(body=wave._word_opened())

    def _word_opened(self):
        ledger = self.env["satisfaction.request"].sudo()  # only counts leave here
        counts = dict(
            ledger._read_group(
                Domain("assessment_id.wave_id", "=", self.id), ["state"], ["__count"]
            )
        )
        skipped = counts.pop("skipped", 0)
        text = self.env._(
            "All %(clients)d clients are asked: %(asks)d respondents, %(skipped)d are"
            " not asked (see “Not Asked” for the reasons).",
            clients=self.client_count,
            asks=sum(counts.values()),
            skipped=skipped,
        )
        failed = self.assessment_ids.filtered("open_error")
        if failed:
            text += " " + self.env._(
                "%d could not be asked, their assessments say why.", len(failed)
            )
        return text

    def action_retry_opening(self):
        """Try again the assessments that could not be opened."""
        self.check_access("write")
        failed = self.assessment_ids.filtered("open_error")
        failed.open_error = False
        self.filtered(lambda wave: wave.state == "running").opened_at = False
        self._trigger_opening()

    def action_open_requests(self):
        """The ledger rows of this wave."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_requests"
        )
        return {
            **action,
            "domain": [("assessment_id.wave_id", "=", self.id)],
            "context": {"create": False},
        }

    def action_open_assessments(self):
        """The clients of this wave, also those who left or were left out."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Clients of %s", self.name),
            "res_model": "satisfaction.assessment",
            "view_mode": "list,form",
            "domain": [("wave_id", "=", self.id)],
            "context": {"create": False},
        }


class SatisfactionAssessment(models.Model):
    _inherit = "satisfaction.assessment"

    open_error = fields.Char(
        "Could not be asked",
        readonly=True,
        copy=False,
        help="What went wrong when the asks were planned.",
    )

    @api.model
    def _lock_to_open(self, domain, limit):
        """The first assessments of a domain that no other worker has, locked."""
        query = self._search(domain, order="id", limit=limit)
        rows = self.env.execute_query(
            SQL("%s FOR NO KEY UPDATE SKIP LOCKED", query.select())
        )
        return self.browse(row_id for (row_id,) in rows)

    def _open_batch(self):
        """Open locked assessments; one that fails says why and holds up nobody."""
        # Two thousand "state changed" messages tell nobody anything.
        silent = self.with_context(tracking_disable=True)
        try:
            with self.env.cr.savepoint():
                silent._open_requests()
            return
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        # Anything may be wrong with one client's data; then each for itself.
        except Exception:
            _logger.info("A batch of assessments is opened one by one", exc_info=True)
        for assessment in silent:
            try:
                with self.env.cr.savepoint():
                    assessment._open_requests()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception as error:  # noqa: BLE001
                _logger.info("Assessment %s not opened: %s", assessment.id, error)
                assessment.open_error = str(error)[:200] or type(error).__name__

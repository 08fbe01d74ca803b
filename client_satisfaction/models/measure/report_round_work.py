# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

#: Clients whose reports are ordered in one transaction.
BATCH = 50


class SatisfactionReportRound(models.Model):
    """What the job does: open rounds that are due, order reports, see what is done."""

    _inherit = "satisfaction.report.round"

    @api.model
    def _cron_run(self):
        """Bring all rounds one step on; may be killed and run twice at any time."""
        self._open_due()
        self._order_reports()
        self._close_finished()

    # ------------------------------------------------------------------
    # By the calendar
    # ------------------------------------------------------------------
    @api.model
    def _open_due(self):
        """A round for each programme that wants one, so many days after a period."""
        cron = self.env["ir.cron"]
        programs = self.env["satisfaction.program"].search(
            Domain("report_is_automatic", "=", True)
            & Domain("state", "in", ("running", "closed"))
        )
        cron._commit_progress(remaining=len(programs))
        for program in programs:
            day = program.company_id._satisfaction_today() - timedelta(
                days=max(program.report_after_days, 1)
            )
            # The latest period that ended on that day or before
            start, end = program._get_period(day)
            if end > day:
                start, end = program._get_period(start - timedelta(days=1))
            if program.date_start <= start and end <= program.date_end:
                self._open_one(program, start, end)
            if not cron._commit_progress(1):
                return

    def _open_one(self, program, start, end):
        """The round of a period, unless there is or was one."""
        if self.search_count(
            Domain("program_id", "=", program.id)
            & Domain("period_start", "=", start)
            & Domain("period_end", "=", end),
            limit=1,
        ):
            return
        if not program.manager_id:
            _logger.info("%s has no manager: no reports are prepared.", program.name)
            return
        self.create(
            {
                "program_id": program.id,
                "period_day": end,
                "user_id": program.manager_id.id,
                "is_automatic": True,
                "state": "preparing",
            }
        )

    # ------------------------------------------------------------------
    # Ordering reports
    # ------------------------------------------------------------------
    @api.model
    def _order_reports(self):
        """Order what rounds being prepared still lack, batch by batch."""
        cron = self.env["ir.cron"]
        for round_ in self.search([("state", "=", "preparing")], order="id"):
            # Locked anew for each batch: a commit ends the lock, and what is missing
            # is seen again behind it, so that two workers never order the same.
            while round_.try_lock_for_update(allow_referencing=True):
                round_.invalidate_recordset()
                if round_.state != "preparing":
                    break
                scores = round_._find_missing_scores()
                if not scores:
                    round_._finish_ordering()
                    cron._commit_progress()
                    break
                batch = scores[:BATCH]
                round_._add_lines(batch)
                if not cron._commit_progress(
                    len(batch), remaining=len(scores) - len(batch)
                ):
                    return

    def _find_missing_scores(self):
        """Scores of the period whose clients have no line in this round yet."""
        self.ensure_one()
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("period_start", "=", self.period_start)
            & Domain("period_end", "=", self.period_end)
            & Domain("client_id", "not in", self.line_ids.client_id.ids)
        )
        if self.client_choice == "some":
            domain &= Domain("client_id", "in", self.client_ids.ids)
        return self.env["satisfaction.score"].search(domain, order="client_id, id")

    def _add_lines(self, scores):
        """Lines of these scores, with a report each where there is to be one."""
        reasons = {score: score._why_no_report() for score in scores}
        wanted = scores.filtered(lambda score: not reasons[score])
        reports = wanted._order_client_reports(self.user_id).grouped("score_id")
        nothing = self.env["satisfaction.client.report"]
        self.env["satisfaction.report.round.line"].create(
            [
                {
                    "round_id": self.id,
                    "client_id": score.client_id.id,
                    "score_id": score.id,
                    "reason": reasons[score],
                    "report_id": reports.get(score, nothing).id,
                }
                for score in scores
            ]
        )

    def _finish_ordering(self):
        """All is ordered: from now on people decide."""
        if self.with_program_report and not self.sudo().program_report_id:
            self.sudo().program_report_id = self._get_program_report()
        self.state = "approving"
        self.message_post(
            body=self.env._(
                "Reports ordered: %(count)s. Clients left out: %(left_out)s.",
                count=self.total_count,
                left_out=self.left_out_count,
            )
        )

    def _get_program_report(self):
        """The report of the same period; a new draft where there is none."""
        # sudo: the round is the programme manager's, and so is the draft
        reports = (
            self.env["satisfaction.program.report"].sudo().with_company(self.company_id)
        )
        return reports.search(
            Domain("program_id", "=", self.program_id.id)
            & Domain("period_start", "=", self.period_start)
            & Domain("period_end", "=", self.period_end),
            limit=1,
        ) or reports.create(
            {"program_id": self.program_id.id, "period_day": self.period_end}
        )

    @api.model
    def _close_finished(self):
        """Rounds in which every report was sent or left out are done."""
        cron = self.env["ir.cron"]
        rounds = self.search([("state", "=", "approving")])
        waiting = {
            round_.id
            for (round_,) in self.env["satisfaction.report.round.line"]._read_group(
                Domain("round_id", "in", rounds.ids)
                & Domain("state", "in", ("printing", "open", "failed")),
                ["round_id"],
            )
        }
        done = rounds.filtered(
            lambda round_: (
                round_.id not in waiting
                and (
                    not round_.with_program_report
                    or round_.program_report_id.state == "released"
                )
            )
        )
        done.state = "done"
        cron._commit_progress(len(done), remaining=0)

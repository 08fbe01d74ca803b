# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...scoring import add_months, satisfied_share
from .score import SCORE_READERS
from .score_recompute import Period

#: What counting an answer needs to know of a programme.
FIELDS_OF_COUNTING = (
    "company_id",
    "year",
    "state",
    "date_start",
    "date_end",
    "period_length",
    "frozen_until",
    "acceptable_from",
    "unacceptable_below",
    "target_points",
)


class SatisfactionProgram(models.Model):
    """What a programme means for its scores: freezing, recomputing, target."""

    _inherit = "satisfaction.program"

    frozen_until = fields.Date(
        "Frozen until",
        readonly=True,
        copy=False,
        tracking=True,
        help="Scores of periods that end on or before this day never change again.",
    )
    score_ids = fields.One2many(
        "satisfaction.score", "program_id", groups=SCORE_READERS
    )
    score_count = fields.Integer(compute="_compute_score_count", groups=SCORE_READERS)

    @api.depends("score_ids")
    def _compute_score_count(self):
        counts = dict(
            self.env["satisfaction.score"]._read_group(
                [("program_id", "in", self.ids)], ["program_id"], ["__count"]
            )
        )
        for program in self:
            program.score_count = counts.get(program, 0)

    @api.constrains("period_length", "year", "company_id")
    def _check_no_frozen_scores(self):
        for program in self:
            # sudo: only whether there are any
            if program.sudo().score_ids.filtered("is_frozen"):
                raise ValidationError(
                    self.env._(
                        "%(program)s has frozen scores, so its year, company and"
                        " period length can't change. Change them in next year's"
                        " programme.",
                        program=program.name,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if not {"period_length", "year", "company_id"}.isdisjoint(vals):
            self._rebuild_scores()
        elif not {
            "acceptable_from",
            "unacceptable_below",
            "target_points",
        }.isdisjoint(vals):
            self._mark_scores_dirty()
        return result

    # ------------------------------------------------------------------
    # Recomputing
    # ------------------------------------------------------------------
    def _mark_scores_dirty(self):
        """Have the cron compute all scores anew that are not frozen."""
        # sudo: the scores are nobody's to write; who may change the programme may
        # have them computed anew.
        scores = self.env["satisfaction.score"].sudo()
        dirty = scores.search(
            Domain("program_id", "in", self.ids)
            & Domain("is_frozen", "=", False)
            & Domain("is_dirty", "=", False)
        )
        if dirty:
            dirty.is_dirty = True
            scores._trigger_recompute()

    def _rebuild_scores(self):
        """Replace scores of periods that don't exist any more."""
        # sudo: see _mark_scores_dirty
        scores = self.sudo().score_ids
        if scores:
            scores.unlink()
            for program in self:
                program._open_scores()

    def _open_scores(self):
        """Make the missing score rows of a programme's periods up to today.

        For each client who was asked in a period, or whose answers of an earlier
        one are still valid in it. Existing rows are left alone.

        :return: the new scores
        """
        self.ensure_one()
        wanted = self._find_asked_periods()
        for client_id, periods in self._find_carried_periods().items():
            wanted[client_id] |= periods
        # sudo: see satisfaction.score, which is computed from all answers
        scores = self.env["satisfaction.score"].sudo()
        existing = scores.search([("program_id", "=", self.id)])
        for score in existing:
            wanted[score.client_id.id].discard(
                Period(self.id, score.period_start, score.period_end)
            )
        return scores._recompute_wanted(
            self.company_id,
            {client_id: periods for client_id, periods in wanted.items() if periods},
            create_unmeasured=True,
        )

    def _find_asked_periods(self):
        """``{client_id: {Period, …}}`` in which a client was really asked."""
        self.env["satisfaction.request"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT client_id,
                       date_trunc(%(length)s, event_date::timestamp)::date
                  FROM satisfaction_request
                 WHERE company_id = %(company)s
                   AND event_date BETWEEN %(start)s AND %(end)s
                   AND state IN ('sent', 'answered', 'expired')
                   AND client_id IS NOT NULL
                """,
                length=self.period_length,
                company=self.company_id.id,
                start=self.date_start,
                end=min(self.date_end, self.company_id._satisfaction_today()),
            )
        )
        wanted = defaultdict(set)
        for client_id, start in rows:
            wanted[client_id].add(Period(self.id, *self._get_period(start)))
        return wanted

    def _find_carried_periods(self):
        """``{client_id: {Period, …}}`` in which older answers are still valid."""
        lasting = self.channel_ids.filtered("validity_months")
        if not lasting:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT client_id, channel_code,
                       date_trunc('month', event_date::timestamp)::date
                  FROM satisfaction_request
                 WHERE company_id = %(company)s
                   AND event_date BETWEEN %(start)s AND %(end)s
                   AND channel_code = ANY(%(channels)s)
                   AND state = 'answered' AND is_scored AND client_id IS NOT NULL
                """,
                company=self.company_id.id,
                start=add_months(
                    self.date_start, -max(lasting.mapped("validity_months"))
                ),
                end=self.date_end,
                channels=lasting.mapped("code"),
            )
        )
        scores = self.env["satisfaction.score"]
        rules = scores._fetch_rules(self.company_id)
        today = self.company_id._satisfaction_today
        wanted = defaultdict(set)
        periods_of = {}
        for client_id, channel_code, month in rows:
            key = (channel_code, month)
            if key not in periods_of:
                periods_of[key] = {
                    period
                    for period in scores._get_counting_periods(
                        rules, today, channel_code, month
                    )
                    if period.program_id == self.id
                }
            wanted[client_id] |= periods_of[key]
        return wanted

    @api.model
    def _get_by_year(self, company):
        """``{year: programme}`` of a company."""
        programs = self.search_fetch(
            [("company_id", "=", company.id)], FIELDS_OF_COUNTING
        )
        return {program.year: program for program in programs}

    # ------------------------------------------------------------------
    # Freezing
    # ------------------------------------------------------------------
    def _is_frozen(self, period_end):
        """Whether the scores of a period don't change any more."""
        self.ensure_one()
        return self.state == "closed" or bool(
            self.frozen_until and period_end and period_end <= self.frozen_until
        )

    def _get_next_open_period(self):
        """First and last day of the first period that is not frozen yet, or None."""
        self.ensure_one()
        start = self.date_start
        if self.frozen_until:
            start = add_months(self.frozen_until, 1)
        if self.state == "closed" or start > self.date_end:
            return None
        return self._get_period(start)

    def _freeze_until(self, date):
        """Count everything up to a day, then freeze the periods that end by it.

        This can't be undone: what was reported to a client stays what it was.

        :param date: the last day of a period that is over
        :raises UserError: when the day is not over, or answers are being counted
            by somebody else this very moment
        """
        for program in self:
            if date >= program.company_id._satisfaction_today():
                raise UserError(
                    self.env._(
                        "The period until %(date)s is not over yet. Freeze it"
                        " afterwards.",
                        date=fields.Date.to_string(date),
                    )
                )
        self._count_everything()
        for program in self:
            if not program.frozen_until or program.frozen_until < date:
                program.frozen_until = date

    def _count_everything(self):
        """Bring the scores of these programmes up to date, or refuse."""
        # sudo: see satisfaction.score, which is computed from all answers
        scores = self.env["satisfaction.score"].sudo()
        scores._recompute_pending()
        for program in self:
            program._open_scores()
        waiting = scores.search_count(
            Domain("program_id", "in", self.ids) & Domain("is_dirty", "=", True)
        )
        waiting += (
            self.env["satisfaction.request"]
            .sudo()
            .search_count(
                Domain("company_id", "in", self.company_id.ids)
                & Domain("score_pending", "=", True)
            )
        )
        if waiting:
            raise UserError(
                self.env._("Answers are being counted just now. Try again in a minute.")
            )

    def action_close(self, reason=None):
        """Closing a programme freezes its scores, so they are brought up to date."""
        self.filtered(lambda program: program.state == "running")._count_everything()
        return super().action_close(reason)

    def action_reopen(self):
        """Answers that came while the programme was closed count now."""
        result = super().action_reopen()
        self._mark_scores_dirty()
        return result

    def action_freeze_period(self):
        """Ask which period to freeze, and whether really."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Freeze a period"),
            "res_model": "satisfaction.freeze.period",
            "view_mode": "form",
            "target": "new",
            "context": {"default_program_id": self.id},
        }

    def action_open_scores(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_scores"
        )
        action["domain"] = [("program_id", "=", self.id)]
        action["context"] = {}
        return action

    # ------------------------------------------------------------------
    # Target (R61, R116)
    # ------------------------------------------------------------------
    def _get_satisfied_share(self, period_start):
        """Share of measured clients with an acceptable score, and the coverage (D9).

        :param period_start: first day of a period
        :return: ``scoring.CoverageShare``; clients the reader may not see don't count
        """
        self.ensure_one()
        scores = self.env["satisfaction.score"].search_fetch(
            Domain("program_id", "=", self.id)
            & Domain("period_start", "=", period_start),
            ["points", "is_measured"],
        )
        return satisfied_share(
            [score.points if score.is_measured else None for score in scores],
            self.acceptable_from,
        )

    @api.model
    def _get_current_period(self, company):
        """Programme, first and last day of a company's present period, or Nones."""
        today = company._satisfaction_today()
        program = self._find(company, today, running=False)
        if not program:
            return program, None, None
        return program, *program._get_period(today)

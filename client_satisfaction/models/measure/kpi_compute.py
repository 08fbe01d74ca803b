# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import date, timedelta
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ...scoring import Interval, add_months, estimate_change
from ..kpi_catalogue import CATALOGUE, SCOPE_FIELDS, SMALLEST_AGENT_N
from .kpi_queries import Key
from .score_recompute import _differing

_logger = logging.getLogger(__name__)

#: Rows created at once.
CREATED_AT_ONCE = 2_000
#: What may differ in a stored value; the rest says which value it is.
CHANGING_FIELDS = (
    "method",
    "value",
    "n",
    "is_measured",
    "is_too_few",
    "interval_low",
    "interval_high",
    "good_count",
    "middle_count",
    "bad_count",
)


class Span(NamedTuple):
    """A period of a programme, or its whole year."""

    start: date
    end: date
    is_year: bool = False

    def before(self):
        """The span of the same length that ends the day before."""
        months = (
            (self.end.year - self.start.year) * 12 + self.end.month - self.start.month
        )
        return Span(
            add_months(self.start, -months - 1),
            self.start - timedelta(days=1),
            self.is_year,
        )


class SatisfactionKpiValue(models.Model):
    """Keeps the stored KPI values in step with ledger and scores.

    A programme is computed in one transaction: the database aggregates, only values
    that differ are written. Killed half-way, the programme is computed anew by the
    next run. Frozen periods are computed once, if they have no values yet, and then
    left alone.
    """

    _inherit = "satisfaction.kpi.value"

    @api.model
    def _cron_compute(self):
        """Compute the KPIs of all programmes that are running or just closed."""
        programs = self.env["satisfaction.program"].search(
            [("state", "in", ("running", "closed"))], order="year, id"
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(programs))
        for program in programs:
            try:
                with self.env.cr.savepoint():
                    program._compute_kpis()
            except Exception:
                _logger.exception("The KPIs of %s can't be computed", program.name)
            if not cron._commit_progress(1):
                break

    @api.model
    def _compute_program(self, program):
        """Compute all open periods of a programme anew.

        Frozen periods without any values are computed too, once.

        :return: the values that stand now for these periods
        """
        # sudo: see kpi_queries.py; the values are nobody's to write
        values = self.sudo()
        spans = values._find_open_spans(program)
        if not spans:
            return values.browse()
        values._flush_sources()
        figures = {}
        for name in values._get_gatherers():
            figures |= getattr(values, name)(program, spans)
        return values._store(program, spans, figures)

    @api.model
    def _find_spans(self, program):
        """The programme's periods up to today, and its whole year."""
        spans = []
        today = program.company_id._satisfaction_today()
        start = program.date_start
        while start and start <= min(program.date_end, today):
            spans.append(Span(*program._get_period(start)))
            start = add_months(spans[-1].end, 1)
        if spans and program.period_length != "year":
            spans.append(Span(program.date_start, program.date_end, True))
        return spans

    @api.model
    def _find_open_spans(self, program):
        """Spans that may change, and frozen ones that were never computed."""
        stored = {
            (start, end)
            for start, end in self._read_group(
                [("program_id", "=", program.id)],
                ["period_start:day", "period_end:day"],
            )
        }
        return [
            span
            for span in self._find_spans(program)
            if not program._is_frozen(span.end) or (span.start, span.end) not in stored
        ]

    # ------------------------------------------------------------------
    # Storing
    # ------------------------------------------------------------------
    def _store(self, program, spans, figures):
        """Write what differs, make what is new, remove what is not any more."""
        existing = self._fetch_stored(program, spans)
        create = []
        kept = self.browse()
        wanted = {}
        for key, figure in figures.items():
            kpi = CATALOGUE[key.kpi]
            # The company always has its row: "not measured" is a result as well.
            if key.scope in kpi.scopes and (figure.n or key.scope == "company"):
                wanted[key] = figure
        for kpi in CATALOGUE:
            for number in range(len(spans)):
                wanted.setdefault(Key(kpi, number), None)
        for key, figure in wanted.items():
            span = spans[key.number]
            name = (key.kpi, key.scope, key.record_id, key.channel_code)
            values = self._prepare_value(program, span, key, figure)
            stored = existing.pop((span.start, span.end, name), None)
            if not stored:
                create.append(values)
                continue
            kept |= stored
            figures_now = {name: values[name] for name in CHANGING_FIELDS}
            if changed := _differing(stored, figures_now):
                stored.write(changed)
        stale = self.browse().concat(*existing.values())
        stale.unlink()
        for batch in split_every(CREATED_AT_ONCE, create, list):
            kept += self.create(batch)
        self._drop_other_spans(program)
        kept._update_changes()
        self._mark_latest(program.company_id)
        return kept

    def _fetch_stored(self, program, spans):
        """``{(start, end, (kpi, scope, record id, channel)): value}``"""
        values = self.search(
            Domain("program_id", "=", program.id)
            & Domain.OR(
                Domain("period_start", "=", span.start)
                & Domain("period_end", "=", span.end)
                for span in spans
            )
        )
        return {
            (value.period_start, value.period_end, value._get_name()): value
            for value in values
        }

    def _get_name(self):
        """(kpi, scope, record id, channel): what a value is, in any period."""
        self.ensure_one()
        name = SCOPE_FIELDS.get(self.scope)
        return (
            self.kpi,
            self.scope,
            self[name].id if name else 0,
            self.channel_code or "",
        )

    @api.model
    def _prepare_value(self, program, span, key, figure):
        """:param figure: ``Figure``, None when nothing could be measured"""
        kpi = CATALOGUE[key.kpi]
        too_few = bool(
            figure
            and figure.value is not None
            and key.scope == "agent"
            and figure.n < SMALLEST_AGENT_N
        )
        measured = bool(figure) and figure.value is not None and not too_few
        interval = figure.interval if measured else None
        method = "combined" if key[0] == "score" and key[2] == "client" else kpi.method
        values = {
            "program_id": program.id,
            "kpi": key.kpi,
            "kpi_order": list(CATALOGUE).index(key.kpi),
            "unit": kpi.unit,
            "method": method,
            "period_start": span.start,
            "period_end": span.end,
            "period_label": program._get_period_label(span.start, span.end),
            "is_year": span.is_year,
            "scope": key.scope,
            "channel_code": key.channel_code or False,
            "value": round(figure.value, 1) if measured else None,
            "n": figure.n if figure else 0,
            "is_measured": measured,
            "is_too_few": too_few,
            "interval_low": round(interval.low, 1) if interval else None,
            "interval_high": round(interval.high, 1) if interval else None,
            "good_count": figure.good if measured else 0,
            "middle_count": figure.middle if measured else 0,
            "bad_count": figure.bad if measured else 0,
        }
        if name := SCOPE_FIELDS.get(key.scope):
            values[name] = key.record_id
        return values

    def _update_changes(self):
        """Compare with the values of the spans just before, all in one query."""
        measured = self.search(
            Domain("company_id", "in", self.company_id.ids)
            & Domain("is_measured", "=", True)
            & Domain(
                "period_end",
                "in",
                [
                    start - timedelta(days=1)
                    for start in set(self.mapped("period_start"))
                ],
            )
        )
        before = {
            (
                value.company_id.id,
                value.period_end,
                value.is_year,
                value._get_name(),
            ): value
            for value in measured
        }
        for value in self:
            end = value.period_start - timedelta(days=1)
            found = before.get(
                (value.company_id.id, end, value.is_year, value._get_name())
            )
            if changed := _differing(value, value._prepare_change(found)):
                value.write(changed)

    def _prepare_change(self, before):
        """Change against the span before; a trend only where it is no chance (D15).

        :param before: measured value of the span before, or None
        """
        self.ensure_one()
        if not before or not self.is_measured:
            return {"previous_id": False, "change": None, "trend": False}
        trend = estimate_change(
            before.value, before._get_interval(), self.value, self._get_interval()
        )
        return {
            "previous_id": before.id,
            "change": self.value - before.value,
            "trend": False if self.method == "count" else trend,
        }

    def _get_interval(self):
        """The interval as ``scoring.Interval``, or None."""
        self.ensure_one()
        low, high = self.interval_low, self.interval_high
        return None if low is False or high is False else Interval(low, high)

    def _drop_other_spans(self, program):
        """Remove values of periods that the programme no longer has."""
        spans = {(span.start, span.end) for span in self._find_spans(program)}
        groups = self._read_group(
            Domain("program_id", "=", program.id) & Domain("is_frozen", "=", False),
            ["period_start:day", "period_end:day"],
            ["id:recordset"],
        )
        for start, end, values in groups:
            if (start, end) not in spans:
                values.unlink()

    @api.model
    def _mark_latest(self, company):
        """Flag the latest measured value of each KPI of a company.

        On the first days of a quarter little is measured yet; then the last one
        measured, at most a year older, is the latest. What was never measured is
        represented by its newest row.
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, is_first FROM (
                    SELECT id, is_latest, row_number() OVER (
                        PARTITION BY kpi, scope, team_id, user_id, client_id,
                                     channel_code, is_year
                            ORDER BY (is_measured AND period_end >= newest - 366) DESC,
                                     period_start DESC
                        ) = 1 AS is_first
                      FROM (SELECT *, max(period_end) OVER () AS newest
                              FROM satisfaction_kpi_value
                             WHERE company_id = %s) AS value
                ) AS ranked
                 WHERE is_first IS DISTINCT FROM COALESCE(is_latest, FALSE)
                """,
                company.id,
            )
        )
        for flag in (False, True):
            if ids := [row_id for row_id, is_first in rows if is_first == flag]:
                self.browse(ids).write({"is_latest": flag})
